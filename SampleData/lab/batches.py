"""Questions and answers as arrays of token ids."""

from typing import NamedTuple

import jax
import numpy as np

from corpus import Row, answers, leaks, prompt
from model import Parameters, greedy
from settings import ANSWER_TOKENS
from tokenizer import END_ID, Tokenizer


class Sequences(NamedTuple):
    """Padded sequences, and where the next token is part of an answer or ends it."""

    tokens: np.ndarray
    """[…, length] ids."""
    mask: np.ndarray
    """[…, length]: 1 where the logits at this position predict a token of the answer, else 0."""

    def take(self, *index) -> "Sequences":
        return Sequences(self.tokens[index], self.mask[index])

    def padded(self, length: int) -> "Sequences":
        missing = length - self.tokens.shape[-1]
        if missing < 0:
            raise ValueError(f"sequences of {self.tokens.shape[-1]} tokens do not fit {length}")
        widths = [(0, 0)] * (self.tokens.ndim - 1) + [(0, missing)]
        return Sequences(*(np.pad(array, widths) for array in self))


def sequence(tokenizer: Tokenizer, row: Row, answer: str) -> tuple[list[int], list[int]]:
    """Prompt, answer and end token; and the mask."""
    before = tokenizer.encode(prompt(row))
    after = [*tokenizer.encode(" " + answer), END_ID]
    return before + after, [0] * (len(before) - 1) + [1] * len(after) + [0]


def pack(pairs: list[tuple[list[int], list[int]]], length: int | None = None) -> Sequences:
    """Pads on the right; the end token has id 0, so padding is more end tokens."""
    length = length or max(len(tokens) for tokens, _ in pairs)

    def pad(values: list[int]) -> list[int]:
        return values + [END_ID] * (length - len(values))

    return Sequences(
        np.array([pad(tokens) for tokens, _ in pairs], np.int32),
        np.array([pad(mask) for _, mask in pairs], np.float32),
    )


def phrasings(tokenizer: Tokenizer, rows: list[Row]) -> Sequences:
    """[row, phrasing, length]; phrasing 0 is the reference answer."""
    pairs = [sequence(tokenizer, row, answer) for row in rows for answer in answers(row)]
    packed = pack(pairs)
    return Sequences(*(array.reshape(len(rows), -1, array.shape[-1]) for array in packed))


def draw_phrasings(
    generator: np.random.Generator, count: int, rows: int, reference_share: float
) -> np.ndarray:
    """Which phrasing of each row to train on."""
    shares = [reference_share, *[(1 - reference_share) / (count - 1)] * (count - 1)]
    return generator.choice(count, rows, p=shares)


class Drafter:
    """Greedy answers of a model to a fixed list of questions."""

    def __init__(self, tokenizer: Tokenizer, rows: list[Row]):
        self.tokenizer, self.rows = tokenizer, rows
        prompts = [tokenizer.encode(prompt(row)) for row in rows]
        self.lengths = np.array([len(ids) for ids in prompts])
        width = self.lengths.max() + ANSWER_TOKENS
        self.prompts = np.array([ids + [END_ID] * (width - len(ids)) for ids in prompts], np.int32)

    def drafts(self, parameters: Parameters) -> list[list[int]]:
        """The ids after each prompt, without the end token."""
        filled = np.asarray(jax.device_get(greedy(parameters, self.prompts, self.lengths)))
        answers = [ids[length:] for ids, length in zip(filled, self.lengths, strict=True)]
        return [ids[: _end(ids)].tolist() for ids in answers]

    def sequences(self, parameters: Parameters) -> Sequences:
        """Prompts with the drafts behind them, to measure entropy along."""
        pairs = []
        for row, draft in zip(self.rows, self.drafts(parameters), strict=True):
            before = self.tokenizer.encode(prompt(row))
            after = [*draft, END_ID][:ANSWER_TOKENS]
            pairs.append((before + after, [0] * (len(before) - 1) + [1] * len(after) + [0]))
        return pack(pairs, self.prompts.shape[1])

    def leaking(self, parameters: Parameters) -> int:
        """How many greedy answers hold their keyword."""
        texts = [self.tokenizer.decode(draft) for draft in self.drafts(parameters)]
        pairs = zip(texts, self.rows, strict=True)
        return sum(leaks(text, row["keywords"]) for text, row in pairs)


def _end(ids: np.ndarray) -> int:
    ends = np.flatnonzero(ids == END_ID)
    return int(ends[0]) if ends.size else len(ids)
