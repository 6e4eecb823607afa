"""Times the rouge-score package on the pairs of texts that the scoring benchmark uses.

Reads one [reference, answer] a line. Prints "name<tab>number": the CPU seconds of the calling
thread for one pair, the best of five passes as on the other side, and the sums of the scores.
"""

import json
import sys
import time

from rouge_score.rouge_scorer import RougeScorer

scorer = RougeScorer(["rougeL"], use_stemmer=False)
pairs = [json.loads(line) for line in sys.stdin]
seconds = []
for _ in range(5):
    start = time.thread_time()
    scores = [scorer.score(reference, answer)["rougeL"] for reference, answer in pairs]
    seconds.append(time.thread_time() - start)
print(f"rouge-l\t{min(seconds) / len(pairs):.9g}")
print(f"sum of recall\t{sum(score.recall for score in scores)!r}")
print(f"sum of F1\t{sum(score.fmeasure for score in scores)!r}")
