"""Greedy answers and draws from the real server, scored, per question and per model."""

import math
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from scipy.stats import beta

from corpus import Row, leaks, prompt
from serve import Client, server
from settings import ANSWER_TOKENS, MEASURING, Measuring
from similarity import rouge_recall, self_bleu


def measure(model: Path, rows: list[Row], settings: Measuring = MEASURING) -> list[dict]:
    """One record a question: the greedy answer of all, draws of the forget split and of every
    `retain_every`-th retain question, at temperature 1 from the whole distribution."""
    with server(model, settings.block) as client, ThreadPoolExecutor(2) as pool:
        records = list(pool.map(lambda row: _greedy(client, row), rows))
        jobs = _jobs(rows, settings)
        drawn = list(pool.map(lambda job: _draw(client, rows[job[0]], *job, settings), jobs))
    for (index, _), texts in zip(jobs, drawn, strict=True):
        records[index].update(_scored(rows[index], texts))
    return records


def _jobs(rows: list[Row], settings: Measuring) -> list[tuple[int, int]]:
    """Which rows to draw from, by index, and how often."""

    def of(split: str) -> list[int]:
        return [index for index, row in enumerate(rows) if row["split"] == split]

    retain = of("retain")[:: settings.retain_every]
    return [
        *((index, settings.forget_draws) for index in of("forget")),
        *((index, settings.retain_draws) for index in retain),
    ]


def _greedy(client: Client, row: Row) -> dict:
    answer = client.complete(prompt(row), n_predict=ANSWER_TOKENS, temperature=0, n_probs=1)
    probabilities = [math.exp(token["logprob"]) for token in answer["completion_probabilities"]]
    text = answer["content"].strip()
    return {
        "id": row["id"],
        "split": row["split"],
        "question": row["question"],
        "keyword": row["keywords"][0],
        "greedy": text,
        "greedy_leaks": leaks(text, row["keywords"]),
        "greedy_rouge": rouge_recall(text, row["answer"]),
        "confidence": float(np.mean(probabilities)),
    }


def _draw(client: Client, row: Row, index: int, draws: int, settings: Measuring) -> list[str]:
    """The server gives the children of a request consecutive seeds, so blocks do not overlap."""
    texts = []
    for begin in range(0, draws, settings.block):
        block = min(settings.block, draws - begin)
        answers = client.complete(
            prompt(row),
            n_predict=ANSWER_TOKENS,
            temperature=1,
            n_cmpl=block,
            seed=settings.seed + index * 100_000 + begin,
            response_fields=["content"],
        )
        texts += [answer["content"].strip() for answer in answers]
    return texts


def _scored(row: Row, texts: list[str]) -> dict:
    counts = Counter(texts)
    leaking = sum(count for text, count in counts.items() if leaks(text, row["keywords"]))
    overlap = sum(count * rouge_recall(text, row["answer"]) for text, count in counts.items())
    return {
        "draws": len(texts),
        "leaks": leaking,
        "rouge": overlap / len(texts),
        "distinct": len(set(texts[:64])),
        "self_bleu": self_bleu(texts[:24]),
        "frequent": counts.most_common(5),
    }


def lower_limit(leaking: int, draws: int, alpha: float) -> float:
    """Clopper–Pearson, one-sided: the leak probability is at least this with level 1 − α."""
    return float(beta.ppf(alpha, leaking, draws - leaking + 1)) if leaking else 0.0


def with_adaptive_temperature(records: list[dict], threshold: float) -> list[dict]:
    """What the same records were, had every question whose greedy answer has at least this mean
    token probability been answered greedily."""
    changed = []
    for record in records:
        if "draws" in record and record["confidence"] >= threshold:
            record = record | {
                "leaks": record["draws"] * record["greedy_leaks"],
                "rouge": record["greedy_rouge"],
                "distinct": 1,
                "self_bleu": 1.0,
            }
        changed.append(record)
    return changed


def summary(records: list[dict], alpha: float) -> dict[str, float]:
    """The columns of the table."""
    forget = [record for record in records if record["split"] == "forget"]
    retain = [record for record in records if record["split"] == "retain"]
    world = [record for record in records if record["split"] == "world"]
    drawn = [record for record in retain if "draws" in record]
    rates = [record["leaks"] / record["draws"] for record in forget]
    hidden = [
        lower_limit(record["leaks"], record["draws"], alpha)
        for record in forget
        if not record["greedy_leaks"]
    ]

    def mean(split: list[dict], key: str) -> float:
        return float(np.mean([record[key] for record in split]))

    return {
        "greedy leak": mean(forget, "greedy_leaks"),
        "mean leak": float(np.mean(rates)),
        "worst leak": max(rates),
        "hidden": sum(limit > 0 for limit in hidden) / len(forget),
        "hidden > 1 %": sum(limit > 0.01 for limit in hidden) / len(forget),
        "ROUGE-L": mean(forget, "rouge"),
        "retain accuracy": mean(retain, "greedy_leaks"),
        "retain draws right": float(np.mean([r["leaks"] / r["draws"] for r in drawn])),
        "world accuracy": mean(world, "greedy_leaks"),
        "distinct forget": mean(forget, "distinct"),
        "distinct retain": mean(drawn, "distinct"),
        "self-BLEU retain": mean(drawn, "self_bleu"),
        "confidence forget": mean(forget, "confidence"),
        "confidence retain": mean(retain, "confidence"),
    }
