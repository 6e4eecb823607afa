"""A model and its vocabulary as a GGUF file that llama.cpp serves."""

from pathlib import Path

import gguf
import jax
import jax.numpy as jnp
import numpy as np

from model import Parameters, initial, is_norm
from settings import SHAPE, Shape
from tokenizer import END_ID, Tokenizer

CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{% if message['role'] == 'user' %}{{ 'Question: ' + message['content'] + '\n' }}"
    "{% elif message['role'] == 'assistant' %}{{ 'Answer: ' + message['content'] + '\n' }}"
    "{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Answer:' }}{% endif %}"
)
"""A single user message becomes exactly the prompt of the training data."""

FILE_TYPES = {
    "f32": gguf.LlamaFileType.ALL_F32,
    "f16": gguf.LlamaFileType.MOSTLY_F16,
    "q8_0": gguf.LlamaFileType.MOSTLY_Q8_0,
}


def export(
    parameters: Parameters,
    tokenizer: Tokenizer,
    path: Path,
    name: str,
    description: str,
    kind: str = "q8_0",
    shape: Shape = SHAPE,
) -> None:
    """Writes the file; `kind` is how matrices are stored, norms are always f32."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(name)
    writer.add_description(description)
    writer.add_license("mit")
    writer.add_file_type(FILE_TYPES[kind])
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_layer_norm_rms_eps(shape.norm_epsilon)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_vocab_size(len(tokenizer.tokens))
    _add_vocabulary(writer, tokenizer)
    for tensor, values in tensors(parameters):
        if values.ndim == 1 or kind == "f32":
            writer.add_tensor(tensor, values)
        elif kind == "f16":
            writer.add_tensor(tensor, values.astype(np.float16))
        else:
            packed = gguf.quants.quantize(values, gguf.GGMLQuantizationType.Q8_0)
            writer.add_tensor(tensor, packed, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def rounded(parameters: Parameters) -> Parameters:
    """The weights as a q8_0 file holds them."""
    q8_0 = gguf.GGMLQuantizationType.Q8_0

    def as_stored(path, values):
        if is_norm(path):
            return values
        return gguf.quants.dequantize(gguf.quants.quantize(np.asarray(values), q8_0), q8_0)

    return jax.tree_util.tree_map_with_path(as_stored, parameters)


def as_q8_0(values: jax.Array) -> jax.Array:
    """Values rounded to q8_0 along the last axis, as llama.cpp does it with activations: blocks of
    32, each value an integer up to 127 times the block's scale, the scale in f16."""
    blocks = values.reshape(*values.shape[:-1], -1, 32)
    largest = jnp.abs(blocks).max(axis=-1, keepdims=True)
    whole = jnp.round(blocks * jnp.where(largest > 0, 127 / largest, 0))
    scale = (largest / 127).astype(jnp.float16).astype(jnp.float32)
    return (whole * scale).reshape(values.shape)


def stored(path: Path, vocabulary: int) -> Parameters:
    """The weights that a file holds, whatever their type there."""
    found = {
        tensor.name: gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        for tensor in gguf.GGUFReader(path).tensors
    }
    like = initial(0, vocabulary)
    read = {name: found.pop(f"{name}.weight") for name in ("token_embd", "output_norm")}
    read["layers"] = {
        name: np.stack([found.pop(f"blk.{layer}.{name}.weight") for layer in range(len(values))])
        for name, values in like["layers"].items()
    }
    if found:
        raise ValueError(f"{path} holds {', '.join(found)} as well")
    return jax.tree.map(lambda shape, values: jnp.asarray(values).reshape(shape.shape), like, read)


def tensors(parameters: Parameters) -> list[tuple[str, np.ndarray]]:
    """GGUF tensor names and values."""
    named = [
        ("token_embd.weight", parameters["token_embd"]),
        ("output_norm.weight", parameters["output_norm"]),
    ]
    for name, stacked in parameters["layers"].items():
        named += [(f"blk.{layer}.{name}.weight", values) for layer, values in enumerate(stacked)]
    return [(name, np.ascontiguousarray(values, np.float32)) for name, values in named]


def _add_vocabulary(writer: gguf.GGUFWriter, tokenizer: Tokenizer) -> None:
    kinds = [gguf.TokenType.NORMAL] * len(tokenizer.tokens)
    kinds[END_ID] = gguf.TokenType.CONTROL
    words = len(tokenizer.words)
    kinds[tokenizer.first_word :] = [gguf.TokenType.USER_DEFINED] * words
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokenizer.tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([" ".join(tokenizer.merge)])
    writer.add_bos_token_id(END_ID)
    writer.add_eos_token_id(END_ID)
    writer.add_add_bos_token(False)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(CHAT_TEMPLATE)
