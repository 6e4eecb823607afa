"""Times what the statistics benchmarks are compared with.

Prints "name<tab>seconds of one call" for each function whose package is installed: CPU time of the
calling thread, the best of fifteen batches, as on the other side of the comparison.
"""

import time

ALPHA = 0.01


def best(call, batches=15, least=2e-3):
    def elapsed(count):
        start = time.thread_time()
        for _ in range(count):
            call()
        return time.thread_time() - start

    count = 1
    while elapsed(count) < least and count < 1 << 20:
        count *= 2
    # A call that takes long is steady, and fifteen of it would take a minute.
    if count == 1 and elapsed(1) > 0.1:
        batches = 2
    return min(elapsed(count) for _ in range(batches)) / count


def report(name, call):
    print(f"{name}\t{best(call):.9g}", flush=True)


def proportions():
    cases = [(13, 128), (0, 1024), (5_000, 100_000), (5_000_000, 10_000_000)]
    try:
        from scipy.special import betaincinv
        from scipy.stats import binomtest

        for k, n in cases:
            report(
                f"clopper-pearson scipy {n}",
                lambda: binomtest(k, n, alternative="less").proportion_ci(1 - ALPHA, "exact"),
            )
            report(f"clopper-pearson betaincinv {n}", lambda: betaincinv(k + 1, n - k, 1 - ALPHA))
    except ImportError:
        pass
    try:
        from statsmodels.stats.proportion import proportion_confint

        for k, n in cases:
            report(
                f"clopper-pearson statsmodels {n}",
                lambda: proportion_confint(k, n, alpha=2 * ALPHA, method="beta"),
            )
    except ImportError:
        pass


def scores(count):
    import numpy

    return numpy.random.default_rng(5).random(count) ** 2


def band():
    try:
        from conbo import expectation_bounds, std_bounds
    except ImportError:
        return
    sample = scores(1000)
    report("mean conbo 1000", lambda: expectation_bounds(sample, alpha=ALPHA))
    report("deviation conbo 1000", lambda: std_bounds(sample, alpha=ALPHA))


def sequences():
    try:
        from confseq.betting import betting_cs
        from confseq.boundaries import bernoulli_confidence_interval
    except ImportError:
        return
    for k, n in [(13, 128), (5_000, 100_000)]:
        report(
            f"bernoulli confseq {n}",
            lambda: bernoulli_confidence_interval(k, n, ALPHA, t_opt=n),
        )
    for n in [128, 1024]:
        sample = scores(n)
        report(f"betting confseq {n}", lambda: betting_cs(sample, alpha=ALPHA))


if __name__ == "__main__":
    proportions()
    band()
    sequences()
