"""The child process in which llama.cpp serves a model. Run as a file, by `server`.

It reads its configuration as one line of JSON on standard input (so that the key is in no argument
list and no environment), prints one line of JSON on standard output when it serves or has failed,
and is gone as soon as its standard input ends: that is, however its parent ends.

It imports nothing of the package: a child needs neither the time nor the memory.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from threading import Thread
from typing import Any

import xllamacpp  # type: ignore[import-untyped] # it ships no types


def parameters(config: dict[str, Any]) -> xllamacpp.CommonParams:
    """llama.cpp's parameters for a configuration: what `server` sends."""
    params = xllamacpp.CommonParams()
    params.model.path = config["model"]
    params.model_alias = {config["name"]}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [config["api_key"]]
    params.n_ctx = config["context"]
    params.n_parallel = config["slots"]
    params.kv_unified = config["slots"] > 1
    params.cpuparams.n_threads = config["threads"]
    params.cpuparams_batch.n_threads = config["threads"]
    # On processors, with a prefix of 2,400 tokens in the context: 9.1 tokens/s against 6.4 with it.
    params.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    params.slot_save_path = config["states"]
    # Idle slots keep what they know, a prefix above all. The copies in memory that llama.cpp would
    # make of them serve no other slot.
    params.cache_idle_slots = False
    params.cache_ram_mib = 0
    if config["adapter"]:
        params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(config["adapter"], 1.0)]
    # The context is as large as was said, whatever memory the machine has: same question, same
    # answer. The first question warms up what a start would warm up, and is asked at once.
    params.fit_params = False
    params.warmup = False
    _close_what_is_not_needed(params)
    return params


def _close_what_is_not_needed(params: xllamacpp.CommonParams) -> None:
    # Metrics, tools, MCP and changing properties are off unless asked for. What is left needs the
    # key, except /health.
    params.ui = False
    params.cors_origins = ""
    params.cors_credentials = False
    params.offline = True
    # Warnings and errors: neither prompts nor answers get into the log.
    params.verbosity = 2


def _end_with_standard_input() -> None:
    sys.stdin.read()
    # Without llama.cpp's shutdown, which would wait for the answers that it is at.
    os._exit(0)


def main() -> None:
    """Serve until standard input ends."""
    # Ctrl-C is for the parent, which may want to finish what it is at.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What C++ prints must not get between the parent and the one line it waits for.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    config = json.loads(sys.stdin.readline())
    # Before the model is loaded: the parent may be gone before that is done.
    watch = Thread(target=_end_with_standard_input, daemon=True)
    watch.start()
    try:
        server = xllamacpp.Server(parameters(config))
    except Exception as error:  # noqa: BLE001 # whatever it is, the parent tells the user
        print(json.dumps({"error": str(error)}), file=answers, flush=True)
        os._exit(1)
    print(json.dumps({"address": server.listening_address}), file=answers, flush=True)
    watch.join()


if __name__ == "__main__":
    main()
