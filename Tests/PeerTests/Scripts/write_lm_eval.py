"""Has lm_eval sample answers and write its samples file: repeats, and two filters a document.

Usage: write_lm_eval.py FOLDER; prints the path of the samples file and what it should say.
"""

import json
import os
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
os.environ.update(HF_HOME=str(folder / "hf"), HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")

from lm_eval.api.model import LM
from lm_eval.evaluator import simple_evaluate
from lm_eval.loggers import EvaluationTracker
from lm_eval.tasks import TaskManager

DOCS = [
    {"question": "Who wrote it, \"really\"?", "answer": "Ada Lovelace", "topic": "books"},
    {"question": "Où était-ce?\n\u2028東京 \U0001f600", "answer": "Tōkyō", "topic": "places"},
    {"question": "How many?", "answer": "7", "topic": "numbers"},
]
REPEATS = 4
HOSTILE = ["Ada Lovelace", "\x1b[2J\x00tricky \u202e", "\u00e9 or e\u0301", ""]
TASK = """
task: probscope_peer
dataset_path: json
dataset_kwargs:
  data_files: {data}
test_split: train
output_type: generate_until
doc_to_text: "Question: {{{{question}}}}\\nAnswer:"
doc_to_target: "{{{{answer}}}}"
repeats: {repeats}
generation_kwargs: {{until: ["\\n\\n"], do_sample: true, temperature: 0.7, top_p: 0.9, max_gen_toks: 32}}
filter_list:
  - name: first
    filter:
      - function: take_first
  - name: all
    filter:
      - function: take_first_k
        k: {repeats}
      - function: majority_vote
      - function: take_first
metric_list:
  - metric: bypass
"""


class Seeded(LM):
    """Answers each repeat of a document differently."""

    def __init__(self):
        super().__init__()
        self.asked = {}

    def generate_until(self, requests, disable_tqdm=False):
        answers = []
        for request in requests:
            prompt = request.args[0]
            count = self.asked.get(prompt, 0)
            self.asked[prompt] = count + 1
            answers.append(HOSTILE[count % len(HOSTILE)] + ("" if count else " wrote it."))
        return answers

    def loglikelihood(self, requests, disable_tqdm=False):
        raise NotImplementedError

    def loglikelihood_rolling(self, requests, disable_tqdm=False):
        raise NotImplementedError


data = folder / "docs.jsonl"
data.write_text("".join(json.dumps(doc) + "\n" for doc in DOCS))
tasks = folder / "tasks"
tasks.mkdir()
(tasks / "probscope_peer.yaml").write_text(TASK.format(data=data, repeats=REPEATS))

tracker = EvaluationTracker(output_path=str(folder / "lm_eval"))
results = simple_evaluate(
    model=Seeded(),
    tasks=["probscope_peer"],
    task_manager=TaskManager(include_path=str(tasks), include_defaults=False),
    log_samples=True,
    bootstrap_iters=0,
)
samples = results.pop("samples")
tracker.general_config_tracker.model_name_sanitized = "seeded"
tracker.save_results_aggregated(results=results, samples=samples)
for name, entries in samples.items():
    tracker.save_results_samples(task_name=name, samples=entries)
(path,) = (folder / "lm_eval").rglob("samples_*.jsonl")
lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
first = [line for line in lines if line["filter"] == "first"]
json.dump(
    {
        "path": str(path),
        "lines": len(lines),
        "prompts": [line["arguments"]["gen_args_0"]["arg_0"] for line in first],
        "targets": [line["target"] for line in first],
        "answers": [line["resps"][0] for line in first],
    },
    sys.stdout,
)
