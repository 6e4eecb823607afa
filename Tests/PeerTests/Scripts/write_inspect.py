"""Has Inspect run a task with epochs and write its log, as JSON and packed.

Usage: write_inspect.py FOLDER; prints the paths of the logs and what they should say.
"""

import json
import pathlib
import sys
import zipfile_zstd as zipfile  # the same with Zstandard

from inspect_ai import Task, eval as evaluate
from inspect_ai.dataset import MemoryDataset, Sample, json_dataset
from inspect_ai.log import read_eval_log, write_eval_log
from inspect_ai.model import (
    ChatCompletionChoice,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageUser,
    GenerateConfig,
    Logprob,
    Logprobs,
    ModelOutput,
    ModelUsage,
    TopLogprob,
    get_model,
)
from inspect_ai.scorer import Score, includes, mean, scorer
from inspect_ai.solver import generate, solver

folder = pathlib.Path(sys.argv[1])
EPOCHS = 3


def answer(input, tools, tool_choice, config):
    """A different answer each time, with token probabilities."""
    answer.count += 1
    text = ["Ada wrote it", "\x1b[2J\x00 \u202e", "caf\u00e9 東京"][answer.count % 3]
    tokens = [
        Logprob(
            token=word,
            logprob=-0.25 * (index + 1),
            bytes=list(word.encode()),
            top_logprobs=[TopLogprob(token=word, logprob=-0.25), TopLogprob(token="x", logprob=-3)],
        )
        for index, word in enumerate(text.split(" "))
    ]
    return ModelOutput(
        model="mockllm/model",
        choices=[
            ChatCompletionChoice(
                message=ChatMessageAssistant(content=text, source="generate"),
                stop_reason="max_tokens" if answer.count % 3 == 0 else "stop",
                logprobs=Logprobs(content=tokens),
            )
        ],
        usage=ModelUsage(input_tokens=3, output_tokens=len(tokens), total_tokens=3 + len(tokens)),
    )


answer.count = -1


@scorer(metrics=[mean()])
def unscored():
    async def score(state, target):
        return Score(value=float("nan"))

    return score


@scorer(metrics={"a": [mean()], "b": [mean()]})
def several():
    async def score(state, target):
        return Score(value={"a": 1, "b": 0.5})

    return score


@solver
def fails_once():
    async def solve(state, generate):
        if state.sample_id == "broken" and state.epoch == 2:
            raise ValueError("the solver failed")
        return state

    return solve


dataset = MemoryDataset(
    [
        Sample(id=7, input="Who wrote it?", target=["Ada", "Lovelace"], metadata={"topic": "x"}),
        Sample(
            id="chat",
            input=[ChatMessageSystem(content="Be brief."), ChatMessageUser(content="Où?")],
            target="caf\u00e9",
        ),
        Sample(id="broken", input="Why?", target="it"),
    ],
    name="peer",
)
(log,) = evaluate(
    Task(
        name="peer", dataset=dataset, solver=[fails_once(), generate()],
        scorer=[includes(), unscored(), several()], epochs=EPOCHS,
        config=GenerateConfig(temperature=0.7, top_p=0.9, max_tokens=64),
    ),
    model=get_model("mockllm/model", custom_outputs=answer),
    fail_on_error=False, log_dir=str(folder / "logs"), log_format="eval", display="none",
    max_samples=1,
)
plain = folder / "log.json"
write_eval_log(log, str(plain), format="json")
packed = folder / "log.eval"
write_eval_log(log, str(packed), format="eval")
# Older versions packed by deflate.
deflated = folder / "older.eval"
with zipfile.ZipFile(packed) as now, zipfile.ZipFile(deflated, "w", zipfile.ZIP_DEFLATED) as older:
    assert {entry.compress_type for entry in now.infolist()} <= {zipfile.ZIP_DEFLATED, 93}
    for entry in now.infolist():
        older.writestr(entry.filename, now.read(entry))
log = read_eval_log(str(plain))
records = folder / "dataset.jsonl"
records.write_text(
    json.dumps({"id": "a", "input": "Who, \u201cexactly\u201d?", "target": ["x", "y"]})
    + "\n"
    + json.dumps({"id": "b", "input": "\x1b[2J\u202e?", "target": "z", "topic": 1})
    + "\n"
)
dataset = json_dataset(str(records))
json.dump(
    {
        "json": str(plain),
        "packed": str(packed),
        "deflated": str(deflated),
        "dataset": str(records),
        "records": [
            {
                "id": str(sample.id),
                "input": sample.input,
                "target": [sample.target] if isinstance(sample.target, str) else sample.target,
            }
            for sample in dataset
        ],
        "status": log.status,
        "samples": [
            {
                "id": str(sample.id),
                "epoch": sample.epoch,
                "text": sample.output.completion if not sample.error else None,
                "error": sample.error.message if sample.error else None,
                "includes": sample.scores["includes"].value if sample.scores else None,
            }
            for sample in log.samples
        ],
    },
    sys.stdout,
)
