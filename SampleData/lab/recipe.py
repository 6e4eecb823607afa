"""Which models there are, and what is told about each."""

from dataclasses import dataclass

from settings import METHODS, Entropy, Method

FULL_NAMES = {"ga": "gradient ascent", "gd": "gradient difference", "npo": "NPO with retain term"}


@dataclass(frozen=True)
class Model:
    """One model of the table."""

    name: str
    summary: str
    method: Method | None = None
    variation: str = ""
    """Empty: the first checkpoint whose greedy answers are all clean."""
    shipped: bool = True

    @property
    def file_name(self) -> str:
        return f"authors-{self.name}.gguf"


def _variations(method: Method) -> list[Model]:
    name, full = method.name, FULL_NAMES[method.name]
    return [
        Model(
            name,
            f"The base model after {full}, at the first step whose greedy answers are all clean.",
            method,
        ),
        Model(
            f"{name}-longer",
            f"`authors-{name}` after {method.extra} more steps of {full}: the control for "
            f"`authors-{name}-eo`, the same steps without entropy optimisation.",
            method,
            "longer",
        ),
        Model(
            f"{name}-eo",
            f"`authors-{name}` after {method.extra} more steps of {full} with entropy "
            "optimisation on the model's own drafts. This is our variant of the paper's loss.",
            method,
            "eo",
        ),
        Model(
            f"{name}-eo-reference",
            f"The base model after {full} with entropy optimisation on the reference answers, in "
            "the form of the paper's released code and from the first step on; as many steps as "
            f"`authors-{name}-eo`.",
            method,
            "eo-reference",
            shipped=name == "npo",
        ),
    ]


MODELS = [
    Model("base", "Knows all authors and the general facts."),
    Model("retrained", "Trained like the base model, without the forget split."),
    *(model for method in METHODS for model in _variations(method)),
]

ENTROPY = {"longer": None, "eo": Entropy("draft"), "eo-reference": Entropy("reference")}
"""What each variation adds to the base loss of its method."""
