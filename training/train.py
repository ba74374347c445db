"""Trains a LoRA adapter for an embedded model on labelled articles. See README.md.

The loss is taken over answers alone, and logits are computed for them alone: with a vocabulary of
152,000 words the rest would cost more than the model.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model, set_peft_model_state_dict
from torch.nn.functional import cross_entropy
from torch.utils.data import Dataset
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedTokenizerBase,
    Trainer,
    TrainingArguments,
    set_seed,
)

from aidememoire.embedded.catalogue import CatalogueModel, find
from aidememoire.embedded.fetch import default_folder, locate
from aidememoire.evaluation.folder import load_folder
from aidememoire.reading import from_file
from training.adapter import tensors_of
from training.course import EXTRAS, course
from training.int8 import to_int8
from training.lessons import Lesson

PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
FIRST_WEIGHT = 15.0
"""What the word that says whether there is a call counts for, in tokens."""
_IGNORED = -100


class Encoded(Dataset[dict[str, torch.Tensor]]):
    """Lessons as tokens, of which only those of the answer are labels.

    Args:
        taught: The lessons.
        tokenizer: The model's.
        most: Longer lessons are left out, and said so.
    """

    def __init__(
        self, taught: Sequence[Lesson], tokenizer: PreTrainedTokenizerBase, most: int
    ) -> None:
        encoded = [encode(lesson, tokenizer) for lesson in taught]
        self._rows = balanced([row for row in encoded if len(row["input_ids"]) <= most])
        self.tokens = sum(len(row["input_ids"]) for row in self._rows)
        self.answers = sum(int((row["labels"] != _IGNORED).sum()) for row in self._rows)
        self.left_out = len(encoded) - len(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> dict[str, torch.Tensor]:
        return self._rows[index]


def balanced(rows: Sequence[dict[str, torch.Tensor]]) -> list[dict[str, torch.Tensor]]:
    """The rows, each four of them so that two processes that take turns have as much to do."""
    found: list[dict[str, torch.Tensor]] = []
    for start in range(0, len(rows), 4):
        four = sorted(rows[start : start + 4], key=lambda row: -len(row["input_ids"]))
        found += [*four[:2], *reversed(four[2:])]
    return found


def encode(lesson: Lesson, tokenizer: PreTrainedTokenizerBase) -> dict[str, torch.Tensor]:
    """A lesson as the tokens that the model reads and writes."""
    messages = [{"role": one.role, "content": one.content} for one in lesson.messages]
    asked = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    question = tokenizer(asked, add_special_tokens=False)["input_ids"]
    # As the server writes it: its grammar allows JSON with no white space between.
    told = json.dumps(lesson.answer.root, ensure_ascii=False, separators=(",", ":"))
    written = tokenizer(f"{told}<|im_end|>", add_special_tokens=False, return_offsets_mapping=True)
    answer = written["input_ids"]
    # After the numbers of the first line: one word among a hundred would not be learnt.
    decisive = told.index(" ") + 1
    weights = [
        FIRST_WEIGHT if start <= decisive < end else 1.0 for start, end in written["offset_mapping"]
    ]
    return {
        "input_ids": torch.tensor(question + answer),
        "labels": torch.tensor([_IGNORED] * len(question) + answer),
        "weights": torch.tensor(weights),
    }


def one(rows: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """A batch of one lesson: nothing is padded."""
    (row,) = rows
    return {name: tensor.unsqueeze(0) for name, tensor in row.items()}


class AnswerTrainer(Trainer):
    """Computes logits for the answer's tokens alone."""

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: dict[str, Any],
        return_outputs: bool = False,
        num_items_in_batch: torch.Tensor | int | None = None,
    ) -> Any:
        """The mean loss over the answers of a step, each token counting the same."""
        labels = inputs["labels"]
        answer = int((labels != _IGNORED).sum())
        outputs = model(input_ids=inputs["input_ids"], logits_to_keep=answer + 1)
        logits = outputs.logits[0, :-1].float()
        losses = cross_entropy(logits, labels[0, -answer:], reduction="none")
        total = (losses * inputs["weights"][0]).sum()
        if num_items_in_batch is None:
            loss = total / answer
        else:
            # The items are those of all processes, whose gradients are averaged.
            loss = total * self.accelerator.num_processes / num_items_in_batch
        return (loss, outputs) if return_outputs else loss


