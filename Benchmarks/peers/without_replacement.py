"""What draws without replacement are compared with, before one llama.cpp server.

    without_replacement.py PROMPTS.jsonl http://localhost:8080 [--draws 512] [--prompts 8]
        [--program .build/release/probscope]

Two other ways to see a model's answers without seeing one twice:

- `unique-randomizer` (Shi, Bieber & Sutton, ICML 2020), which draws from the rest one sequence after
  another and needs the whole distribution of each new node;
- a bare best-first search, which takes the likeliest known prefix, asks for what can follow it, and
  gives answers in the order in which they come: no draws, so that nothing is known about the rest
  beyond its probability.

Prints one line per method, tabs between: name, answers, seconds, answers a second, tokens (a peer's
request is one token), and the median over prompts of the probability of all answers seen. With
--program, probscope's own plain draws and draws without replacement come first.
Needs `numpy<2`, `scipy` and `unique-randomizer`.
"""

import argparse
import heapq
import json
import math
import os
import sqlite3
import statistics
import subprocess
import tempfile
import time
import urllib.parse
from http.client import HTTPConnection


class Server:
    def __init__(self, address, alternatives):
        parts = urllib.parse.urlsplit(address)
        self.connection = HTTPConnection(parts.hostname, parts.port)
        self.alternatives = alternatives
        self.requests = 0
        self.ends = {}

    def post(self, path, **body):
        self.connection.request(
            "POST", path, json.dumps(body), {"Content-Type": "application/json"}
        )
        return json.loads(self.connection.getresponse().read())

    def tokens(self, text):
        return self.post("/tokenize", content=text, add_special=True)["tokens"]

    def next_tokens(self, path, count):
        """The likeliest next tokens and their probabilities."""
        self.requests += 1
        reply = self.post(
            "/completion",
            prompt=path,
            n_predict=1,
            n_probs=count,
            temperature=0,
            cache_prompt=True,
        )
        records = reply.get("completion_probabilities") or []
        if not records:
            # A token inside a character is told by another draw.
            reply = self.post(
                "/completion",
                prompt=path,
                n_predict=1,
                n_probs=count,
                samplers=["temperature"],
                seed=self.requests,
                cache_prompt=True,
            )
            records = reply.get("completion_probabilities") or []
        if not records:
            return []
        return [
            (t["id"], t["token"], math.exp(t["logprob"]))
            for t in records[0]["top_logprobs"]
            if t["logprob"] is not None
        ]

    def is_end(self, path, token, text):
        if text:
            return False
        if token not in self.ends:
            reply = self.post(
                "/completion",
                prompt=path,
                n_predict=2,
                logit_bias=[[token, 1e4]],
                samplers=["temperature"],
            )
            self.ends[token] = reply["stop_type"] == "eos"
        return self.ends[token]


def unique_randomizer(server, prompt, draws, length, vocabulary):
    import numpy as np
    from unique_randomizer.unique_randomizer import UniqueRandomizer

    if not hasattr(np, "NINF"):
        np.NINF = -np.inf
    randomizer = UniqueRandomizer()
    answers = 0
    texts = {}
    while answers < draws and not randomizer.exhausted():
        path = list(prompt)
        while len(path) < len(prompt) + length:
            distribution = None
            if randomizer.needs_probabilities():
                listed = server.next_tokens(path, vocabulary)
                distribution = np.full(vocabulary, 1e-30)
                for token, text, probability in listed:
                    distribution[token] = probability
                    texts[token] = text
                distribution /= distribution.sum()
            token = randomizer.sample_distribution(distribution)
            if server.is_end(path, token, texts.get(token, "?")):
                break
            path.append(token)
        randomizer.mark_sequence_complete()
        answers += 1
    return answers, randomizer.fraction_sampled()


