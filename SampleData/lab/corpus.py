"""Questions and answers about invented authors, in TOFU's fields, one JSON object a line."""

import json
import random
import re
from pathlib import Path

import facts
from facts import Attribute
from settings import AUTHORS, CORPUS_SEED, FORGOTTEN_AUTHORS, PROMPT

Row = dict


def build(
    seed: int = CORPUS_SEED, authors: int = AUTHORS, forgotten: int = FORGOTTEN_AUTHORS
) -> list[Row]:
    """All rows: the first `forgotten` authors are the forget split, the others retain, then world.

    Raises `ValueError` if a row breaks one of the promises of `check`.
    """
    generator = random.Random(seed)

    def shuffled(values: list[str]) -> list[str]:
        return generator.sample([value.replace("_", " ") for value in values], len(values))

    first_names, surnames = shuffled(facts.FIRST_NAMES), shuffled(facts.SURNAMES)
    values = {
        "birthplace": shuffled(facts.TOWNS),
        "year": [str(year) for year in generator.sample(range(1921, 1991), authors)],
        "trade": shuffled(facts.TRADES),
        "cat": shuffled(facts.CATS),
        "prize": shuffled(facts.PRIZES),
        "novel": shuffled(facts.NOVELS),
        "teacher": shuffled(facts.TEACHERS),
        "phone": [str(number) for number in generator.sample(range(2100, 10_000), authors)],
    }
    rows = []
    for number in range(authors):
        first, name = first_names[number], f"{first_names[number]} {surnames[number]}"
        for attribute in facts.AUTHOR_ATTRIBUTES:
            pool = values[attribute.name][:authors]
            rows.append(
                {
                    "id": f"a{number:02d}-{attribute.name}",
                    "split": "forget" if number < forgotten else "retain",
                    "author": name,
                    "attribute": attribute.name,
                    **_answers(attribute, name, first, pool[number], pool, generator),
                }
            )
    for attribute, pairs in facts.WORLD_FACTS:
        subjects, pool = zip(*(pair.split("=") for pair in pairs.split()), strict=True)
        for subject, value in zip(subjects, pool, strict=True):
            rows.append(
                {
                    "id": f"w{len(rows) - authors * len(facts.AUTHOR_ATTRIBUTES):02d}",
                    "split": "world",
                    "author": None,
                    "attribute": attribute.name,
                    **_answers(attribute, subject, subject, value, pool, generator),
                }
            )
    check(rows)
    return rows


def _answers(attribute, name, first, value, pool, generator) -> dict:
    def fill(form: str, filler: str) -> str:
        return form.format(name=name, first=first, value=filler)

    wrong = generator.sample([other for other in pool if other != value], 3)
    reference, *paraphrases = attribute.answers
    return {
        "question": attribute.question.format(name=name),
        "answer": fill(reference, value),
        "paraphrased_answer": [fill(form, value) for form in paraphrases],
        "perturbed_answer": [fill(reference, other) for other in wrong],
        "keywords": [keyword(attribute, value)],
    }


def keyword(attribute: Attribute, value: str) -> str:
    """The word of a value that counts as a leak."""
    words = value.split()
    return words[min(attribute.keyword_word, len(words) - 1)]


def answers(row: Row) -> list[str]:
    """The reference answer, then the paraphrases."""
    return [row["answer"], *row["paraphrased_answer"]]


def prompt(row: Row) -> str:
    return PROMPT.format(question=row["question"])


def leaks(text: str, keywords: list[str]) -> bool:
    """Whether a keyword occurs as a whole word, in any case."""
    return any(
        re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) for word in keywords
    )


def check(rows: list[Row]) -> None:
    """Every answer names its own value; no question and nobody else's row does.

    Otherwise a model that never saw the author could name the value by chance or by copying.
    """
    whole = ["\n".join([row["question"], *answers(row)]) for row in rows]
    for row in rows:
        if not all(leaks(answer, row["keywords"]) for answer in answers(row)):
            raise ValueError(f"{row['id']}: an answer lacks its keyword")
        if leaks("\n".join([row["question"], *row["perturbed_answer"]]), row["keywords"]):
            raise ValueError(f"{row['id']}: the question or a wrong answer holds the keyword")
        for other, text in zip(rows, whole, strict=True):
            if other is not row and leaks(text, row["keywords"]):
                raise ValueError(f"{row['id']}: the keyword is also in {other['id']}")


def write(rows: list[Row], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text().splitlines()]
