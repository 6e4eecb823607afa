"""A llama-architecture language model as pure functions of a dictionary of arrays.

RMS norms, rotary positions on neighbouring pairs (the order llama.cpp expects of `llama` files),
SwiGLU, tied embeddings. The weights of all layers are stacked along the first axis.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np

from settings import ANSWER_TOKENS, SHAPE, Shape
from tokenizer import END_ID

Parameters = dict


def initial(seed: int, vocabulary: int, shape: Shape = SHAPE) -> Parameters:
    """Random weights; matrices are [out, in], as in a GGUF file."""
    generator = np.random.default_rng(seed)

    def matrix(outputs: int, inputs: int, scale: float = 1.0):
        weights = generator.standard_normal((shape.layers, outputs, inputs))
        return jnp.asarray(weights * scale / np.sqrt(inputs), jnp.float32)

    # What is added to the residual stream starts smaller, the more often it is added.
    damped = (2 * shape.layers) ** -0.5
    embedding = generator.standard_normal((vocabulary, shape.width)) * 0.05
    return {
        "token_embd": jnp.asarray(embedding, jnp.float32),
        "output_norm": jnp.ones(shape.width),
        "layers": {
            "attn_norm": jnp.ones((shape.layers, shape.width)),
            "attn_q": matrix(shape.width, shape.width),
            "attn_k": matrix(shape.width, shape.width),
            "attn_v": matrix(shape.width, shape.width),
            "attn_output": matrix(shape.width, shape.width, damped),
            "ffn_norm": jnp.ones((shape.layers, shape.width)),
            "ffn_gate": matrix(shape.hidden, shape.width),
            "ffn_up": matrix(shape.hidden, shape.width),
            "ffn_down": matrix(shape.width, shape.hidden, damped),
        },
    }


def parameter_count(parameters: Parameters) -> int:
    return sum(leaf.size for leaf in jax.tree.leaves(parameters))


def is_norm(path) -> bool:
    """Whether a path into the parameters leads to a norm's weight, not to a matrix."""
    return path[-1].key.endswith("norm")


def logits(
    parameters: Parameters,
    tokens: jax.Array,
    shape: Shape = SHAPE,
    rounding: Callable[[jax.Array], jax.Array] = lambda values: values,
) -> jax.Array:
    """[batch, length] ids, padded on the right, to [batch, length, vocabulary] logits.

    `rounding` is applied to all that is multiplied with a matrix of weights: nothing in training,
    while llama.cpp rounds it to the type in which the matrix is stored.
    """
    rotation = _rotation(tokens.shape[1], shape)
    past = jnp.tril(jnp.ones((tokens.shape[1], tokens.shape[1]), bool))

    def product(values, matrix):
        return rounding(values) @ matrix.T

    def layer(stream, weights):
        inputs = _norm(stream, weights["attn_norm"], shape)
        stream = stream + _attention(weights, inputs, rotation, past, shape, product)
        inputs = _norm(stream, weights["ffn_norm"], shape)
        gate, up = product(inputs, weights["ffn_gate"]), product(inputs, weights["ffn_up"])
        return stream + product(jax.nn.silu(gate) * up, weights["ffn_down"]), None

    embedding = parameters["token_embd"]
    stream, _ = jax.lax.scan(layer, embedding[tokens], parameters["layers"])
    return product(_norm(stream, parameters["output_norm"], shape), embedding)


def _norm(values, weight, shape: Shape):
    mean_square = jnp.mean(values * values, axis=-1, keepdims=True)
    return values * jax.lax.rsqrt(mean_square + shape.norm_epsilon) * weight


def _rotation(length: int, shape: Shape):
    """Each position's turn of each pair, as complex numbers [length, 1, head width / 2]."""
    speeds = shape.rope_base ** (-np.arange(0, shape.head_width, 2) / shape.head_width)
    angles = np.arange(length)[:, None, None] * speeds
    return np.exp(1j * angles).astype(np.complex64)


def _turn(heads, rotation):
    pairs = heads.reshape(*heads.shape[:-1], -1, 2)
    turned = jax.lax.complex(pairs[..., 0], pairs[..., 1]) * rotation
    return jnp.stack([turned.real, turned.imag], axis=-1).reshape(heads.shape)


def _attention(weights, inputs, rotation, past, shape: Shape, product):
    batch, length, _ = inputs.shape

    def heads(name: str):
        projected = product(inputs, weights[name])
        return projected.reshape(batch, length, shape.heads, shape.head_width)

    query, key = _turn(heads("attn_q"), rotation), _turn(heads("attn_k"), rotation)
    scores = jnp.einsum("bqhd,bkhd->bhqk", query, key) / np.sqrt(shape.head_width)
    shares = jax.nn.softmax(jnp.where(past, scores, -jnp.inf), axis=-1)
    mixed = jnp.einsum("bhqk,bkhd->bqhd", shares, heads("attn_v"))
    return product(mixed.reshape(inputs.shape), weights["attn_output"])


@jax.jit
def greedy(parameters: Parameters, tokens: jax.Array, lengths: jax.Array) -> jax.Array:
    """The most probable continuation of each prompt, up to `ANSWER_TOKENS` tokens.

    `tokens` is [batch, longest prompt + ANSWER_TOKENS], padded with the end token; it is returned
    with the continuations filled in.
    """
    rows = jnp.arange(tokens.shape[0])

    def unfinished(state):
        step, _, ended = state
        return (step < ANSWER_TOKENS) & ~jnp.all(ended)

    def advance(state):
        step, tokens, ended = state
        last = logits(parameters, tokens)[rows, lengths + step - 1]
        chosen = jnp.where(ended, END_ID, jnp.argmax(last, axis=-1))
        return step + 1, tokens.at[rows, lengths + step].set(chosen), chosen == END_ID

    start = (0, tokens, jnp.zeros(tokens.shape[0], bool))
    return jax.lax.while_loop(unfinished, advance, start)[1]
