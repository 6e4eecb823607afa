"""The card beside every shipped model."""

import pytest

from cards import card
from recipe import MODELS
from settings import LAB, SAMPLE_DATA

FOLDER = SAMPLE_DATA / "models"
SHIPPED = [entry for entry in MODELS if entry.shipped]


def steps(name):
    """As the table of the last build has them."""
    rows = [line.split(" | ") for line in (LAB / "RESULTS.md").read_text().splitlines()]
    return next(int(row[1]) for row in rows if row[0] == f"| {name}" and row[1].isdigit())


def test_every_model_of_the_recipe_is_shipped_and_no_other():
    names = sorted(entry.file_name for entry in SHIPPED)
    assert sorted(path.name for path in FOLDER.glob("*.gguf")) == names


@pytest.mark.parametrize("entry", SHIPPED, ids=lambda entry: entry.name)
def test_a_card_says_what_the_settings_and_the_file_give(entry):
    path = FOLDER / entry.file_name
    assert path.with_suffix(".md").read_text() == card(entry, path, steps(entry.name))
