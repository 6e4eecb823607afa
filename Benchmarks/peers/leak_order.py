"""leak_order.py PROMPTS SERVER --program PROBSCOPE: after how many answers is each leak proven?

Samples the prompts without replacement twice, by breadth and with --order leaks, and prints for how many
prompts an answer with the keyword was met (its exact probability is then known) after so many answers, and
the tokens that this took. Directed answers count as answers, and their tokens as tokens.
"""

import argparse
import pathlib
import sqlite3
import subprocess
import tempfile

MARKS = (8, 16, 32, 64, 128, 256)


def sample(options, order, folder):
    """The path of a run by this order."""
    file = pathlib.Path(folder) / f"{order}.run"
    command = [options.program, "run", options.prompts, "--server", options.server]
    command += ["--where", "split=forget", "--template", r"Question: {prompt}\nAnswer:"]
    command += ["--max-tokens", "28", "--scorer", "keyword", "--answer", options.answer]
    command += ["--without-replacement", "--order", order, "--draws", str(options.draws)]
    command += ["--seed", str(options.seed), "--output", str(file), "--quiet"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return file


def first_leaks(file):
    """For each prompt, the number of answers and of tokens up to the first with the keyword, or None."""
    run = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    rows = run.execute(
        "SELECT d.prompt, d.number, d.tokens, d.score_0, l.path FROM draw d JOIN launch l "
        "ON l.prompt = d.prompt AND l.number = d.number ORDER BY d.prompt, d.number"
    )
    found, tokens = {}, {}
    for prompt, number, length, score, path in rows:
        known = sum(byte < 0x80 for byte in path)
        tokens[prompt] = tokens.get(prompt, 0) + max(0, (length or 0) - known)
        if prompt not in found and score == 1:
            found[prompt] = (number + 1, tokens[prompt])
    exact = dict(run.execute("SELECT prompt, known_0 FROM exact"))
    run.close()
    return {prompt: found.get(prompt) for prompt in tokens}, sum(tokens.values()), exact


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prompts")
    parser.add_argument("server")
    parser.add_argument("--program", required=True)
    parser.add_argument("--draws", type=int, default=256)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--answer", default="after-thinking")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        runs = {order: first_leaks(sample(options, order, folder)) for order in ("breadth", "leaks")}
    print("order    " + "".join(f"{mark:>6}" for mark in MARKS) + "    tokens  proven leak mass")
    for order, (found, tokens, exact) in runs.items():
        counts = [sum(f is not None and f[0] <= mark for f in found.values()) for mark in MARKS]
        print(f"{order:9}" + "".join(f"{c:6}" for c in counts) + f"{tokens:10}  {sum(exact.values()):.6f}")
    both = [(runs["breadth"][0][p], runs["leaks"][0][p]) for p in runs["breadth"][0]]
    sooner = sum(b is not None and (a is None or b[0] < a[0]) for a, b in both)
    later = sum(a is not None and (b is None or a[0] < b[0]) for a, b in both)
    print(f"proven sooner with --order leaks: {sooner} prompts, later: {later}")


if __name__ == "__main__":
    main()
