"""The recipe's modules lie one folder up."""

import os
import sys
from pathlib import Path

import pytest

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


@pytest.fixture(scope="session")
def rows():
    import corpus

    return corpus.build()


@pytest.fixture(scope="session")
def tokenizer(rows):
    import corpus
    from tokenizer import Tokenizer

    return Tokenizer.train(
        f"{corpus.prompt(row)} {answer}" for row in rows for answer in corpus.answers(row)
    )
