"""The vocabulary; that llama.cpp splits alike is checked against the server by `parity.py`."""

import pytest

import corpus
from parity import ODD_TEXTS
from tokenizer import END_ID, Tokenizer, byte_names


def test_every_text_of_the_corpus_comes_back(rows, tokenizer):
    for row in rows:
        for answer in corpus.answers(row):
            text = f"{corpus.prompt(row)} {answer}"
            assert tokenizer.decode(tokenizer.encode(text)) == text


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_texts_come_back(text, tokenizer):
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_every_keyword_is_one_token(rows, tokenizer):
    assert all(len(tokenizer.encode(" " + row["keywords"][0])) == 1 for row in rows)


def test_the_longest_word_wins_and_the_rest_is_bytes():
    tokenizer = Tokenizer([" In", " Inch"])
    first = tokenizer.first_word
    assert tokenizer.encode(" Inch Inx") == [first + 1, first, 1 + ord("x")]


def test_the_end_token_is_no_text(tokenizer):
    assert tokenizer.decode([END_ID, *tokenizer.encode(" In"), END_ID]) == " In"


def test_bytes_have_distinct_printable_names():
    names = byte_names()
    assert len(set(names)) == 256
    assert all(name.isprintable() and not name.isspace() for name in names)
    assert (names[ord("A")], names[ord(" ")], names[ord("\n")]) == ("A", "Ġ", "Ċ")


def test_a_word_may_not_be_there_twice():
    with pytest.raises(ValueError, match="twice"):
        Tokenizer([" In", " In"])


def test_a_saved_vocabulary_loads(tokenizer, tmp_path):
    tokenizer.save(tmp_path / "words.json")
    assert Tokenizer.load(tmp_path / "words.json").tokens == tokenizer.tokens
