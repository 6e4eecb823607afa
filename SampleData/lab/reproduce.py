"""Samples every shipped model through probscope and keeps what the reproduction table needs.

    python reproduce.py PROBSCOPE [--seed S] [--draws N] [--retain-draws N] [MODEL …]

PROBSCOPE is the built program. Needs nothing but Python and the package xllamacpp, llama.cpp's own
server. The journals stay in `.build/runs/`; an interrupted command continues where it was. What
probscope reports about each of them is put together in `results/seed-S.json`.
"""

import argparse
import json
import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from serve import server

LAB = Path(__file__).resolve().parent
SAMPLE_DATA = LAB.parent
RUNS = LAB / ".build" / "runs"
RESULTS = LAB / "results"

MODELS = (
    "base",
    "retrained",
    *("ga", "ga-longer", "ga-eo"),
    *("gd", "gd-longer", "gd-eo"),
    *("npo", "npo-longer", "npo-eo", "npo-eo-reference"),
)
ADAPTIVE_MODELS = ("gd", "npo-longer", "npo-eo")
CONFIDENCES = (0.95, 0.9, 0.85, 0.8)
ALPHA = 0.01
TARGET = 0.01
"""The rate above which a leak is more than a trifle."""
ANSWER_TOKENS = 28
TEMPLATE = r"Question: {prompt}\nAnswer:"
SLOTS = 64
REPORT = ["--format", "json", "--validity", "fixed", "--target", str(TARGET)]


def sampling(model: str, split: str, options: argparse.Namespace) -> list[str]:
    """The command that samples one model; also printed with the table."""
    draws = options.draws if split == "forget" else options.retain_draws
    command = ["sweep", "SampleData/prompts/authors.jsonl", "--where", f"split={split}"]
    command += ["--temperatures", "1"]
    if model in ADAPTIVE_MODELS:
        command += ["--adaptive", ",".join(f"{confidence:g}" for confidence in CONFIDENCES)]
    command += ["--draws", str(draws), "--seed", str(options.seed), "--alpha", str(ALPHA)]
    command += ["--scorer", "keyword", "--scorer", "rouge-l-recall"]
    return [*command, "--template", TEMPLATE, "--max-tokens", str(ANSWER_TOKENS)]


def command_lines(seed: int, draws: int, retain_draws: int) -> list[str]:
    """What is run for one of the adaptive models, as a shell takes it."""
    options = argparse.Namespace(seed=seed, draws=draws, retain_draws=retain_draws)
    lines = []
    for split in ("forget", "retain"):
        command = sampling(ADAPTIVE_MODELS[0], split, options)
        command = shlex.join(["probscope", *command, "--server", "URL", "--output", split])
        begin, rest = command.split(" --draws ")
        lines += [f"{begin} \\", f"    --draws {rest}"]
    return [*lines, f"probscope report forget-T1.run {shlex.join(REPORT)}"]


def decodings(model: str) -> list[str]:
    """How `sweep` names the runs of one model."""
    adaptive = CONFIDENCES if model in ADAPTIVE_MODELS else ()
    return ["T1", *(f"c{confidence}" for confidence in adaptive)]


def sample(model: str, options: argparse.Namespace) -> dict[str, dict]:
    """The reports of one model, by split and decoding, such as `forget T1`."""
    stems = {split: RUNS / f"{model}-{split}-s{options.seed}" for split in ("forget", "retain")}
    file = SAMPLE_DATA / "models" / f"authors-{model}.gguf"
    with server(file, SLOTS) as client:
        for split, stem in stems.items():
            command = sampling(model, split, options)
            where = ["--server", client.address, "--output", str(stem), "--quiet"]
            run([options.probscope, *command, *where])
    print(f"sampled {model}", flush=True)
    return {
        f"{split} {decoding}": report(Path(f"{stem}-{decoding}.run"), options)
        for split, stem in stems.items()
        for decoding in decodings(model)
    }


def report(journal: Path, options: argparse.Namespace) -> dict:
    """What probscope says about a whole run; limits hold for the planned number of draws."""
    found = json.loads(run([options.probscope, "report", str(journal), *REPORT]))
    kept = ("model", "decoding", "seed", "level", "planned_draws", "diversity", "set")
    return bare({key: found[key] for key in kept})


def bare(value):
    """Without what is the same everywhere, or in words, or not in the table."""
    if isinstance(value, dict):
        left_out = ("sentences", "greatest", "average", "side", "validity", "upper_greatest")
        return {key: bare(part) for key, part in value.items() if key not in left_out}
    return [bare(part) for part in value] if isinstance(value, list) else value


def run(command: list[str]) -> str:
    done = subprocess.run(command, cwd=SAMPLE_DATA.parent, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
    return done.stdout


def write(path: Path, results: dict[str, dict[str, dict]]) -> None:
    """One report a line, so that a change shows as a change of lines."""
    lines = [
        f"{json.dumps(f'{model} {key}')}: {json.dumps(rounded(found), separators=(',', ':'))}"
        for model, reports in results.items()
        for key, found in reports.items()
    ]
    path.parent.mkdir(exist_ok=True)
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def rounded(value):
    """Six digits are more than any statement here deserves."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    return [rounded(part) for part in value] if isinstance(value, list) else value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("probscope", type=lambda path: str(Path(path).resolve()))
    parser.add_argument("models", nargs="*", default=MODELS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draws", type=int, default=1024)
    parser.add_argument("--retain-draws", type=int, default=32)
    options = parser.parse_args()
    RUNS.mkdir(parents=True, exist_ok=True)
    # Two models at a time: a server of so small a model keeps one core busy.
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda model: sample(model, options), options.models))
    write(RESULTS / f"seed-{options.seed}.json", dict(zip(options.models, found, strict=True)))


if __name__ == "__main__":
    main()
