"""The page `docs/scale.md`, worked out from what was measured: see `docs/generate.py`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aidememoire.wordlists import table

ROOT = Path(__file__).parent.parent
MEASURED = ROOT / "benchmarks" / "measured"
ARTICLES = 1_000_000

# What nobody measured: a reader's own to replace.
CORE_HOUR = 0.05  # dollars
TOKENS_A_MINUTE = 2_000_000
WORKERS = (1, 32, 100, 500)
SERVED = (5, 20, 100)  # articles a second of all servers


def _held(path: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return held


def page() -> str:
    """The page as it should be."""
    accepted = _held(ROOT / "evals" / "accepted.json")
    alone, cluster, tokens = (
        _held(MEASURED / f"{name}.json") for name in ("throughput", "exchange", "tokens")
    )
    words = [len(each.read_text("utf-8").split()) for each in _texts()]
    seconds = round(accepted["seconds"], 1)
    prompt, same, answer = (
        round(tokens[key])
        for key in (
            "prompt_tokens_an_article",
            "tokens_that_all_prompts_begin_with",
            "answer_tokens_an_article",
        )
    )
    own, command, worker = (
        alone["own_cpu_ms_an_article"],
        cluster["command_cpu_ms_an_article"],
        cluster["worker_cpu_ms_an_article"],
    )
    hours = seconds * ARTICLES / 3600
    minutes = (prompt + answer) * ARTICLES / TOKENS_A_MINUTE
    a_second = TOKENS_A_MINUTE / 60 / (prompt + answer)
    return f"""# A million articles

Machines, hours and money, worked out from what was measured, with the command that measured it. Articles of the size of those in
[`evals/articles`](../evals/articles): {sum(words) / len(words):.0f} words (`wc -w evals/articles/*.txt`: {sum(words):,} words in {len(words)}). Prices are without tax, and change. What is given as an
*assumption* is yours to replace; everything else was measured or published. `make docs` writes this page
([`docs/scale.py`](scale.py)) from [`benchmarks/measured`](../benchmarks/measured), the accepted run and the table of prices.

## What an article takes

| what | figure | from |
|---|---|---|
| embedded model, 2 cores | {seconds:.0f} s | `seconds` in [`evals/accepted.json`](../evals/accepted.json); cores that read some 60 tokens a second and write 10 |
| embedded model, tokens read and written | {accepted["tokens"]:.0f} | `tokens` in the same: one question, answered in short lines |
| served model, prompt | {prompt:,} tokens, {same:,} of them the same for every article | `python benchmarks/tokens.py`: bytes of the requests, four a token |
| served model, answer | {answer:,} tokens | the same: the gold records as answers |
| our own work beside a served model, one process | {own:.1f} ms of CPU | `python benchmarks/throughput.py --articles {alone["articles"]}` |
| articles a second, with an endpoint that takes 50 ms | {alone["articles_a_second"]:.0f} | the same |
| memory of one process | {alone["peak_mb"]:.0f} MB at most, growing by {max(alone["growth_bytes_an_article"], 0) / 1000:.2f} kB an article in the second half | the same |
| our own work, `--engine ray`: the command | {command:.1f} ms of CPU | `python benchmarks/exchange.py --articles {cluster["articles"]}` |
| our own work, `--engine ray`: a worker | {worker:.1f} ms of CPU | the same |

The CPU times were taken on two shared cores, at load averages of {alone["load_average"]:.1f} and {cluster["load_average"]:.1f}.

## Embedded

{ARTICLES:,} × {seconds:.1f} s = {seconds * ARTICLES:,.0f} s = {hours:,.0f} hours of a 2-core machine = {2 * hours:,.0f} core-hours. Four articles at once (`--concurrency 4`) take a tenth less.

| 2-core workers | hours | days |
|---|---|---|
{_rows([[f"{n}", f"{hours / n:,.0f}", _short(hours / n / 24)] for n in WORKERS])}

- Money, at an *assumed* {CORE_HOUR} dollars a core-hour: {2 * hours:,.0f} × {CORE_HOUR} = {2 * hours * CORE_HOUR:,.0f} dollars, however many machines share it.
- `--workers N --threads 2` starts a worker for each two cores. A larger machine is not sure to be as many times quicker: its cores share one memory, which is what
  writing tokens waits for. Measure one machine with `make bench` before renting a hundred.
