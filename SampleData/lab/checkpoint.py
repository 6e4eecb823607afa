"""Weights and optimizer state on disk, written so that a killed run never leaves half a file."""

import os
from pathlib import Path

import jax
import numpy as np


def save(path: Path, tree, step: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {f"leaf{index}": leaf for index, leaf in enumerate(jax.tree.leaves(tree))}
    unfinished = path.with_suffix(".unfinished.npz")
    np.savez(unfinished, step=step, **arrays)
    os.replace(unfinished, path)


def load(path: Path, like) -> tuple[object, int]:
    """The tree, shaped like `like`, and the step it was saved at."""
    with np.load(path) as arrays:
        leaves, structure = jax.tree.flatten(like)
        restored = [jax.numpy.asarray(arrays[f"leaf{index}"]) for index in range(len(leaves))]
        for old, new in zip(leaves, restored, strict=True):
            if np.shape(old) != np.shape(new):
                raise ValueError(f"{path} holds a model of another shape; delete it")
        return jax.tree.unflatten(structure, restored), int(arrays["step"])
