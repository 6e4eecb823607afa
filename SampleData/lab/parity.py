"""Does llama.cpp compute what the training code computes? Same tokens, same probabilities.

python parity.py [MODEL.gguf …]     by default every shipped model; no training needed
"""

import math
import random
import sys
from pathlib import Path

import jax
import numpy as np

import corpus
from corpus import Row, answers, prompt
from export import export, stored
from model import Parameters, logits
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


class Disagreement(Exception):
    """llama.cpp and the training code differ by more than rounding."""


def compare(parameters: Parameters, tokenizer: Tokenizer, rows: list[Row], work: Path) -> dict:
    """Exports the model in three precisions and compares each with the training code.

    Raises `Disagreement` if a text is split differently, or if in f32 a next-token probability
    differs by more than `TOLERANCE`. With f16 and q8_0, the latter served as it is measured,
    llama.cpp rounds activations to the same type; those differences are only reported.
    """
    report = {}
    for kind in ("f32", "f16", "q8_0"):
        path = work / f"parity-{kind}.gguf"
        export(parameters, tokenizer, path, "parity", "", kind)
        with server(path, 1, "f16" if kind == "q8_0" else "f32") as client:
            if kind == "f32":
                report["texts"] = compare_tokens(client, tokenizer, rows)
            report[kind] = compare_probabilities(client, parameters, tokenizer, rows)
        if kind == "f32" and report[kind] > TOLERANCE:
            raise Disagreement(f"a probability with {kind} weights differs by {report[kind]}")
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
    client: Client, parameters: Parameters, tokenizer: Tokenizer, rows: list[Row]
) -> float:
    """The largest difference over the whole vocabulary, after 50 beginnings of answers."""
    chooser = random.Random(0)
    vocabulary = len(tokenizer.tokens)
    probabilities = jax.jit(lambda tokens: jax.nn.softmax(logits(parameters, tokens)))
    largest = 0.0
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
        largest = max(largest, float(np.abs(own - served).max()))
    return largest


def main(paths: list[Path]) -> None:
    """Compares the weights that files hold; raises `Disagreement` where they do not agree."""
    rows = corpus.build()
    tokenizer = Tokenizer.train(f"{prompt(row)} {text}" for row in rows for text in answers(row))
    WORK.mkdir(exist_ok=True)
    for path in paths:
        found = compare(stored(path, len(tokenizer.tokens)), tokenizer, rows, WORK)
        differences = ", ".join(f"{kind} {found[kind]:.1e}" for kind in ("f32", "f16", "q8_0"))
        print(
            f"{path.stem}: {found['texts']} texts split alike; greatest difference of a "
            f"probability: {differences}",
            flush=True,
        )


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    main(given or sorted((SAMPLE_DATA / "models").glob("*.gguf")))
