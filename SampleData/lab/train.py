"""Training from random weights: the base model, and the one that never saw the forget split."""

import time
from pathlib import Path

import jax
import numpy as np
import optax

import checkpoint
import model
from batches import draw_phrasings, phrasings
from corpus import Row
from losses import cross_entropy
from settings import BASE, BaseTraining
from tokenizer import Tokenizer


def optimizer(settings: BaseTraining) -> optax.GradientTransformation:
    """AdamW with warm-up and a cosine; only matrices decay, norms do not."""
    rate = optax.warmup_cosine_decay_schedule(
        0, settings.rate, settings.warmup, settings.steps, settings.rate * settings.final_rate
    )

    def decays(parameters):
        return jax.tree_util.tree_map_with_path(lambda path, _: not model.is_norm(path), parameters)

    adamw = optax.adamw(rate, b1=0.9, b2=0.98, weight_decay=settings.weight_decay, mask=decays)
    return optax.chain(optax.clip_by_global_norm(1.0), adamw)


def train(
    rows: list[Row],
    tokenizer: Tokenizer,
    output: Path,
    settings: BaseTraining = BASE,
    keep_every: int = 100,
) -> None:
    """Writes the trained weights to `output`; continues a run that was interrupted.

    Each step draws its batch from (seed, step) alone, so a continued run equals one in one piece.
    """
    data = phrasings(tokenizer, rows)
    transform = optimizer(settings)
    parameters = model.initial(settings.seed, len(tokenizer.tokens))
    state, begin = (parameters, transform.init(parameters)), 0
    partial = output.with_suffix(".partial.npz")
    if partial.exists():
        state, begin = checkpoint.load(partial, state)

    @jax.jit
    def advance(state, batch):
        parameters, memory = state

        def loss(parameters):
            return cross_entropy(model.logits(parameters, batch.tokens), *batch)

        value, gradient = jax.value_and_grad(loss)(parameters)
        updates, memory = transform.update(gradient, memory, parameters)
        return (optax.apply_updates(parameters, updates), memory), value

    started, recent = time.monotonic(), []
    for step in range(begin, settings.steps):
        generator = np.random.default_rng((settings.seed, step))
        chosen = generator.choice(len(rows), settings.batch, replace=False)
        forms = draw_phrasings(
            generator, data.tokens.shape[1], settings.batch, settings.reference_share
        )
        state, value = advance(state, data.take(chosen, forms))
        recent.append(float(value))
        if (step + 1) % keep_every == 0:
            seconds = time.monotonic() - started
            print(
                f"{output.stem} {step + 1} loss {np.mean(recent):.4f} {seconds:.0f} s", flush=True
            )
            recent.clear()
            checkpoint.save(partial, state, step + 1)
    checkpoint.save(output, state[0], settings.steps)
    partial.unlink(missing_ok=True)
