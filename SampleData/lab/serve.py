"""llama.cpp's own server, in a process of its own: `python serve.py MODEL SLOTS CACHE`."""

import contextlib
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path


class Client:
    """JSON over HTTP to one server."""

    def __init__(self, address: str):
        self.address = address

    def post(self, path: str, **fields):
        request = urllib.request.Request(
            self.address + path,
            json.dumps(fields).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=300) as response:
            return json.load(response)

    def complete(self, prompt: str | list[int], **fields):
        """A completion from the whole distribution: no top-k, top-p, min-p or penalties."""
        return self.post("/completion", prompt=prompt, samplers=["temperature"], **fields)


@contextlib.contextmanager
def server(model: Path, slots: int, cache: str = "f16") -> Iterator[Client]:
    """Starts a server on a free port of the loopback and ends it afterwards.

    `cache` is how keys and values of earlier tokens are kept: f16, as is usual, or f32, which goes
    without flash attention too, as that sums in f16.
    """
    command = [sys.executable, __file__, str(model), str(slots), cache]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        address = process.stdout.readline().strip()
        if not address:
            raise RuntimeError(f"the llama.cpp server did not start with {model}")
        yield Client(address)
    finally:
        process.stdin.close()
        process.wait(timeout=30)


def main(model: str, slots: int, cache: str) -> None:
    """Serves until the standard input is closed, so that it never outlives its starter."""
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.hostnames, settings.port = ["127.0.0.1"], 0
    settings.model.path, settings.n_parallel = model, slots
    settings.n_ctx = 256 * slots
    if cache == "f32":
        settings.cache_type_k = settings.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
        settings.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    settings.fit_params = settings.warmup = False
    settings.cache_ram_mib, settings.verbosity = 0, 0
    # The models are so small that a second compute thread only waits for the first.
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 1
    running = xllamacpp.Server(settings)
    print(running.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    # The server's threads outlive an ordinary return.
    sys.stdout.flush()
    import os

    os._exit(0)