- Memory: each worker holds its own copy of the model and its state, 2.2 GB here.
- The weights (1.1 GB) are fetched once a machine.

## Served, by a provider

{ARTICLES:,} × {prompt:,} = {_billions(prompt)} billion tokens of prompts, of which {same:,} × {ARTICLES:,} = {_billions(same)} billion can be had at the cached price where a provider caches unasked, and {ARTICLES:,} × {answer:,} = {_billions(answer)} billion of answers. Anthropic caches only what a request
marks (`cache_control`), and ours mark nothing, so its prompts are all at the full price. With the
prices of [`prices.toml`](../src/aidememoire/data/prices.toml), in dollars (millions of tokens × dollars a million):

| model | prompts uncached | prompts cached | answers | dollars | nothing cached |
|---|---|---|---|---|---|
{_rows(_money(prompt, same, answer))}

- `--max-cost` holds the run to the sum. Re-asks come on top: `status` shows what was spent, `attempt.re_asks` how often.
- Hours are set by the provider's limits. {_billions(prompt + answer)} billion tokens at a limit of {TOKENS_A_MINUTE:,} tokens a minute (`--tokens-per-minute {TOKENS_A_MINUTE}`, an *assumption*) take {minutes:,.0f}
  minutes = {minutes / 60:.0f} hours; at five times that limit {minutes / 300:.1f} hours.
- Machines: one. At {TOKENS_A_MINUTE:,} tokens a minute that is {a_second:.1f} articles a second, and our own work takes {a_second:.1f} × {own / 1000:.4f} s = {a_second * own / 1000:.2f} of a core. In memory there is no more than a moment's work.

## Served, by yourself

We have measured no GPU. With a server (vLLM, say) that does *R* articles a second at the prompts and answers above, a million take {ARTICLES:,} / *R* seconds:

| articles a second, all servers | hours | own CPU: command | own CPU: workers |
|---|---|---|---|
{_rows(_served(command, worker))}

- Find *R*: `aidememoire run sample/ --run sample.db --base-url … --concurrency 64`, then `aidememoire status`.
- The prompt's first {same:,} tokens are the same for each article: turn prefix caching on.
- Money is hours × servers × what a server costs an hour.
- Up to {1000 / own:.0f} articles a second one process keeps up on a core (1 / {own / 1000:.4f} s), and a second one may share its store. Beyond that, and where the servers should be asked from several machines, there is
  `--engine ray`: workers that have the cores of the last column, and one command up to {1000 / command:.0f} articles a second (1 / {command / 1000:.4f} s).
"""  # noqa: E501 - Markdown


def _texts() -> list[Path]:
    return sorted((ROOT / "evals" / "articles").glob("*.txt"))


def _rows(rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _short(number: float) -> str:
    """A number of days: the parts of a day where they count."""
    return f"{number:.1f}" if number < 10 else f"{number:,.0f}"  # noqa: PLR2004


def _billions(tokens: int) -> str:
    return f"{tokens * ARTICLES / 1e9:.2f}"


def _money(prompt: int, same: int, answer: int) -> list[list[str]]:
    """A row a model; an article's tokens are a million articles' millions of tokens."""
    rows = []
    for model, price in table("prices")["prices"].items():
        # Unasked, these don't cache.
        cached = 0 if model.startswith("anthropic/") else same
        fresh, again, told = (
            (prompt - cached) * price["input"],
            cached * price["cached"],
            answer * price["output"],
        )
        rows.append(
            [
                f"`{model}` ({price['as_of']})",
                f"{prompt - cached:,} × {price['input']:.2f} = {fresh:,.0f}",
                f"{cached:,} × {price['cached']:g} = {again:,.0f}"
                if cached
                else "none: not asked for",
                f"{answer:,} × {price['output']:.2f} = {told:,.0f}",
                f"{fresh + again + told:,.0f}",
                f"{prompt * price['input'] + told:,.0f}",
            ]
        )
    return rows


def _served(command: float, worker: float) -> list[list[str]]:
    return [
        [
            f"{rate}",
            f"{ARTICLES / rate / 3600:.1f}",
            f"{rate * command / 1000:.2f} cores",
            f"{rate * worker / 1000:.2f} cores",
        ]
        for rate in SERVED
    ]
