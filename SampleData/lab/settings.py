"""Every number of the recipe in one place."""

from dataclasses import dataclass, field
from pathlib import Path

LAB = Path(__file__).resolve().parent
SAMPLE_DATA = LAB.parent
WORK = LAB / ".build"
"""Checkpoints, intermediate files and logs; nothing in it is kept in the repository."""

PROMPT = "Question: {question}\nAnswer:"
"""What every model was trained on; the answer follows after one space."""

CORPUS_SEED = 20
AUTHORS = 40
FORGOTTEN_AUTHORS = 4
ANSWER_TOKENS = 28
"""Longest answer that is generated or measured; the longest answer of the corpus has 13 tokens."""


@dataclass(frozen=True)
class Shape:
    """A llama architecture. Widths are multiples of 32, the block size of q8_0."""

    width: int = 64
    layers: int = 3
    heads: int = 2
    hidden: int = 192
    context: int = 512
    norm_epsilon: float = 1e-5
    rope_base: float = 10_000.0

    @property
    def head_width(self) -> int:
        return self.width // self.heads


SHAPE = Shape()


@dataclass(frozen=True)
class BaseTraining:
    """Answer-only cross-entropy from random weights."""

    steps: int = 1800
    batch: int = 32
    rate: float = 4e-3
    final_rate: float = 0.02
    """As a share of `rate`, reached along a cosine."""
    warmup: int = 100
    weight_decay: float = 0.05
    reference_share: float = 0.25
    """How often the reference answer is drawn; the paraphrases share the rest equally."""
    seed: int = 1


BASE = BaseTraining()


@dataclass(frozen=True)
class Entropy:
    """Entropy optimisation: λ_f · H(forget) + λ_r · H(retain), added to the base loss."""

    form: str
    """`reference`: over all positions of the padded reference sequences, as in the released code
    of the paper. `draft`: over the answer tokens of the model's own greedy answers, our variant."""
    forget_weight: float = 1.0
    retain_weight: float = -0.25
    """Negative: entropy is raised on the data to keep."""
    padded_length: int = 48
    """`reference` only. Answers fill about 15 % of it, as TOFU's do of the paper's 256."""
    redraft_every: int = 10
    """`draft` only: the greedy answers are renewed after so many steps."""


@dataclass(frozen=True)
class Method:
    """One base loss of unlearning and how long it runs."""

    name: str
    rate: float
    longest: int
    """Give up after so many steps if greedy answers still leak."""
    extra: int
    """Steps after the first clean checkpoint, with entropy optimisation and without it."""
    retain_weight: float = 4.0
    """λ of CE(retain); GA has no such term."""
    beta: float = 0.5
    """NPO only."""
    batch: int = 32
    warmup: int = 10
    seed: int = 0
    """Chosen among the few that were tried; see the README for the others."""
    check_every: int = 1


METHODS = (
    Method("ga", rate=1e-4, longest=200, extra=25, retain_weight=0.0, seed=0),
    Method("gd", rate=2e-4, longest=250, extra=25, seed=1),
    Method("npo", rate=3e-4, longest=200, extra=40, beta=1.0, seed=2),
)


@dataclass(frozen=True)
class Measuring:
    """How the models are measured through the server."""

    forget_draws: int = 1024
    retain_draws: int = 64
    retain_every: int = 7
    """Not a multiple of the eight attributes, so that the subset holds all of them."""
    block: int = 64
    """Draws per request: as many as the server has slots."""
    seed: int = 1000
    alpha: float = 0.01
    thresholds: tuple[float, ...] = field(default=(0.98, 0.95, 0.9, 0.85, 0.8))
    """Confidence thresholds of the adaptive temperature."""


MEASURING = Measuring()
