"""Every loss against values worked out by hand."""

import math

import jax.numpy as jnp
import numpy as np
import pytest

from batches import Sequences
from losses import answer_loss, cross_entropy, entropy_everywhere, entropy_of_answers, npo
from settings import Entropy, Method
from unlearn import base_loss, entropy_loss

# A vocabulary of four tokens. Entropies: ln 4, ln 2 and ¾ ln 4/3 + ¼ ln 4.
UNIFORM = [0.25, 0.25, 0.25, 0.25]
HALVES = [0.5, 0.5, 0, 0]
QUARTER = [0.75, 0.25, 0, 0]
H_UNIFORM, H_HALVES, H_QUARTER = 1.3862943611, 0.6931471806, 0.5623351446


def logits(*distributions):
    """One sequence whose next-token distributions are these."""
    return jnp.log(jnp.maximum(jnp.array([distributions]), 1e-30))


def batch(tokens, mask):
    return Sequences(np.array([tokens], np.int32), np.array([mask], np.float32))


# The question is token 2; the answer is tokens 0 and 1; the last position is padding.
FORGET = batch([2, 0, 1, 0], [1, 1, 0, 0])
FORGET_LOGITS = logits(HALVES, QUARTER, UNIFORM, UNIFORM)
# −ln ½ for token 0, −ln ¼ for token 1.
FORGET_LOSS = math.log(2) + math.log(4)
RETAIN = batch([3, 0, 0, 0], [1, 0, 0, 0])
RETAIN_LOGITS = logits(QUARTER, UNIFORM, HALVES, HALVES)
RETAIN_LOSS = math.log(4 / 3)


def test_answer_loss_sums_over_the_answer_alone():
    assert answer_loss(FORGET_LOGITS, *FORGET)[0] == pytest.approx(FORGET_LOSS, abs=1e-6)


def test_cross_entropy_is_a_mean_over_answer_tokens():
    assert cross_entropy(FORGET_LOGITS, *FORGET) == pytest.approx(FORGET_LOSS / 2, abs=1e-6)


def test_entropy_everywhere_counts_question_and_padding():
    expected = (H_HALVES + H_QUARTER + 2 * H_UNIFORM) / 4
    assert entropy_everywhere(FORGET_LOGITS) == pytest.approx(expected, abs=1e-6)


def test_entropy_of_answers_counts_answer_tokens_alone():
    expected = (H_HALVES + H_QUARTER) / 2
    assert entropy_of_answers(FORGET_LOGITS, FORGET.mask) == pytest.approx(expected, abs=1e-6)


def test_npo_of_an_unchanged_model_is_two_over_beta_times_ln_2():
    losses = jnp.array([3.0, 5.0])
    assert npo(losses, losses, beta=0.5) == pytest.approx(4 * math.log(2), abs=1e-6)


def test_npo_falls_as_the_answer_becomes_unlikely():
    # −(2/½) ln σ(½ · 2) = 4 · 0.3132616875.
    assert npo(jnp.array([5.0]), jnp.array([3.0]), beta=0.5) == pytest.approx(1.25304675, abs=1e-6)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (Method("ga", 1, 1, 1, retain_weight=0), -FORGET_LOSS / 2),
        (Method("gd", 1, 1, 1, retain_weight=4), 4 * RETAIN_LOSS - FORGET_LOSS / 2),
        (Method("npo", 1, 1, 1, retain_weight=4, beta=0.5), 4 * RETAIN_LOSS + 4 * math.log(2)),
    ],
)
def test_base_losses_have_the_signs_and_weights_of_the_paper(method, expected):
    known = answer_loss(FORGET_LOGITS, *FORGET)
    loss = base_loss(method, FORGET_LOGITS, FORGET, known, RETAIN_LOGITS, RETAIN)
    assert loss == pytest.approx(expected, abs=1e-5)


def test_entropy_loss_on_reference_answers():
    forgotten = (H_HALVES + H_QUARTER + 2 * H_UNIFORM) / 4
    kept = (H_QUARTER + H_UNIFORM + 2 * H_HALVES) / 4
    loss = entropy_loss(
        Entropy("reference"), FORGET_LOGITS, FORGET_LOGITS * 0, FORGET, RETAIN_LOGITS, RETAIN
    )
    assert loss == pytest.approx(forgotten - 0.25 * kept, abs=1e-6)


def test_entropy_loss_on_own_drafts():
    drafts = batch([2, 1, 0, 0], [0, 1, 1, 0])
    draft_logits = logits(UNIFORM, QUARTER, HALVES, UNIFORM)
    loss = entropy_loss(
        Entropy("draft"), FORGET_LOGITS, draft_logits, drafts, RETAIN_LOGITS, RETAIN
    )
    assert loss == pytest.approx((H_QUARTER + H_HALVES) / 2 - 0.25 * H_QUARTER, abs=1e-6)
