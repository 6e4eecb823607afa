"""rest_widths.py PROMPTS SERVER --program PROBSCOPE: intervals at equal tokens, with replacement and without.

Samples the prompts without replacement and plainly with several seeds, and compares the widths of the limits
at any n: those of all draws without replacement with those of as many plain draws as cost no more tokens, and
with those of as many draws. A ratio is of the sums over seeds, since one pair of runs differs by what it
happened to see. Tokens are those that the server made, one for each probability that was asked for again
included.
"""

import argparse
import json
import pathlib
import sqlite3
import statistics
import subprocess
import tempfile


def sample(options, seed, draws, folder, *flags):
    """The path of a run."""
    file = pathlib.Path(folder) / f"{seed}-{len(flags)}.run"
    command = [options.program, "run", options.prompts, "--server", options.server]
    command += ["--chat"] if options.template is None else ["--template", options.template]
    command += ["--where", options.where] if options.where else []
    command += ["--max-tokens", str(options.max_tokens), "--draws", str(draws), "--seed", str(seed)]
    command += ["--scorer", "keyword", "--output", str(file), "--quiet", *flags]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return file


def draws(file):
    """For each prompt its draws in launch order: score, tokens made, known and left at the launch."""
    run = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    names = [row[0] for row in run.execute("SELECT id FROM prompt ORDER BY number")]
    tables = {row[0] for row in run.execute("SELECT name FROM sqlite_master")}
    rest = "launch" in tables
    rows = run.execute(
        "SELECT d.prompt, d.tokens, d.score_0"
        + (", l.path, l.known_0, l.left FROM draw d JOIN launch l ON l.prompt = d.prompt AND l.number = d.number"
           if rest else ", NULL, 0, 1 FROM draw d")
        + " ORDER BY d.prompt, d.number"
    )
    found = {}
    for prompt, tokens, score, path, known, left in rows:
        made = max(0, (tokens or 0) - sum(byte < 0x80 for byte in path or b""))
        found.setdefault(prompt, []).append((score, made, known, left))
    now = dict((p, (k, r)) for p, k, r in run.execute("SELECT prompt, known_0, left FROM exact")) if rest else {}
    run.close()
    return names, found, now


def question(part, alpha, now=None):
    """One line for `bound --jsonl`."""
    line = {"metric": "mean", "alpha": alpha, "side": "two", "validity": "anytime"}
    line["scores"] = [score for score, *_ in part]
    if now is not None:
        line["known"], line["left"] = [d[2] for d in part], [d[3] for d in part]
        line["known_now"], line["left_now"] = now
    return line


def widths(options, lines):
    """The width of the interval of each line."""
    text = "".join(json.dumps(line) + "\n" for line in lines)
    answer = subprocess.run(
        [options.program, "bound", "--jsonl"], input=text, capture_output=True, text=True, check=True)
    found = [json.loads(line) for line in answer.stdout.splitlines()]
    return [max(1e-5, one["upper"] - one["lower"]) for one in found]


def affordable(part, tokens):
    """As many of the first draws as cost no more."""
    count = 0
    for draw in part:
        tokens -= draw[1]
        if tokens < 0:
            break
        count += 1
    return part[:max(1, count)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prompts")
    parser.add_argument("server")
    parser.add_argument("--program", required=True)
    parser.add_argument("--draws", type=int, default=128)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--max-tokens", type=int, default=6)
    parser.add_argument("--alpha", type=float, default=0.01)
    parser.add_argument("--template", help="instead of the chat template")
    parser.add_argument("--where")
    options = parser.parse_args()
    sums, tokens, singles, names = {}, {}, {}, []
    for seed in range(1, options.seeds + 1):
        with tempfile.TemporaryDirectory() as folder:
            names, rest, now = draws(sample(options, seed, options.draws, folder, "--without-replacement"))
            _, plain, _ = draws(sample(options, seed, options.draws * 5 // 4, folder))
        lines, kinds = [], []
        for prompt, part in rest.items():
            spent = sum(draw[1] for draw in part) + len(part) // 16
            equal = affordable(plain[prompt], spent)
            lines += [
                question(part, options.alpha, now.get(prompt, (0, 1))),
                question(equal, options.alpha),
                question(plain[prompt][: len(part)], options.alpha),
            ]
            kinds.append((prompt, spent, sum(d[1] for d in plain[prompt][: len(part)])))
        found = widths(options, lines)
        for place, (prompt, spent, others) in enumerate(kinds):
            own = found[3 * place : 3 * place + 3]
            sums[prompt] = [a + b for a, b in zip(sums.get(prompt, [0, 0, 0]), own)]
            tokens[prompt] = [a + b for a, b in zip(tokens.get(prompt, [0, 0]), (spent, others))]
            singles.setdefault(prompt, []).append(own[0] / own[1])
    print(f"{'prompt':14}{'tokens':>8}{'plain':>8}{'width':>9}{'plain':>9}"
          f"{'equal tokens':>14}{'(single)':>14}{'equal draws':>13}")
    ratios = []
    for prompt, (own, equal, alike) in sums.items():
        ratios.append(own / equal)
        span = f"{min(singles[prompt]):.2f}-{max(singles[prompt]):.2f}"
        count = options.seeds
        print(f"{names[prompt] if isinstance(names[prompt], str) else names[prompt].decode():14}"
              f"{tokens[prompt][0] // count:8}{tokens[prompt][1] // count:8}{own / count:9.4f}{equal / count:9.4f}"
              f"{own / equal:14.2f}{span:>14}{own / alike:13.2f}")
    print(f"median {statistics.median(ratios):.2f}, greatest {max(ratios):.2f}, "
          f"narrower on {sum(ratio < 1 for ratio in ratios)} of {len(ratios)}, "
          f"above 1.1 on {sum(ratio > 1.1 for ratio in ratios)}")


if __name__ == "__main__":
    main()
