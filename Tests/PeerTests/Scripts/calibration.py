"""Figures of calibration by scikit-learn, scipy and numpy: one run as JSON on standard input."""

import json
import sys

import numpy as np
from scipy.stats import entropy
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, roc_auc_score


def skce(groups, width):
    """Equation (5) of Widmann, Lindsten & Zachariah (2021) for two classes, with the kernel
    exp(-|p - p'| / width) on forecasts times equality on outcomes, over draws of different groups."""
    total = pairs = 0.0
    for i, one in enumerate(groups):
        for j, other in enumerate(groups):
            if i == j:
                continue
            p, y = np.array(one)[:, 0][:, None], np.array(one)[:, 1][:, None]
            q, z = np.array(other)[:, 0][None, :], np.array(other)[:, 1][None, :]
            said = np.stack([1 - p, p])
            told = np.stack([1 - q, q])
            is_one = np.stack([y == 0, y == 1])
            is_other = np.stack([z == 0, z == 1])
            h = (y == z) - (told * is_one).sum(0) - (said * is_other).sum(0) + (said * told).sum(0)
            total += (np.exp(-np.abs(p - q) / width) * h).mean()
            pairs += 1
    return total / pairs


def balance(p, y):
    """The form that Choi, Kim & Lee (2023) print: 1 - p and -p where p >= 1/2, else -1 + p and p."""
    return np.where(p >= 0.5, np.where(y == 1, 1 - p, -p), np.where(y == 1, -1 + p, p)).mean()


def brier_parts(p, y, bins):
    """Murphy (1973) by a table of the bins, each draw with the same weight."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    table = [(np.mean(place == b), p[place == b].mean(), y[place == b].mean()) for b in set(place)]
    weight, said, right = np.array(table).T
    reliability = (weight * (said - right) ** 2).sum()
    resolution = (weight * (right - y.mean()) ** 2).sum()
    return {
        "reliability": reliability,
        "resolution": resolution,
        "uncertainty": y.var(),
        "within": ((p - y) ** 2).mean() - reliability + resolution - y.var(),
    }


def first_draw_p(groups, width, resamples=40000):
    """The share of calibrated outcomes of the first draws that give as great a statistic, all pairs."""
    p, y = np.array([group[0] for group in groups]).T
    kernel = np.exp(-np.abs(p[:, None] - p[None, :]) / width)
    np.fill_diagonal(kernel, 0)
    random = np.random.default_rng(8)
    drawn = (random.random((resamples, len(p))) < p) - p
    told = ((drawn @ kernel) * drawn).sum(1)
    return float((told >= (y - p) @ kernel @ (y - p) - 1e-12).mean())


def martingale_p(groups, width):
    """Six stakes on the mean of w(p)(y - p), w the witness of the groups before, on a grid of 101."""
    grid = np.arange(101) / 100
    witness, wealth, greatest = np.zeros(101), np.ones(6), 1.0
    for group in groups:
        p, y = np.array(group).T
        place = np.rint(p * 100).astype(int)
        if np.abs(witness).max() > 0:
            bet = witness[place] / np.abs(witness).max()
            # The most that it can lose: each draw's outcome at its worst.
            worst = -np.minimum(bet * (1 - p), -bet * p).sum() / len(p)
            stake = np.minimum([0.25, 0.5, 1, 2, 4, 8], 0.9 / worst)
            wealth = wealth * (1 + stake * (bet * (y - p)).mean())
            greatest = max(greatest, wealth.mean())
        for position, residual in zip(place, y - p):
            witness += residual / len(p) * np.exp(-np.abs(grid - grid[position]) / width)
    return 1 / greatest


def aurc(p, y):
    """The mean of the selective risks at every coverage, ties taken in 400 orders."""
    random = np.random.default_rng(3)
    areas = []
    for _ in range(400):
        order = np.lexsort((random.random(len(p)), -p))
        areas.append((np.cumsum(1 - y[order]) / np.arange(1, len(p) + 1)).mean())
    return float(np.mean(areas)), float(np.std(areas) / 20)


def entropies(draws):
    """Naive, discrete and weighted semantic entropy of draws (text, meaning, log-probability)."""
    texts = {text: (meaning, log) for text, meaning, log in draws}
    meanings = sorted({meaning for _, meaning, _ in draws})
    counts = [sum(one[1] == meaning for one in draws) for meaning in meanings]
    masses = [
        sum(np.exp(log) for own, log in texts.values() if own == meaning) for meaning in meanings
    ]
    return [-np.mean([log for _, _, log in draws]), entropy(counts), entropy(masses)]


def main():
    data = json.load(sys.stdin)
    flat = np.array([draw for group in data["groups"] for draw in group], float)
    p, y = flat[:, 0], flat[:, 1]
    accuracy, confidence = calibration_curve(y, p, n_bins=data["bins"], strategy="uniform")
    # The bins as scikit-learn has them: an edge belongs to the bin below it.
    edges = np.linspace(0, 1, data["bins"] + 1)
    counts = np.bincount(np.searchsorted(edges[1:-1], p), minlength=data["bins"])
    counts = counts[counts > 0]
    areas = [
        roc_auc_score(np.array(group)[:, 1], np.array(group)[:, 0])
        for group in data["groups"]
        if len(set(np.array(group)[:, 1])) > 1
    ]
    print(
        json.dumps(
            {
                "brier": brier_score_loss(y, p),
                "accuracy": list(accuracy),
                "confidence": list(confidence),
                "ece": float((np.abs(accuracy - confidence) * counts).sum() / len(p)),
                "skce": skce(data["groups"], data["width"]) / 2,
                "areas": areas,
                "area": roc_auc_score(y, p),
                "balance": balance(p, y),
                "parts": brier_parts(p, y, data["bins"]),
                "first_p": first_draw_p(data["groups"], data["width"]),
                "martingale_p": martingale_p(data["groups"], data["width"]),
                "aurc": aurc(p, y),
                "entropies": entropies(data["draws"]),
            }
        )
    )


if __name__ == "__main__":
    main()
