"""What llama.cpp computes with a shipped file, beside what the training code computes."""

import gguf
import jax.numpy as jnp
import numpy as np
import pytest

import parity
from export import as_q8_0, export, stored
from parity import Disagreement, compare
from settings import SAMPLE_DATA

SHIPPED = SAMPLE_DATA / "models" / "authors-npo-eo.gguf"


def test_llama_cpp_computes_what_the_training_code_computes(rows, tokenizer, tmp_path):
    found = compare(SHIPPED, tokenizer, rows, tmp_path)
    assert found["texts"] == len(parity.ODD_TEXTS) + sum(
        1 + len(row["paraphrased_answer"]) for row in rows
    )
    assert found["f32"].small == 50
    assert found["f32"].greatest <= 1e-4
    assert found["q8_0"].small >= 45
    # What is rounded there makes a difference; without the rounding it would not agree.
    assert found["served"].small < 45
    assert found["served"].greatest < 0.1


def test_other_weights_than_those_served_are_noticed(rows, tokenizer, tmp_path, monkeypatch):
    def slightly_wrong(path, vocabulary):
        parameters = stored(path, vocabulary)
        layers = parameters["layers"]
        return parameters | {"layers": layers | {"attn_norm": layers["attn_norm"] * 1.01}}

    def served_right(parameters, tokenizer, path, *rest):
        export(stored(SHIPPED, len(tokenizer.tokens)), tokenizer, path, *rest)

    monkeypatch.setattr(parity, "stored", slightly_wrong)
    monkeypatch.setattr(parity, "export", served_right)
    with pytest.raises(Disagreement, match="with f32 weights differ"):
        compare(SHIPPED, tokenizer, rows, tmp_path)


def test_values_are_rounded_as_the_file_format_rounds_them():
    values = np.random.default_rng(7).standard_normal((5, 96)).astype(np.float32)
    values[2, 32:64] = 0
    q8_0 = gguf.GGMLQuantizationType.Q8_0
    expected = gguf.quants.dequantize(gguf.quants.quantize(values, q8_0), q8_0)
    np.testing.assert_allclose(as_q8_0(jnp.asarray(values)), expected, atol=1e-7)
