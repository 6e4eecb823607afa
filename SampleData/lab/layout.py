"""Lays out the reproduction table in the README from what `reproduce.py` keeps in `results/`.

    python layout.py            write the table into the README
    python layout.py --check    fail unless it stands there already
    python layout.py --compare  say how well two runs with other seeds agree; fail if they do not

Every number is taken from a report of probscope; nothing is estimated here.
"""

import json
import math
import sys
from collections.abc import Iterator

from reproduce import ALPHA, RESULTS, SAMPLE_DATA, SLOTS, TARGET, command_lines

README = SAMPLE_DATA / "lab" / "README.md"
BEGIN, END = "<!-- reproduction table: begin -->\n", "<!-- reproduction table: end -->\n"
SEEDS = (1, 2)
"""The run that the table shows and the one that it is compared with."""

NAMES = {
    "base": "base",
    "retrained": "retrained (oracle)",
    "ga": "GA",
    "gd": "GD",
    "npo": "NPO",
}
VARIATIONS = {
    "longer": ", longer (control)",
    "eo": " + entropy, drafts",
    "eo-reference": " + entropy, references",
}

Reports = dict[str, dict]


def load(seed: int) -> Reports:
    return json.loads((RESULTS / f"seed-{seed}.json").read_text())


# ---- cells ----------------------------------------------------------------------------------


def name(model: str) -> str:
    method, _, variation = model.partition("-")
    return NAMES[method] + VARIATIONS.get(variation, "")


def scores(report: dict, scorer: str) -> dict:
    return next(part for part in report["set"] if part["scorer"] == scorer)


def short(value: float) -> str:
    """Three digits behind the point, without the zero before it: `.064`, `1.204`."""
    return f"{value:.3f}".removeprefix("0")


def short_upper(value: float) -> str:
    """The same of an upper limit, rounded upwards."""
    return short(math.ceil(1000 * value) / 1000)


def share(count: int, total: int) -> str:
    return f"{count}/{total}"


def interval(bound: dict) -> str:
    """In percent; limits are rounded outwards."""
    lower, upper = math.floor(1e4 * bound["lower"]), math.ceil(1e4 * bound["upper"])
    return f"{100 * bound['estimate']:.2f} % [{lower / 100:.2f}, {upper / 100:.2f}]"


def moments(part: dict) -> list[str]:
    """M_μ, M_σ, and the ED score with its limit."""
    mean, deviation, both = (
        part["moments"][key] for key in ("mean", "standard_deviation", "expectation_deviation")
    )
    ed = f"{short(both['estimate'])} ≤ {short_upper(both['upper_mean'])}"
    return [short_upper(mean["upper_mean"]), short_upper(deviation["upper_mean"]), ed]


def leak_cells(report: dict) -> list[str]:
    part = scores(report, "keyword")
    any_rate, above = part["hidden"]
    return [
        share(part["greedy"]["leaks"], part["greedy"]["answers"]),
        interval(part["average_interval"]),
        share(any_rate["proven"], part["prompts"]),
        f"{above['least']} to {above['most']}",
        *moments(part),
    ]


def overlap_cells(report: dict) -> list[str]:
    part = scores(report, "rouge-l-recall")
    return [short(part["moments"]["mean"]["estimate"]), *moments(part)]


def retain_cells(report: dict) -> list[str]:
    part, variety = scores(report, "keyword"), report["diversity"]
    distinct = variety["distinct"]
    return [
        f"{100 * part['greedy']['mean']:.1f} %",
        interval(part["average_interval"]),
        f"{distinct['estimate']:.1f} [{distinct['lower']:.1f}, {distinct['upper']:.1f}]",
        f"{variety['effective_number']:.1f}",
    ]


# ---- tables ---------------------------------------------------------------------------------

LEAKS = ["greedy leak", "sampled leak", "hidden", "hidden > 1 %", "M_μ", "M_σ", "ED"]
OVERLAP = ["ROUGE-L", "M_μ", "M_σ", "ED"]
RETAIN = ["greedy right", "draws right", "distinct", "effective"]


def rows(head: list[str], body: list[list[str]], rule: str = "---:") -> list[str]:
    rule = ["---"] + [rule] * (len(head) - 1)
    return ["| " + " | ".join(cells) + " |" for cells in (head, rule, *body)]


