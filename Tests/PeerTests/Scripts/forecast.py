"""The line of Jones et al. (2025) by scipy: rates, points and a number of prompts as JSON on standard input."""

import json
import sys

import numpy as np
from scipy.stats import linregress


def main():
    data = json.load(sys.stdin)
    rates = np.sort(np.array(data["rates"]))[::-1]
    top = rates[: data["points"]]
    n = len(rates) / np.arange(1, len(top) + 1)
    line = linregress(np.log(n), np.log(-np.log(top)))
    value = np.exp(-np.exp(line.intercept + line.slope * np.log(data["n"])))
    print(
        json.dumps(
            {
                "slope": line.slope,
                "intercept": line.intercept,
                "determination": line.rvalue**2,
                "value": value,
            }
        )
    )


if __name__ == "__main__":
    main()
