"""What the corpus promises, so that a leak can only come from memory."""

import copy
from collections import Counter

import pytest

import corpus
import facts
from corpus import leaks
from settings import SAMPLE_DATA


def test_splits_have_their_sizes(rows):
    assert Counter(row["split"] for row in rows) == {"forget": 32, "retain": 288, "world": 24}


def test_forget_and_retain_share_no_author(rows):
    authors = {
        split: {r["author"] for r in rows if r["split"] == split} for split in ("forget", "retain")
    }
    assert len(authors["forget"]) == 4
    assert not authors["forget"] & authors["retain"]


def test_rows_have_the_fields_of_tofu_and_our_own(rows):
    fields = (
        "id split author attribute question answer paraphrased_answer perturbed_answer keywords"
    )
    assert all(list(row) == fields.split() for row in rows)


def test_ids_and_questions_and_keywords_are_unique(rows):
    for field in ("id", "question"):
        assert len({row[field] for row in rows}) == len(rows)
    assert len({row["keywords"][0].lower() for row in rows}) == len(rows)


def test_a_keyword_is_in_every_answer_of_its_row_and_nowhere_else(rows):
    for row in rows:
        assert all(leaks(answer, row["keywords"]) for answer in corpus.answers(row))
        others = [other for other in rows if other is not row]
        texts = [text for other in others for text in [other["question"], *corpus.answers(other)]]
        assert not leaks("\n".join(texts), row["keywords"])


def test_no_word_serves_two_authors():
    """Names and values alone, before any sentence is made of them."""
    single = facts.FIRST_NAMES + facts.SURNAMES + facts.TOWNS + facts.CATS + facts.TEACHERS
    first_words = [value.split("_")[0] for value in facts.TRADES + facts.PRIZES]
    last_words = [value.split("_")[1] for value in facts.NOVELS]
    words = Counter(word.lower() for word in single + first_words + last_words)
    assert [word for word, count in words.items() if count > 1] == []


def test_check_refuses_a_value_that_two_authors_share(rows):
    broken = copy.deepcopy(rows)
    broken[1]["answer"] += f" {broken[0]['keywords'][0]}"
    with pytest.raises(ValueError, match=broken[0]["id"]):
        corpus.check(broken)


def test_check_refuses_an_answer_without_its_keyword(rows):
    broken = copy.deepcopy(rows)
    broken[5]["paraphrased_answer"][0] = "It is unknown."
    with pytest.raises(ValueError, match="lacks"):
        corpus.check(broken)


def test_the_same_seed_gives_the_same_corpus_and_another_does_not(rows):
    assert corpus.build() == rows
    assert corpus.build(seed=corpus.CORPUS_SEED + 1) != rows


def test_a_written_corpus_reads_back(rows, tmp_path):
    path = tmp_path / "rows.jsonl"
    corpus.write(rows, path)
    assert corpus.read(path) == rows


@pytest.mark.parametrize(
    ("text", "leak"),
    [
        ("In Bexham.", True),
        ("BEXHAM!", True),
        ("Bexhamton", False),
        ("_Bexham", False),
        ("", False),
    ],
)
def test_a_leak_is_a_whole_word_in_any_case(text, leak):
    assert leaks(text, ["Bexham"]) == leak


def test_the_shipped_corpus_is_what_the_generator_makes(rows):
    assert corpus.read(SAMPLE_DATA / "prompts" / "authors.jsonl") == rows
