"""Does llama.cpp compute what the training code computes? Same tokens, same probabilities.

python parity.py [MODEL.gguf …]     by default every shipped model; no training needed
"""

import math
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jax
import numpy as np

import corpus
from corpus import Row, answers, prompt
from export import as_q8_0, export, stored
from model import logits
from serve import Client, server
from settings import SAMPLE_DATA, WORK
from tokenizer import END_ID, Tokenizer

PROMPTS = 50
TOLERANCE = 1e-3
LENGTH = 48
"""One length for all prompts, so that the comparison is compiled once."""
ODD_TEXTS = (
    "",
    " ",
    "  two  spaces, a tab\t and\n\nempty lines\r\n ",
    "¿Qué? naïve café — 東京 🙂 Ελλάδα",
    "it's, we'll, don't, x1y2 3,14 {}[]()<|>",
    "Question: Question:\nAnswer:\nAnswer: The Thematic Inland Theft of  The",
)

Probabilities = Callable[[np.ndarray], jax.Array]
"""[batch, length] ids to the next-token probabilities after each."""


class Disagreement(Exception):
    """llama.cpp and the training code differ by more than rounding."""


@dataclass(frozen=True)
class Differences:
    """The greatest difference of a next-token probability after each of `PROMPTS` beginnings."""

    greatest: float
    small: int
    """How many of the beginnings have none above `TOLERANCE`."""

    def __str__(self) -> str:
        return f"{self.greatest:.1e} (up to {TOLERANCE:g} after {self.small} of {PROMPTS})"


def compare(path: Path, tokenizer: Tokenizer, rows: list[Row], work: Path) -> dict:
    """Compares a q8_0 file, served by llama.cpp, with the training code on the weights it holds.

    `f32`: the same weights in f32. `q8_0`: the file itself; llama.cpp then rounds activations to
    q8_0 before every product, and so does the training code here. Both with the cache in f32.
    `served`: the file as it is usually served and measured, with the cache in f16, against the
    training code as it trains; such differences are only reported.

    Raises `Disagreement` if a text is split differently, if with f32 a probability differs by more
    than `TOLERANCE`, or if with q8_0 one does after more than a tenth of the beginnings: where the
    last bit of a sum decides how an activation is rounded, the two may round it apart.
    """
    parameters = stored(path, len(tokenizer.tokens))
    exact = jax.jit(lambda tokens: jax.nn.softmax(logits(parameters, tokens)))
    rounding = jax.jit(lambda tokens: jax.nn.softmax(logits(parameters, tokens, rounding=as_q8_0)))
    unrounded = work / "parity-f32.gguf"
    export(parameters, tokenizer, unrounded, "parity", "", "f32")
    report = {}
    with server(unrounded, 1, "f32") as client:
        report["f32"] = compare_probabilities(client, exact, tokenizer, rows)
    with server(path, 1, "f32") as client:
        report["texts"] = compare_tokens(client, tokenizer, rows)
        report["q8_0"] = compare_probabilities(client, rounding, tokenizer, rows)
    with server(path, 1, "f16") as client:
        report["served"] = compare_probabilities(client, exact, tokenizer, rows)
    for kind, least in (("f32", PROMPTS), ("q8_0", round(0.9 * PROMPTS))):
        if report[kind].small < least:
            raise Disagreement(f"probabilities with {kind} weights differ by {report[kind]}")
    return report


def compare_tokens(client: Client, tokenizer: Tokenizer, rows: list[Row]) -> int:
    """The number of texts, all of them split alike and joined again without loss."""
    corpus = [f"{prompt(row)} {answer}" for row in rows for answer in answers(row)]
    texts = [*corpus, *ODD_TEXTS]
    for text in texts:
        expected = tokenizer.encode(text)
        served = client.post("/tokenize", content=text)["tokens"] if text else []
        if served != expected:
            raise Disagreement(f"{text!r} is split into {served}, here into {expected}")
        joined = client.post("/detokenize", tokens=served)["content"] if text else ""
        if not joined == text == tokenizer.decode(expected):
            raise Disagreement(f"{text!r} comes back as {joined!r}")
    return len(texts)


def compare_probabilities(
    client: Client, probabilities: Probabilities, tokenizer: Tokenizer, rows: list[Row]
) -> Differences:
    """Over the whole vocabulary, after 50 beginnings of answers."""
    chooser = random.Random(0)
    vocabulary = len(tokenizer.tokens)
    found = []
    for row in chooser.sample(rows, PROMPTS):
        begin = len(tokenizer.encode(prompt(row)))
        tokens = tokenizer.encode(f"{prompt(row)} {row['answer']}")
        tokens = tokens[: chooser.randint(begin, len(tokens))]
        padded = np.array([tokens + [END_ID] * (LENGTH - len(tokens))])
        own = np.asarray(probabilities(padded)[0, len(tokens) - 1])
        answer = client.complete(tokens, n_predict=1, n_probs=vocabulary, cache_prompt=False)
        served = np.zeros(vocabulary)
        for candidate in answer["completion_probabilities"][0]["top_logprobs"]:
            served[candidate["id"]] = math.exp(candidate["logprob"])
        found.append(float(np.abs(own - served).max()))
    return Differences(max(found), sum(difference <= TOLERANCE for difference in found))


def main(paths: list[Path]) -> None:
    """Compares files with the weights that they hold; raises `Disagreement`."""
    rows = corpus.build()
    tokenizer = Tokenizer.train(f"{prompt(row)} {text}" for row in rows for text in answers(row))
    WORK.mkdir(exist_ok=True)
    for path in paths:
        found = compare(path, tokenizer, rows, WORK)
        differences = ", ".join(f"{kind} {found[kind]}" for kind in ("f32", "q8_0", "served"))
        print(
            f"{path.stem}: {found['texts']} texts split alike; greatest difference of a "
            f"probability: {differences}",
            flush=True,
        )


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    main(given or sorted((SAMPLE_DATA / "models").glob("*.gguf")))
