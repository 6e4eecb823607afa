"""Opens files that probscope wrote with the packages that they are meant for.

Usage: read_exports.py FOLDER, which has inspect.json, lm-eval.jsonl, leak-at-k.jsonl,
open-unlearning.json, plain.jsonl, draws.csv and findings.csv; prints what was read.
"""

import json
import os
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
os.environ.update(HF_HOME=str(folder / "hf"), HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")

import pandas


def inspect_log():
    import inspect_ai
    from inspect_ai.log import EvalLog, list_eval_logs, read_eval_log, read_eval_log_sample_summaries
    from inspect_ai.log import read_eval_log_sample, write_eval_log
    from inspect_ai.analysis import samples_df
    from jsonschema import Draft202012Validator

    path = folder / "inspect.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    EvalLog.model_validate(raw)
    package = pathlib.Path(inspect_ai.__file__).parent
    schema = json.loads((package / "_view" / "inspect-openapi.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema | {"$ref": "#/components/schemas/EvalLog"})
    faults = [f"{list(e.path)}: {e.message}"[:300] for e in validator.iter_errors(raw)]
    log = read_eval_log(str(path))
    # Into Inspect's own packed form and back, as its viewer has it.
    packed = folder / "packed.eval"
    write_eval_log(log, str(packed), format="eval")
    again = read_eval_log(str(packed))
    # The head alone, as its viewer reads it, which lists files whose names begin with the time.
    head = read_eval_log(str(path), header_only=True)
    (folder / "logs").mkdir()
    (folder / "logs" / "2026-01-01T00-00-00_run.json").write_bytes(path.read_bytes())
    # As a data frame of samples, which Inspect's analyses begin with.
    frame = samples_df(str(folder / "logs"), strict=True)
    first = log.samples[0]
    one = read_eval_log_sample(str(path), id=first.id, epoch=first.epoch)
    return {
        "status": log.status,
        "model": log.eval.model,
        "faults": faults,
        "head": f"{head.status} {head.eval.model} {head.results.total_samples} {head.samples}",
        "listed": len(list_eval_logs(str(folder / "logs"))),
        "summaries": len(read_eval_log_sample_summaries(str(path))),
        "packed": len(again.samples),
        "one": one.output.completion,
        "frame": [
            {
                "id": row["id"],
                "epoch": int(row["epoch"]),
                "score": None if pandas.isna(row["score_rouge-l-recall"])
                else float(row["score_rouge-l-recall"]),
                "label": json.loads(row["metadata_probscope"]).get("person_label"),
            }
            for _, row in frame.iterrows()
        ],
        "samples": [
            {
                "id": sample.id,
                "epoch": sample.epoch,
                "text": None if sample.error else sample.output.completion,
                "error": sample.error.message if sample.error else None,
                "scores": {name: score.value for name, score in (sample.scores or {}).items()},
                "stop": sample.output.stop_reason if sample.output.choices else None,
                "tokens": [
                    [token.token, token.logprob]
                    for choice in sample.output.choices[:1]
                    if choice.logprobs
                    for token in choice.logprobs.content
                ],
            }
            for sample in log.samples
        ],
    }


def lm_eval_samples():
    from datasets import load_dataset
    from lm_eval.result_schema import SampleResult
    from lm_eval.utils import get_file_task_name, hash_string

    path = folder / "samples_run_2026-01-01T00-00-00.000000.jsonl"
    (folder / "lm-eval.jsonl").rename(path)
    # The way in which lm_eval itself reads samples, and the dataset viewer of the hub.
    table = load_dataset("json", data_files=str(path), split="train")
    with open(path, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    fixed = set(SampleResult.__annotations__)
    for line in lines:
        assert fixed <= set(line), fixed - set(line)
        extra = {name: value for name, value in line.items() if name not in fixed}
        assert all(isinstance(value, (int, float)) for value in extra.values()), extra
        assert set(extra) <= set(line["metrics"]), extra
        prompt = line["arguments"]["gen_args_0"]["arg_0"]
        assert line["prompt_hash"] == hash_string(prompt)
        assert line["target_hash"] == hash_string(line["target"])
    return {
        "task": get_file_task_name(path.name),
        "rows": table.num_rows,
        "prompts": [row["gen_args_0"]["arg_0"] for row in table["arguments"]],
        "answers": [list(row[0]) for row in table["resps"]],
        "hub_targets": list(table["target"]),
    }


def leak_at_k():
    """By the fields that the format has: no package of Leak@k is published."""
    rows = []
    with open(folder / "leak-at-k.jsonl", encoding="utf-8") as file:
        for line in file:
            item = json.loads(line)
            assert isinstance(item["prompt"], str) and isinstance(item["ground_truth"], str)
            rows.append([response["response"] for response in item["responses"]])
    return rows


def open_unlearning():
    with open(folder / "open-unlearning.json", encoding="utf-8") as file:
        results = json.load(file)
    values = {}
    for name, metric in results.items():
        ordered = [metric["value_by_index"][str(i)] for i in range(len(metric["value_by_index"]))]
        assert all({"input", "ground_truth", "generation"} <= set(value) for value in ordered)
        values[name] = [metric["agg_value"], [value[name] for value in ordered]]
    return values


def tables():
    plain = pandas.read_json(folder / "plain.jsonl", lines=True, dtype={"prompt_id": str})
    draws = pandas.read_csv(folder / "draws.csv", keep_default_na=False, dtype={"prompt_id": str})
    typed = pandas.read_csv(folder / "draws.csv", dtype={"prompt_id": str})
    findings = pandas.read_csv(folder / "findings.csv", dtype={"prompt_id": str})
    return {
        "plain": int(plain["text"].notna().sum()),
        "ids": list(draws["prompt_id"]),
        "texts": list(draws["text"]),
        "errors": list(draws["error"]),
        "kinds": {name: typed[name].dtype.kind for name in typed.columns},
        "findings": {name: findings[name].dtype.kind for name in findings.columns},
        "rows": len(findings),
        "scores": [None if value != value else value for value in typed["score_rouge-l-recall"]],
    }


json.dump(
    {
        "inspect": inspect_log(),
        "lm_eval": lm_eval_samples(),
        "leak_at_k": leak_at_k(),
        "open_unlearning": open_unlearning(),
        "tables": tables(),
    },
    sys.stdout,
)
