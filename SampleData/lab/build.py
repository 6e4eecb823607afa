"""Builds corpus, models, checks and tables: `python build.py [FOLDER]`, by default SampleData.

Every stage keeps its result in `.build/` under a name that holds a digest of everything the
result depends on, so a second run continues where the first was interrupted, and a changed
setting rebuilds exactly what it touches. After a change of code delete `.build/`.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

# XLA splits sums by the number of threads and by the width of the vector registers, and training
# amplifies the last bit. With both fixed, a processor with AVX-512 builds the shipped weights.
os.environ["NPROC"] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false --xla_cpu_max_isa=AVX512"

import jax

import checkpoint
import corpus
import model
import parity
import table
from cards import card
from corpus import Row
from export import export
from measure import measure
from model import Parameters
from recipe import ENTROPY, MODELS, Model
from settings import BASE, MEASURING, SAMPLE_DATA, SHAPE, WORK
from tokenizer import Tokenizer
from train import train
from unlearn import Progress, Unlearner


def digest(*causes: object) -> str:
    return hashlib.sha256(repr(causes).encode()).hexdigest()[:12]


class Build:
    """The stages, each a method that returns what it made, now or in an earlier run."""

    def __init__(self, output: Path = SAMPLE_DATA) -> None:
        self.output = output
        WORK.mkdir(exist_ok=True)
        jax.config.update("jax_compilation_cache_dir", str(WORK / "compiled"))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.5)
        self.rows: list[Row] = corpus.build()
        corpus.write(self.rows, output / "prompts" / "authors.jsonl")
        texts = [
            f"{corpus.prompt(row)} {text}" for row in self.rows for text in corpus.answers(row)
        ]
        self.tokenizer = Tokenizer.train(texts)
        self.causes = (json.dumps(self.rows), SHAPE, BASE)
        self.unlearners: dict[str, Unlearner] = {}

    def parameters(self, entry: Model) -> Parameters:
        if entry.name == "base":
            return self._trained("base", self.rows)
        if entry.name == "retrained":
            return self._trained("retrained", [r for r in self.rows if r["split"] != "forget"])
        return self._unlearned(entry).parameters

    def steps(self, entry: Model) -> int:
        """Of training for the base models, of unlearning for the others."""
        return self._unlearned(entry).step if entry.method else BASE.steps

    def gguf(self, entry: Model) -> Path:
        """The model file; the shipped ones beside their cards."""
        path = (self.output if entry.shipped else WORK) / "models" / entry.file_name
        export(
            self.parameters(entry),
            self.tokenizer,
            path,
            entry.file_name.removesuffix(".gguf"),
            entry.summary.replace("`", ""),
        )
        if entry.shipped:
            path.with_suffix(".md").write_text(card(entry, path, self.steps(entry)))
        return path

    def measured(self, entry: Model) -> list[dict]:
        path = self.gguf(entry)
        key = digest(path.read_bytes(), self.causes[0], MEASURING)
        output = WORK / f"measured-{entry.name}-{key}.json"
        if not output.exists():
            print(f"measuring {entry.name}", flush=True)
            _write_json(output, measure(path, self.rows))
        return json.loads(output.read_text())

    def compared(self) -> dict:
        """How far llama.cpp and the training code agree on the base model."""
        output = WORK / f"agreement-{digest(self.causes)}.json"
        if not output.exists():
            print("comparing with llama.cpp", flush=True)
            base = self.gguf(MODELS[0])
            found = parity.compare(base, self.tokenizer, self.rows, WORK)
            _write_json(output, {kind: str(value) for kind, value in found.items()})
        return json.loads(output.read_text())

    def _trained(self, name: str, rows: list[Row]) -> Parameters:
        output = WORK / f"{name}-{digest(self.causes)}.npz"
        if not output.exists():
            train(rows, self.tokenizer, output)
        like = model.initial(BASE.seed, len(self.tokenizer.tokens))
        return checkpoint.load(output, like)[0]

    def _unlearned(self, entry: Model) -> Progress:
        method = entry.method
        unlearner = self._unlearner(entry)

        def clean() -> Progress:
            path = WORK / f"{method.name}-{digest(self.causes, method)}.npz"
            return _kept(path, unlearner, unlearner.until_clean)

        if not entry.variation:
            return clean()
        entropy = ENTROPY[entry.variation]
        from_the_start = entropy is not None and entropy.form == "reference"

        def further() -> Progress:
            first = clean()
            start = unlearner.beginning() if from_the_start else first
            return unlearner.until(start, first.step + method.extra, entropy)

        path = WORK / f"{entry.name}-{digest(self.causes, method, entropy)}.npz"
        return _kept(path, unlearner, further)

    def _unlearner(self, entry: Model) -> Unlearner:
        name = entry.method.name
        if name not in self.unlearners:
            base = self.parameters(MODELS[0])
            self.unlearners[name] = Unlearner(entry.method, base, self.rows, self.tokenizer)
        return self.unlearners[name]


def _kept(path: Path, unlearner: Unlearner, make: Callable[[], Progress]) -> Progress:
    if not path.exists():
        make().save(path)
    return Progress.load(path, unlearner.beginning())


def _write_json(path: Path, value: object) -> None:
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(value))
    os.replace(unfinished, path)


def main(output: Path) -> None:
    build = Build(output)
    for entry in MODELS:
        build.gguf(entry)
    agreement = build.compared()
    measured = {entry.name: build.measured(entry) for entry in MODELS}
    steps = {entry.name: build.steps(entry) for entry in MODELS}
    text = table.render(measured, steps, agreement)
    (output / "lab" / "RESULTS.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE_DATA)