def main() -> None:
    """Train, and save an adapter at each checkpoint."""
    options = _options()
    set_seed(options.seed)
    torch.set_num_threads(options.threads or torch.get_num_threads())
    model, tokenizer = _base(options.model)
    if options.bf16:
        model = model.to(torch.bfloat16)
    model = _with_adapter(model, options)
    if options.int8:
        to_int8(model)
    labelled = [
        each
        for folder in options.labelled
        for each in load_folder(folder / "gold", folder / "articles", from_file)
    ]
    part = random.Random(options.seed).sample(labelled, round(len(labelled) * options.share))
    data = Encoded(
        [*course(part, options.epochs, options.seed, options.without)],
        tokenizer,
        options.most_tokens,
    )
    model.print_trainable_parameters()
    print(f"{len(data)} lessons, {data.tokens:,} tokens, {data.answers:,} of them answers")
    if data.left_out:
        print(f"{data.left_out} lessons are longer than {options.most_tokens} tokens: left out")
    trainer = AnswerTrainer(
        model=model, args=_arguments(options), train_dataset=data, data_collator=one
    )
    trainer.train(resume_from_checkpoint=options.resume)
    if trainer.is_world_process_zero():
        model.save_pretrained(options.out / "adapter")


def _base(name: str) -> tuple[Any, PreTrainedTokenizerBase]:
    """The pinned weights, dequantised, and their tokenizer."""
    known = find(name)
    weights = locate(known, default_folder())
    file = known.file if isinstance(known, CatalogueModel) else weights.path.name
    folder = weights.path.parent
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=file)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, dtype=torch.float32)
    if model.config.model_type != "qwen2":
        # `training.adapter` writes the tensors of that architecture alone.
        raise SystemExit(f"{name} is no Qwen2 model: no adapter can be made for it here")
    model.config.use_cache = False
    # It was dequantised; what says that it is quantised keeps the trainer from taking it.
    del model.config.quantization_config, model.quantization_method
    model.is_quantized = False
    # The end of a batch of one, cut off, has strides for which its product with 152,000 words would
    # be made by copying these first.
    model.lm_head.register_forward_pre_hook(lambda _, given: (given[0][0].unsqueeze(0),))
    return model, tokenizer


def _with_adapter(model: torch.nn.Module, options: argparse.Namespace) -> PeftModel:
    """The model with an adapter to train on it: a new one, or one that is gone on from."""
    known = {
        name: torch.from_numpy(tensor)
        for name, tensor in (tensors_of(options.adapter) if options.adapter else {}).items()
    }
    rank = next((len(each) for name, each in known.items() if "lora_A" in name), options.rank)
    config = LoraConfig(
        r=rank, lora_alpha=2 * rank, target_modules=PROJECTIONS, task_type="CAUSAL_LM"
    )
    adapted = get_peft_model(model, config)
    if known:
        set_peft_model_state_dict(adapted, known)
    return adapted


def _arguments(options: argparse.Namespace) -> TrainingArguments:
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    return TrainingArguments(
        output_dir=str(options.out),
        num_train_epochs=1,  # the course has them all
        max_steps=options.steps,
        learning_rate=options.rate,
        lr_scheduler_type="cosine",
        warmup_steps=5,
        per_device_train_batch_size=1,
        gradient_accumulation_steps=max(1, options.batch // processes),
        ddp_backend="gloo" if processes > 1 and not torch.cuda.is_available() else None,
        ddp_find_unused_parameters=False,
        max_grad_norm=1.0,
        logging_steps=2,
        logging_first_step=True,
        save_strategy="steps",
        save_steps=options.save_every,
        train_sampling_strategy="sequential",
        use_cpu=not torch.cuda.is_available(),
        seed=options.seed,
        report_to=[],
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        disable_tqdm=True,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--labelled", type=Path, nargs="+", required=True, help="with articles/ and gold/ in each"
    )
    parser.add_argument("--adapter", type=Path, help="go on from this one (GGUF)")
    parser.add_argument("--out", type=Path, required=True, help="checkpoints and the adapter")
    parser.add_argument("--model", default="qwen2.5-coder-1.5b", help="an embedded model's name")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--steps", type=int, default=-1, help="stop after so many steps")
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--rate", type=float, default=3e-4, help="learning rate")
    parser.add_argument("--batch", type=int, default=4, help="lessons a step")
    parser.add_argument("--share", type=float, default=1.0, help="how much of the articles")
    parser.add_argument("--without", nargs="*", default=[], choices=EXTRAS, help="leave it out")
    parser.add_argument("--most-tokens", type=int, default=2048)
    parser.add_argument("--save-every", type=int, default=20, help="steps between checkpoints")
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bf16", action="store_true", help="frozen weights in bfloat16")
    parser.add_argument("--int8", action="store_true", help="products of 8-bit integers")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    return parser.parse_args()


if __name__ == "__main__":
    main()
