"""A model card beside each shipped model."""

import hashlib
from pathlib import Path

from recipe import ENTROPY, Model
from settings import BASE, CORPUS_SEED, SHAPE


def card(entry: Model, path: Path) -> str:
    """Markdown: what the model is, how it was made, from which seeds, its digest, its licence."""
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"""# {path.stem}

{entry.summary}

| | |
|---|---|
| What | llama architecture, {SHAPE.layers} layers of width {SHAPE.width}, whole-word vocabulary |
| Stored as | GGUF, q8_0, {path.stat().st_size:,} bytes |
| Data | `prompts/authors.jsonl`: invented authors, made with seed {CORPUS_SEED} |
| How | {_how(entry)} |
| Prompt | `Question: {{question}}\\nAnswer:`; the answer begins with a space |
| Made by | `SampleData/lab`, whose README gives the losses and the results |
| SHA-256 | `{checksum}` |
| Licence | MIT, like the rest of the repository |

For demonstrations only: the model knows a few hundred sentences about people who do not exist.
"""


def _how(entry: Model) -> str:
    base = f"{BASE.steps} steps of AdamW on the answers, seed {BASE.seed}"
    if entry.method is None:
        return base
    method = entry.method
    how = f"base, then {method.name.upper()} at rate {method.rate:g}, seed {method.seed}"
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
