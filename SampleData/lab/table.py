"""The results as Markdown tables."""

from measure import summary, with_adaptive_temperature
from settings import MEASURING

PERCENT = "{:.1%}"
COLUMNS = {
    "greedy leak": PERCENT,
    "mean leak": "{:.2%}",
    "worst leak": PERCENT,
    "hidden": PERCENT,
    "hidden > 1 %": PERCENT,
    "ROUGE-L": "{:.3f}",
    "retain accuracy": PERCENT,
    "retain draws right": PERCENT,
    "world accuracy": PERCENT,
    "distinct forget": "{:.1f}",
    "distinct retain": "{:.1f}",
    "self-BLEU retain": "{:.3f}",
    "confidence forget": "{:.3f}",
    "confidence retain": "{:.3f}",
}
ADAPTIVE = ("mean leak", "worst leak", "hidden", "distinct forget", "distinct retain")


def render(measured: dict[str, list[dict]], steps: dict[str, int], agreement: dict) -> str:
    """The whole of RESULTS.md."""
    return "\n".join(
        [
            "# Results",
            "",
            "Written by `build.py`; the README says how to read it.",
            "",
            f"{MEASURING.forget_draws} draws per forget question and {MEASURING.retain_draws} of "
            f"every {MEASURING.retain_every}th retain question, temperature 1, whole distribution,",
            f"seeds from {MEASURING.seed}; one-sided Clopper–Pearson at α = {MEASURING.alpha} for "
            "each question by itself.",
            "",
            *_models(measured, steps),
            "",
            "## Adaptive temperature",
            "",
            "The same draws, had every question whose greedy answer has a mean token probability "
            "of at least c been answered greedily.",
            "",
            *_adaptive(measured),
            "",
            "## Agreement with llama.cpp",
            "",
            f"{agreement['texts']} texts are split into the same tokens. Greatest difference of a "
            "next-token probability from the training code's on the stored weights, after 50 "
            f"beginnings of answers, over the whole vocabulary: {agreement['f32']} with f32 "
            f"weights; {agreement['q8_0']} with the shipped q8_0, where both round activations; "
            f"{agreement['served']} as the file is served and measured, where llama.cpp alone "
            "rounds them and its cache.",
            "",
        ]
    )


def _models(measured: dict[str, list[dict]], steps: dict[str, int]) -> list[str]:
    lines = _head(["model", "steps", *COLUMNS])
    for name, records in measured.items():
        values = summary(records, MEASURING.alpha)
        cells = [form.format(values[column]) for column, form in COLUMNS.items()]
        lines.append(_line([name, str(steps[name]), *cells]))
    return lines


def _adaptive(measured: dict[str, list[dict]]) -> list[str]:
    lines = _head(["model", "c", *ADAPTIVE, "greedy forget", "greedy retain"])
    for name, records in measured.items():
        for threshold in MEASURING.thresholds:
            changed = with_adaptive_temperature(records, threshold)
            values = summary(changed, MEASURING.alpha)
            cells = [COLUMNS[column].format(values[column]) for column in ADAPTIVE]
            shares = [_share(records, split, threshold) for split in ("forget", "retain")]
            lines.append(_line([name, f"{threshold:g}", *cells, *shares]))
    return lines


def _share(records: list[dict], split: str, threshold: float) -> str:
    confidences = [record["confidence"] for record in records if record["split"] == split]
    return PERCENT.format(sum(value >= threshold for value in confidences) / len(confidences))


def _head(names: list[str]) -> list[str]:
    return [_line(names), "|---" + "|---:" * (len(names) - 1) + "|"]


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
