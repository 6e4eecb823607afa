"""The losses, term by term. All logarithms are natural; temperature is 1.

Cross-entropy and entropy are means over tokens of a batch; NPO works on sums over an answer.
`logits` are [batch, length, vocabulary]; `tokens` and `mask` are a batch of `Sequences`.
"""

import jax
import jax.numpy as jnp


def answer_loss(logits: jax.Array, tokens: jax.Array, mask: jax.Array) -> jax.Array:
    """−ln p(answer | question) of each sequence, summed over its answer tokens: [batch]."""
    log_probabilities = jax.nn.log_softmax(logits[:, :-1])
    of_next = jnp.take_along_axis(log_probabilities, tokens[:, 1:, None], axis=2)[..., 0]
    return -(of_next * mask[:, :-1]).sum(axis=1)


def cross_entropy(logits: jax.Array, tokens: jax.Array, mask: jax.Array) -> jax.Array:
    """CE: −ln p per answer token, over the whole batch."""
    return answer_loss(logits, tokens, mask).sum() / mask.sum()


def entropy(logits: jax.Array) -> jax.Array:
    """−Σ p ln p of the next token at every position, over the full vocabulary: [batch, length]."""
    log_probabilities = jax.nn.log_softmax(logits)
    return -(jnp.exp(log_probabilities) * log_probabilities).sum(axis=-1)


def entropy_everywhere(logits: jax.Array) -> jax.Array:
    """H̄ as in the released code of the paper: over question, answer and padding alike."""
    return entropy(logits).mean()


def entropy_of_answers(logits: jax.Array, mask: jax.Array) -> jax.Array:
    """H̄ over answer tokens alone, end token included; our variant, used on the model's drafts."""
    return (entropy(logits) * mask).sum() / mask.sum()


def npo(answer_losses: jax.Array, reference_losses: jax.Array, beta: float) -> jax.Array:
    """−(2/β) · mean ln σ(β (NLL(θ) − NLL(reference))); the reference is the model before."""
    return -2 / beta * jax.nn.log_sigmoid(beta * (answer_losses - reference_losses)).mean()
