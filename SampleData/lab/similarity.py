"""How alike two texts are, in words."""

import re
from collections import Counter


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def rouge_recall(candidate: str, reference: str) -> float:
    """ROUGE-L recall without stemming: the share of the reference's words that occur in the
    candidate in the same order."""
    expected, found = words(reference), words(candidate)
    if not expected:
        return 0.0
    row = [0] * (len(found) + 1)
    for word in expected:
        diagonal = 0
        for column, other in enumerate(found, 1):
            above = row[column]
            row[column] = diagonal + 1 if word == other else max(above, row[column - 1])
            diagonal = above
    return row[-1] / len(expected)


def self_bleu(texts: list[str]) -> float:
    """Mean bigram precision of each text against all the others: 1 = always the same words."""
    bigrams = [Counter(zip(words(text), words(text)[1:], strict=False)) for text in texts]
    precisions = []
    for index, own in enumerate(bigrams):
        others = Counter()
        for other in bigrams[:index] + bigrams[index + 1 :]:
            others |= other
        if own:
            precisions.append((own & others).total() / own.total())
    return sum(precisions) / len(precisions) if precisions else 1.0