def table(found: Reports) -> str:
    """Everything between the marks."""
    plain = [key.split()[0] for key in found if key.endswith("forget T1")]
    forget = {model: found[f"{model} forget T1"] for model in plain}
    retain = {model: found[f"{model} retain T1"] for model in plain}
    adaptive = [key.split() for key in found if " forget c" in key]
    draws, kept = (next(iter(side.values()))["planned_draws"] for side in (forget, retain))
    seed = next(iter(forget.values()))["seed"]
    prompts = scores(next(iter(forget.values())), "keyword")["prompts"]
    kept_prompts = scores(next(iter(retain.values())), "keyword")["prompts"]
    lines = [
        f"**Leaks by keyword: {prompts} prompts to forget, {draws:,} draws each**",
        "",
        *rows(["model", *LEAKS], [[name(m), *leak_cells(forget[m])] for m in plain]),
        "",
        "**Overlap with the reference answer, and what was to be kept: "
        f"{kept_prompts} prompts, {kept} draws each**",
        "",
        *rows(
            ["model", *OVERLAP, *RETAIN],
            [[name(m), *overlap_cells(forget[m]), *retain_cells(retain[m])] for m in plain],
        ),
        "",
        "**Adaptive temperature, `adaptive(c)`: prompts to forget, then to keep**",
        "",
        *rows(["model, c", *LEAKS[:-3], "ROUGE-L", *RETAIN], list(adaptive_rows(found, adaptive))),
        "",
        *legend(draws, kept),
        "",
        *agreement_sentence(),
        "",
        *claims(),
        "",
        "`make table` makes all of this anew: for each model, on llama.cpp's server with "
        f"{SLOTS} slots, with seed {seed} (`--adaptive` only for the models of the third table):",
        "",
        *(f"    {line}" for line in command_lines(seed, draws, kept)),
        "",
    ]
    return "\n".join(lines)


def adaptive_rows(found: Reports, adaptive: list[list[str]]) -> Iterator[list[str]]:
    for model, _, decoding in adaptive:
        forget, retain = (found[f"{model} {split} {decoding}"] for split in ("forget", "retain"))
        overlap = overlap_cells(forget)[:1]
        label = f"{name(model)}, {decoding[1:].removeprefix('0')}"
        yield [label, *leak_cells(forget)[:-3], *overlap, *retain_cells(retain)]


def legend(draws: int, kept: int) -> list[str]:
    level, rate = f"{100 * (1 - ALPHA):g} %", f"{100 * TARGET:g} %"
    return [
        "- *greedy leak*: prompts whose greedy answer holds the keyword, one word of what was to "
        "be forgotten, with the rest of it or without. *sampled leak*: the mean over prompts, with "
        f"limits at {level}, two-sided (mixture over pooled draws).",
        "- *hidden*: prompts with a clean greedy answer and a leak proven by draws "
        f"(Clopper–Pearson lower limit above 0, each prompt by itself, {level} two-sided, fixed "
        f"n = {draws:,}; a single leak is a proof). *hidden > {rate}*: how many of them leak at a "
        f"rate above {rate}, at least and at most, all prompts together at {level}.",
        "- *M_μ*, *M_σ*: the paper's upper limits on mean and standard deviation of the score. "
        "*ED*: its score mean + 2 σ, an estimate, ≤ our limit on it. All are means over prompts of "
        f"limits that hold each by itself, {level} one-sided, fixed n = {draws:,}. Methods: "
        "Clopper–Pearson for keywords (where M_μ is M_bin and ED takes both sides at "
        f"{level} together); for ROUGE-L Anderson for the mean, exact extremes over the DKW band "
        "for σ and ED.",
        "- *ROUGE-L*: recall against the reference answer, mean over draws and prompts, an "
        "estimate; its limit is M_μ.",
        "- To be kept: *greedy right* and *draws right* by keyword; *distinct* answers among "
        f"{kept} draws (McDiarmid, {level} two-sided); *effective* number of answers (exp of the "
        "Chao–Shen entropy, an estimate).",
        "- *longer* is the control: as many steps as *+ entropy*, without it. *Drafts* is **our "
        "variant**, which puts the entropy term on the model's own greedy answers; *references* is "
        "the form of the paper's released code.",
    ]


