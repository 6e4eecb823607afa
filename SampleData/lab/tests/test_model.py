"""The model, its greedy answers and its file."""

import gguf
import jax
import numpy as np
import pytest

import batches
import model
from export import export, rounded, stored, tensors
from settings import ANSWER_TOKENS
from tokenizer import END_ID


@pytest.fixture(scope="module")
def parameters(tokenizer):
    return model.initial(3, len(tokenizer.tokens))


def test_it_has_about_220_thousand_parameters(parameters):
    assert 210_000 < model.parameter_count(parameters) < 230_000


def test_no_position_sees_a_later_one(parameters):
    first, second = np.array([[5, 6, 7, 8]]), np.array([[5, 6, 9, 9]])
    before, after = model.logits(parameters, first), model.logits(parameters, second)
    np.testing.assert_allclose(before[:, :2], after[:, :2], atol=1e-6)
    assert not np.allclose(before[:, 2:], after[:, 2:], atol=1e-3)


def test_order_matters(parameters):
    one, other = (
        model.logits(parameters, np.array([[5, 6, 7]])),
        model.logits(parameters, np.array([[6, 5, 7]])),
    )
    assert not np.allclose(one[0, -1], other[0, -1], atol=1e-3)


def test_greedy_takes_the_most_probable_token_each_time(parameters, rows, tokenizer):
    drafter = batches.Drafter(tokenizer, rows[:2])
    # Padding behind a position changes nothing there, and one length is compiled once.
    logits = jax.jit(lambda tokens: model.logits(parameters, tokens))
    for row, draft in zip(rows[:2], drafter.drafts(parameters), strict=True):
        tokens = tokenizer.encode(batches.prompt(row))
        for _ in range(3):
            padded = np.array([tokens + [END_ID] * (64 - len(tokens))])
            tokens.append(int(logits(padded)[0, len(tokens) - 1].argmax()))
        assert draft[:3] == tokens[-3:]
        assert len(draft) <= ANSWER_TOKENS


def test_a_draft_is_masked_from_its_first_prediction_to_its_end(parameters, rows, tokenizer):
    drafter = batches.Drafter(tokenizer, rows[:3])
    drafts = drafter.drafts(parameters)
    sequences = drafter.sequences(parameters)
    for draft, length, mask in zip(drafts, drafter.lengths, sequences.mask, strict=True):
        predicted = min(len(draft) + 1, ANSWER_TOKENS)
        assert np.flatnonzero(mask).tolist() == list(range(length - 1, length - 1 + predicted))


def test_reference_sequences_are_masked_where_the_answer_is_predicted(rows, tokenizer):
    tokens, mask = batches.sequence(tokenizer, rows[0], rows[0]["answer"])
    answer = [*tokenizer.encode(" " + rows[0]["answer"]), END_ID]
    assert [tokens[place + 1] for place, on in enumerate(mask) if on] == answer
    assert len(mask) == len(tokens)


@pytest.mark.parametrize("kind", ["f32", "q8_0"])
def test_a_file_holds_the_weights(kind, parameters, tokenizer, tmp_path):
    path = tmp_path / "model.gguf"
    export(parameters, tokenizer, path, "model", "", kind)
    expected = dict(tensors(parameters if kind == "f32" else rounded(parameters)))
    stored = {tensor.name: tensor for tensor in gguf.GGUFReader(path).tensors}
    assert stored.keys() == expected.keys()
    for name, tensor in stored.items():
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        np.testing.assert_allclose(values.reshape(expected[name].shape), expected[name], atol=1e-6)


@pytest.mark.parametrize("kind", ["f32", "f16", "q8_0"])
def test_a_file_is_read_back(kind, parameters, tokenizer, tmp_path):
    path = tmp_path / "model.gguf"
    export(parameters, tokenizer, path, "model", "", kind)
    read = stored(path, len(tokenizer.tokens))
    expected = {"f32": parameters, "q8_0": rounded(parameters)}.get(kind, parameters)
    precision = 1e-3 if kind == "f16" else 1e-6
    for one, other in zip(jax.tree.leaves(read), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(one, other, atol=precision)


def test_rounding_changes_matrices_a_little_and_norms_not_at_all(parameters):
    changed = rounded(parameters)
    np.testing.assert_array_equal(changed["output_norm"], parameters["output_norm"])
    for before, after in zip(jax.tree.leaves(parameters), jax.tree.leaves(changed), strict=True):
        assert np.abs(before - after).max() <= np.abs(before).max() / 127
