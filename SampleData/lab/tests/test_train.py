"""Interrupted work continues as if nothing had happened."""

import jax
import numpy as np
import pytest

import checkpoint
import model
import train
from settings import BaseTraining

SHORT = BaseTraining(steps=6, batch=4, warmup=2)


def trained(path, tokenizer):
    return checkpoint.load(path, model.initial(1, len(tokenizer.tokens)))[0]


def test_an_interrupted_run_ends_with_the_same_weights(rows, tokenizer, tmp_path, monkeypatch):
    whole, broken = tmp_path / "whole.npz", tmp_path / "broken.npz"
    train.train(rows[:8], tokenizer, whole, SHORT, keep_every=3)
    save = checkpoint.save

    def save_and_stop(*arguments):
        save(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(checkpoint, "save", save_and_stop)
    with pytest.raises(KeyboardInterrupt):
        train.train(rows[:8], tokenizer, broken, SHORT, keep_every=3)
    assert not broken.exists()
    monkeypatch.undo()
    train.train(rows[:8], tokenizer, broken, SHORT, keep_every=3)

    pairs = zip(
        jax.tree.leaves(trained(whole, tokenizer)),
        jax.tree.leaves(trained(broken, tokenizer)),
        strict=True,
    )
    for one, other in pairs:
        np.testing.assert_array_equal(one, other)


def test_a_checkpoint_of_another_shape_is_refused(tmp_path):
    checkpoint.save(tmp_path / "a.npz", {"a": np.zeros(3)}, 7)
    assert checkpoint.load(tmp_path / "a.npz", {"a": np.zeros(3)})[1] == 7
    with pytest.raises(ValueError, match="another shape"):
        checkpoint.load(tmp_path / "a.npz", {"a": np.zeros(4)})
