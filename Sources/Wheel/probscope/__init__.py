"""The rows of a probscope run file, and probscope's limits, from Python.

There is no logic here: rows are read from the view ``draws`` of the run file (SQLite), and limits are
computed by the program, by ``probscope bound --jsonl``.
"""

from __future__ import annotations

import json
import os
import pathlib
import sqlite3
import subprocess
from typing import TYPE_CHECKING, Any, Iterable, Literal, Mapping, Sequence, TypedDict

if TYPE_CHECKING:
    from typing import Unpack

__all__ = ["Answer", "Fields", "bound", "bounds", "program", "run_file"]


class Fields(TypedDict, total=False):
    """What a question may have beside its metric; ``probscope help bound`` says which metric takes which.

    ``lambda`` is a word of Python: a question with it goes through :func:`bounds`.
    """

    alpha: float
    side: Literal["upper", "lower", "two"]
    validity: Literal["fixed", "anytime"]
    method: str
    n: int
    k: int
    x: float
    q: float
    split: float
    at_k: int
    power: float
    rate: float
    width: float
    greedy: float
    scores: Sequence[float]
    counts: Sequence[int]
    p_values: Sequence[float]
    evidence: Sequence[float]
    prompts: Sequence[Mapping[str, Any]]
    a: Mapping[str, Any] | Sequence[float]
    b: Mapping[str, Any] | Sequence[float]
    alternative: Literal["greater", "less", "different"]
    only_a: int
    only_b: int
    prior_a: float
    prior_b: float
    resamples: int
    seed: int
    lost: int
    lost_at: Sequence[int]
    known: Sequence[float]
    left: Sequence[float]
    known_now: float
    left_now: float
    absorbed: Sequence[float]


class Answer(TypedDict, total=False):
    """What ``probscope bound --jsonl`` answers; other metrics have other keys beside these."""

    estimate: float | None
    lower: float
    upper: float
    method: str
    validity: str
    error: str


def program() -> str:
    """The path of the program that came with this package."""
    return str(pathlib.Path(__file__).parent / "bin" / "probscope")


def run_file(path: str | os.PathLike[str]) -> list[dict[str, Any]]:
    """Every draw of a run as a dictionary, in launch order; ``pandas.DataFrame(rows)`` takes them.

    Columns: ``prompt_id``, ``prompt``, ``draw``, ``seed``, ``server``, ``text``, ``answer``, ``stop``,
    ``tokens``, ``lost``, ``lost_text``, ``attempts``, ``label`` and one for each scorer, by its name. A
    lost draw has ``lost`` and no ``text`` (what had come of it is its ``lost_text``); every limit that
    probscope states counts it at its worst.

    Raises ``FileNotFoundError``, or ``ValueError`` with probscope's own sentence where the file is
    damaged or is no run.
    """
    path = pathlib.Path(path)
    if not path.exists():
        raise FileNotFoundError(f"{path}: there is no such run file")
    # The program checks every page and every checksum; SQLite alone would read on.
    _checked(path)
    # A path may hold what means something in a URI.
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        connection.row_factory = sqlite3.Row
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'draws'").fetchone():
            raise ValueError(
                f"{path} was written before run files had the view draws; continue it once, or "
                "export it: probscope export FILE --format jsonl"
            )
        return [dict(row) for row in connection.execute("SELECT * FROM draws")]
    finally:
        connection.close()


def bound(metric: str, **fields: Unpack[Fields]) -> Answer:
    """The answer to one question of ``probscope bound --jsonl``.

    ``bound(metric="proportion", n=512, k=0, alpha=0.01, side="upper", validity="anytime")`` gives
    ``{"estimate": …, "lower": …, "upper": …, "method": …, "validity": …}``.

    Raises ``ValueError`` with the program's sentence for a question that has no answer.
    """
    answer = bounds([{"metric": metric, **fields}])[0]
    if "error" in answer:
        raise ValueError(answer["error"])
    return answer


def bounds(questions: Iterable[Mapping[str, Any]]) -> list[Answer]:
    """The answers to many questions, in their order; a bad one is ``{"error": …}``."""
    lines = "".join(json.dumps(dict(question)) + "\n" for question in questions)
    result = subprocess.run(
        [program(), "bound", "--jsonl"], input=lines, capture_output=True, text=True, encoding="utf-8"
    )
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    if len(answers) != lines.count("\n"):
        raise RuntimeError(result.stderr.strip() or f"probscope ended with {result.returncode}")
    return answers


def _checked(path: pathlib.Path) -> None:
    result = subprocess.run(
        [program(), "report", str(path), "--format", "json"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )
    if result.returncode != 0:
        raise ValueError(result.stderr.strip() or f"probscope ended with {result.returncode}")


def __getattr__(name: str) -> str:
    if name == "__version__":
        from importlib.metadata import version

        return version("probscope")
    raise AttributeError(f"module 'probscope' has no attribute {name!r}")
