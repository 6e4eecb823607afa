"""A vocabulary of whole words, which llama.cpp splits exactly as this file does.

The GGUF holds it as a byte-level "gpt2" vocabulary: an end token, the 256 bytes, one merge, and
the words, each with its leading space, as user-defined tokens. llama.cpp first cuts user-defined
tokens out of the text, longest first, and leaves the rest to byte-pair merges. llama.cpp wants at
least one merge; ours joins two bytes that no UTF-8 text contains, so the rest stays single bytes.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

END = "<|endoftext|>"
END_ID = 0
MERGED_BYTES = (0xF8, 0xF9)
TEMPLATE_TOKENS = ("Question:", "\nAnswer:")
WORD = re.compile(r" (?:[A-Za-z]+|[0-9]+)")


def byte_names() -> list[str]:
    """The printable character that stands for each byte in a gpt2 vocabulary."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    return [chr(byte) if byte in printable else chr(next(others)) for byte in range(256)]


class Tokenizer:
    """Ids in GGUF order: the end token, the bytes, the merge, then the words."""

    def __init__(self, words: list[str]):
        self.words = words
        names = byte_names()
        self.merge = tuple(names[byte] for byte in MERGED_BYTES)
        self.tokens = [END, *names, "".join(self.merge), *words]
        self.first_word = len(self.tokens) - len(words)
        if len(set(self.tokens)) != len(self.tokens):
            raise ValueError("the vocabulary holds a token twice")
        self._ids = {word: self.first_word + index for index, word in enumerate(words)}
        # A word token begins with its only space, so occurrences never overlap unless one begins
        # with the other, and "longest first" is a plain alternation.
        longest_first = sorted(words, key=len, reverse=True)
        self._words = re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")

    @classmethod
    def train(cls, texts: Iterable[str]) -> "Tokenizer":
        """Every word of the texts, the most frequent first."""
        counts = Counter(word for text in texts for word in WORD.findall(text))
        ranked = sorted(counts, key=lambda word: (-counts[word], word))
        return cls([*TEMPLATE_TOKENS, *ranked])

    @classmethod
    def load(cls, path: Path) -> "Tokenizer":
        return cls(json.loads(path.read_text()))

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(self.words))

    def encode(self, text: str) -> list[int]:
        ids = []
        for index, piece in enumerate(self._words.split(text)):
            if index % 2:
                ids.append(self._ids[piece])
            else:
                ids += [1 + byte for byte in piece.encode()]
        return ids

    def decode(self, ids: Iterable[int]) -> str:
        """The text; the end token is no text."""
        return b"".join(self._bytes(token) for token in ids).decode(errors="replace")

    def _bytes(self, token: int) -> bytes:
        if token == END_ID:
            return b""
        if token < 257:
            return bytes([token - 1])
        if token < self.first_word:
            return bytes(MERGED_BYTES)
        return self.tokens[token].encode()
