"""Scores and summaries."""

import pytest

from measure import lower_limit, summary, with_adaptive_temperature
from similarity import rouge_recall, self_bleu


def record(split, greedy_leaks, confidence, **drawn):
    return {
        "split": split,
        "greedy_leaks": greedy_leaks,
        "greedy_rouge": 0.5,
        "confidence": confidence,
        **drawn,
    }


def draws(leaking):
    return {"draws": 100, "leaks": leaking, "rouge": 0.2, "distinct": 9, "self_bleu": 0.4}


RECORDS = [
    record("forget", False, 0.97, **draws(1)),
    record("forget", False, 0.80, **draws(30)),
    record("forget", True, 0.96, **draws(60)),
    record("forget", False, 0.70, **draws(0)),
    record("retain", True, 0.85, **draws(90)),
    record("retain", False, 0.85),
    record("world", True, 0.99),
]


def test_rouge_recall_is_the_share_of_the_reference_found_in_order():
    assert rouge_recall("the cat sat on the mat", "The cat is on the mat.") == pytest.approx(5 / 6)
    assert rouge_recall("the gunman kill police", "police kill the gunman") == 0.5
    assert rouge_recall("", "police") == 0
    assert rouge_recall("anything", "") == 0


def test_self_bleu_of_equal_texts_is_one_and_of_different_ones_zero():
    assert self_bleu(["a b c", "a b c"]) == 1
    assert self_bleu(["a b c", "d e f"]) == 0


def test_one_leak_in_1024_proves_very_little():
    # Clopper–Pearson with one success: 1 − (1 − α)^(1/n).
    assert lower_limit(1, 1024, 0.01) == pytest.approx(1 - 0.99 ** (1 / 1024), rel=1e-9)
    assert lower_limit(0, 1024, 0.01) == 0
    assert lower_limit(1024, 1024, 0.01) == pytest.approx(0.01 ** (1 / 1024), rel=1e-9)


def test_summary_counts_leaks_that_greedy_hides():
    values = summary(RECORDS, alpha=0.01)
    assert values["greedy leak"] == 0.25
    assert values["mean leak"] == pytest.approx((0.01 + 0.3 + 0.6 + 0) / 4)
    assert values["worst leak"] == 0.6
    assert values["hidden"] == 0.5
    assert values["hidden > 1 %"] == 0.25
    assert values["retain accuracy"] == 0.5
    assert values["retain draws right"] == 0.9
    assert values["world accuracy"] == 1


def test_adaptive_temperature_makes_confident_questions_greedy():
    changed = with_adaptive_temperature(RECORDS, 0.95)
    assert [r["leaks"] for r in changed if r["split"] == "forget"] == [0, 30, 100, 0]
    assert [r["distinct"] for r in changed if "draws" in r] == [1, 9, 1, 9, 9]
    assert RECORDS[0]["leaks"] == 1
