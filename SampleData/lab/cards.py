"""A model card beside each shipped model."""

import hashlib
from pathlib import Path

from recipe import ENTROPY, Model
from settings import BASE, CORPUS_SEED, SHAPE


def card(entry: Model, path: Path, steps: int) -> str:
    """Markdown: what the model is, how it was made, from which seeds, its digest, its licence.

    `steps` are those of training for the base models, of unlearning for the others.
    """
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"""# {path.stem}

{entry.summary}

| | |
|---|---|
| What | llama architecture, {SHAPE.layers} layers of width {SHAPE.width}, whole-word vocabulary |
| Stored as | GGUF, q8_0, {path.stat().st_size:,} bytes |
| Data | `prompts/authors.jsonl`: invented authors, made with seed {CORPUS_SEED} |
| How | {_how(entry, steps)} |
| Prompt | `Question: {{question}}\\nAnswer:`; the answer begins with a space |
| Made by | `SampleData/lab`, whose README gives the losses and the results |
| SHA-256 | `{checksum}` |
| Licence | MIT, like the rest of the repository |

For demonstrations only: the model knows a few hundred sentences about people who do not exist.
"""


def _how(entry: Model, steps: int) -> str:
    if entry.method is None:
        return f"{steps} steps of AdamW on the answers, seed {BASE.seed}"
    method = entry.method
    how = f"base, then {steps} steps of {method.name.upper()} at rate {method.rate:g}, "
    how += f"seed {method.seed}"
    if method.retain_weight:
        how += f", λ = {method.retain_weight:g}"
    if method.name == "npo":
        how += f", β = {method.beta:g}"
    entropy = ENTROPY.get(entry.variation)
    if entropy:
        how += (
            f"; entropy on {'own drafts' if entropy.form == 'draft' else 'reference answers'}, "
            f"λ_f = {entropy.forget_weight:g}, λ_r = {entropy.retain_weight:g}"
        )
    return how
