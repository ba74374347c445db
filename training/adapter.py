"""Turns a trained adapter into the GGUF file that llama.cpp loads, and back.

python -m training.adapter CHECKPOINT OUT.gguf
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import gguf
import numpy as np
from safetensors.numpy import load_file

_NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_PLACES = {place: module for module, place in _NAMES.items()}
_PLACE = re.compile(r"blk\.(\d+)\.([a-z_]+)\.weight\.lora_([ab])$")
_TENSOR = re.compile(r"\.layers\.(\d+)\.([a-z_.]+)\.lora_([AB])\.weight$")


def convert(checkpoint: Path, out: Path) -> int:
    """Write an adapter of a Qwen2 model as GGUF, in half precision.

    Args:
        checkpoint: A folder that peft saved.
        out: The file to write.

    Returns:
        The number of tensors.
    """
    config = json.loads((checkpoint / "adapter_config.json").read_text(encoding="utf-8"))
    writer = gguf.GGUFWriter(out, "qwen2")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(config["lora_alpha"]))
    tensors = load_file(checkpoint / "adapter_model.safetensors")
    for name, tensor in sorted(tensors.items()):
        found = _TENSOR.search(name)
        if found is None:
            raise ValueError(f"{checkpoint} holds a tensor that llama.cpp can't use: {name}")
        layer, module, side = found.groups()
        place = f"blk.{layer}.{_NAMES[module]}.weight.lora_{side.lower()}"
        writer.add_tensor(place, tensor.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return len(tensors)


def tensors_of(file: Path) -> dict[str, np.ndarray]:
    """The tensors of an adapter in GGUF, by the names that peft gives them.

    Args:
        file: What `convert` wrote.

    Raises:
        ValueError: It holds a tensor of something else.
    """
    found = {}
    for each in gguf.GGUFReader(file).tensors:
        match = _PLACE.match(each.name)
        if match is None:
            raise ValueError(f"{file} is no adapter of a Qwen2 model: it holds {each.name}")
        layer, place, side = match.groups()
        name = f"base_model.model.model.layers.{layer}.{_PLACES[place]}.lora_{side.upper()}.weight"
        found[name] = each.data.astype(np.float32)
    return found


def main() -> None:
    """Convert the adapter that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    count = convert(options.checkpoint, options.out)
    size = options.out.stat().st_size
    print(f"{options.out}: {count} tensors, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