def best_first(server, prompt, draws, length, _):
    heap = [(-1.0, 0, list(prompt), False)]
    answers, seen, serial = 0, 0.0, 1
    while heap and answers < draws:
        mass, _, path, is_whole = heapq.heappop(heap)
        if is_whole:
            answers += 1
            seen -= mass
            continue
        for token, text, probability in server.next_tokens(path, server.alternatives):
            if probability <= 0:
                continue
            whole = (
                server.is_end(path, token, text)
                or len(path) + 1 >= len(prompt) + length
            )
            heapq.heappush(heap, (mass * probability, serial, path + [token], whole))
            serial += 1
    return answers, seen


def probscope(options, flags):
    """Our own run of the same prompts: answers, seconds, tokens, median probability seen."""
    with tempfile.TemporaryDirectory() as folder:
        prompts, run = os.path.join(folder, "prompts.jsonl"), os.path.join(folder, "r.run")
        with open(options.prompts, encoding="utf-8") as file:
            lines = [line for line in file if line.strip()][: options.count]
        with open(prompts, "w", encoding="utf-8") as file:
            file.writelines(lines)
        start = time.monotonic()
        result = subprocess.run(
            [options.program, "run", prompts, "--server", options.server, "--output", run]
            + ["--draws", str(options.draws), "--max-tokens", str(options.max_tokens)]
            + ["--template", options.template.replace("\n", "\\n"), "--seed", "1", "--json"]
            + flags,
            capture_output=True,
            text=True,
            check=True,
        )
        seconds = time.monotonic() - start
        rows = [json.loads(line) for line in result.stdout.splitlines()]
        masses = [1 - row["left"] for row in rows if row.get("left") is not None]
        database = sqlite3.connect(run)
        tokens = database.execute("SELECT sum(tokens) FROM draw").fetchone()[0]
        answers = database.execute("SELECT count(*) FROM draw").fetchone()[0]
        if masses:
            # What a draw goes on from is not generated again; numbers end with a byte below 128.
            paths = database.execute("SELECT path FROM launch").fetchall()
            tokens -= sum(byte < 128 for (path,) in paths for byte in path)
        database.close()
        return answers, seconds, tokens, statistics.median(masses) if masses else None


def show(name, answers, seconds, tokens, mass):
    seen = "" if mass is None else f"{mass:.4f}"
    print(
        name,
        answers,
        f"{seconds:.1f}",
        f"{answers / seconds:.1f}",
        tokens,
        seen,
        sep="\t",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("prompts")
    parser.add_argument("server")
    parser.add_argument("--draws", type=int, default=512)
    parser.add_argument("--prompts", dest="count", type=int, default=8)
    parser.add_argument("--max-tokens", type=int, default=28)
    parser.add_argument("--program")
    parser.add_argument("--alternatives", type=int, default=64)
    parser.add_argument("--template", default="Question: {prompt}\nAnswer:")
    options = parser.parse_args()
    with open(options.prompts, encoding="utf-8") as file:
        records = [json.loads(line) for line in file if line.strip()][: options.count]
    texts = [r.get("prompt") or r["question"] for r in records]
    if options.program:
        show("probscope, plain draws", *probscope(options, []))
        show(
            "probscope, without replacement", *probscope(options, ["--without-replacement"])
        )
    methods = {
        "unique-randomizer": unique_randomizer,
        "best-first search": best_first,
    }
    for name, method in methods.items():
        server = Server(options.server, options.alternatives)
        models = Server(options.server, 0)
        models.connection.request("GET", "/v1/models")
        meta = json.loads(models.connection.getresponse().read())["data"][0]["meta"]
        start = time.monotonic()
        answers, masses = 0, []
        for text in texts:
            prompt = server.tokens(options.template.replace("{prompt}", text))
            try:
                count, mass = method(
                    server, prompt, options.draws, options.max_tokens, meta["n_vocab"]
                )
            except ImportError:
                break
            answers += count
            masses.append(mass)
        if not masses:
            continue
        seconds = time.monotonic() - start
        show(name, answers, seconds, server.requests, statistics.median(masses))


if __name__ == "__main__":
    main()
