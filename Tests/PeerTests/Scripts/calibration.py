"""Figures of calibration by scikit-learn and numpy: one run as JSON on standard input."""

import json
import sys

import numpy as np
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
            }
        )
    )


if __name__ == "__main__":
    main()
