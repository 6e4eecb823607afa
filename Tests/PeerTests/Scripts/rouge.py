"""Scores pairs of texts by the rouge-score package.

Reads one {"answer", "reference"} a line; writes a list a line: with stemmer, then without, each
ROUGE-1 recall, then ROUGE-L recall and F1.
"""

import json
import sys

from rouge_score.rouge_scorer import RougeScorer

scorers = [RougeScorer(["rouge1", "rougeL"], use_stemmer=stems) for stems in (True, False)]
for line in sys.stdin:
    pair = json.loads(line)
    values = []
    for scorer in scorers:
        found = scorer.score(pair["reference"], pair["answer"])
        values += [found["rouge1"].recall, found["rougeL"].recall, found["rougeL"].fmeasure]
    print(json.dumps(values))
