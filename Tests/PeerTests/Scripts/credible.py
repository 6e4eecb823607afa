"""Mean rates of two runs under Beta posteriors, by quadrature: counts as JSON on standard input.

The density of a mean is the convolution of those of its parts, on a grid; no sampling is done."""

import json
import sys

import numpy as np
from scipy.stats import beta

STEPS = 4000


def masses(leaks, draws):
    """The posterior mass of each cell of the grid."""
    edges = np.linspace(0, 1, STEPS + 1)
    return np.diff(beta.cdf(edges, leaks + 0.5, draws - leaks + 0.5))


def mean(counts):
    total = np.array([1.0])
    for leaks, draws in counts:
        total = np.convolve(total, masses(leaks, draws))
    return total


def main():
    runs = json.load(sys.stdin)
    first, second = (mean(run) for run in runs)
    below = np.concatenate([[0], np.cumsum(second)[:-1]])
    rates = []
    for run, total in zip(runs, (first, second)):
        centres = (np.arange(len(total)) + len(run) / 2) / STEPS / len(run)
        cumulative = np.cumsum(total)
        rates.append(
            {
                "mean": float((total * centres).sum()),
                "lower": float(centres[np.searchsorted(cumulative, 0.025)]),
                "upper": float(centres[np.searchsorted(cumulative, 0.975)]),
            }
        )
    print(json.dumps({"above": float((first * (below + second / 2)).sum()), "rates": rates}))


if __name__ == "__main__":
    main()