def claims() -> list[str]:
    """What the paper says, in our words, beside what is seen here."""
    return [
        "**What the paper claims, in our words, beside what is seen here.** Its models are others "
        "and thousands of times larger; none of its numbers is quoted or reproduced.",
        "",
        *rows(
            ["the paper", "here"],
            [
                [
                    "Greedy evaluation makes unlearning look successful where it is not; sampling "
                    "brings back most of what was unlearned, with every method tried there.",
                    "Seen, but weaker: GA, GD and NPO are clean greedily on every prompt, and "
                    "sampling proves leaks on a fifth to a good half of them. Most draws are "
                    "clean; we stop at the first step whose greedy answers are all clean.",
                ],
                [
                    "An entropy term in the loss lowers what sampling leaks and keeps the variety "
                    "of other answers.",
                    "On own drafts (our variant) yes, clearly with NPO; with GA and GD as many "
                    "steps without it do about as well. On references, the released form, it "
                    "locks leaks in at this size.",
                ],
                [
                    "Adaptive temperature lowers it further.",
                    "After the entropy term yes, at c = .9 at little cost in variety; without it, "
                    "the answers to be kept turn greedy before the leaks are gone.",
                ],
            ],
            rule="---",
        ),
    ]


# ---- two runs -------------------------------------------------------------------------------


def intervals(report: dict) -> Iterator[tuple[str, dict]]:
    """Every interval of a report: a cell of the table, or what a cell is a mean of."""
    if report["diversity"].get("distinct"):
        yield "distinct", report["diversity"]["distinct"]
    for part in report["set"]:
        yield f"{part['scorer']} average", part["average_interval"]
        for key, moment in part["moments"].items():
            yield f"{part['scorer']} {key}", moment["interval"]
        for hidden in part["hidden"]:
            limits = {"lower": hidden["least"], "upper": hidden["most"]}
            yield f"hidden above {hidden['rate']:g}", limits | {"estimate": hidden["proven"]}


def compare(one: Reports, other: Reports) -> dict[str, int | list[str]]:
    """How many intervals of two runs overlap, how many estimates lie in the other's interval, and
    how many greedy scores are the same."""
    result = {"intervals": 0, "overlap": 0, "inside": 0, "greedy": 0, "same": 0, "apart": []}
    for key, report in one.items():
        pairs = zip(intervals(report), intervals(other[key]), strict=True)
        for (what, a), (_, b) in pairs:
            result["intervals"] += 1
            if a["lower"] <= b["upper"] and b["lower"] <= a["upper"]:
                result["overlap"] += 1
            else:
                result["apart"].append(f"{key}: {what}")
            result["inside"] += (
                a["lower"] <= b["estimate"] <= a["upper"]
                and b["lower"] <= a["estimate"] <= b["upper"]
            )
        for a, b in zip(report["set"], other[key]["set"], strict=True):
            result["greedy"] += 1
            result["same"] += a["greedy"] == b["greedy"]
    return result


def agreement_sentence() -> list[str]:
    found = compare(*(load(seed) for seed in SEEDS))
    return [
        f"A second run with seed {SEEDS[1]} (`make table-check`): {found['overlap']} of "
        f"{found['intervals']} intervals of these tables overlap with those of the first, in "
        f"{found['inside']} both estimates lie in the other run's interval, and {found['same']} of "
        f"{found['greedy']} mean scores of greedy answers are equal."
    ]


# ---- files ----------------------------------------------------------------------------------


def with_table(text: str, block: str) -> str:
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return before + BEGIN + block + END + after


def main(arguments: list[str]) -> None:
    if arguments == ["--compare"]:
        found = compare(*(load(seed) for seed in SEEDS))
        print(*agreement_sentence(), *found["apart"], sep="\n")
        if found["apart"]:
            raise SystemExit(1)
        return
    block = table(load(SEEDS[0]))
    text = README.read_text()
    if arguments != ["--check"]:
        README.write_text(with_table(text, block))
    elif text != with_table(text, block):
        raise SystemExit(f"the table in {README} is not what results/ give; run layout.py")


if __name__ == "__main__":
    main(sys.argv[1:])
