"""The reproduction table: what the cells say, and when two runs agree."""

import pytest

from layout import BEGIN, END, compare, interval, short, short_upper, with_table
from reproduce import command_lines, rounded


def bound(estimate, lower, upper):
    return {"estimate": estimate, "lower": lower, "upper": upper}


def report(average, least=1, most=3, greedy=0.0):
    moment = {"interval": bound(0.5, 0.4, 0.6)}
    part = {
        "scorer": "keyword",
        "average_interval": average,
        "greedy": {"answers": 2, "leaks": 0, "mean": greedy},
        "hidden": [{"rate": 0, "proven": least, "least": least, "most": most}],
        "moments": {"mean": moment, "standard_deviation": moment},
    }
    return {"diversity": {"distinct": bound(3, 2, 4)}, "set": [part]}


def test_limits_are_rounded_outwards():
    assert interval(bound(0.01419, 0.01247, 0.01611)) == "1.42 % [1.24, 1.62]"
    assert interval(bound(0, 0, 0.00021)) == "0.00 % [0.00, 0.03]"
    assert short(0.0649) == ".065"
    assert short(1.2) == "1.200"
    assert short_upper(0.0641) == ".065"


def test_runs_agree_where_every_interval_overlaps():
    one = {"gd forget T1": report(bound(0.014, 0.012, 0.016))}
    near = {"gd forget T1": report(bound(0.0165, 0.0155, 0.018))}
    found = compare(one, near)
    assert found["intervals"] == 5
    assert found["overlap"] == 5
    assert found["inside"] == 4
    assert found["apart"] == []
    assert found["same"] == found["greedy"] == 1


@pytest.mark.parametrize(
    ("other", "apart"),
    [
        (report(bound(0.02, 0.0165, 0.025)), "gd forget T1: keyword average"),
        (report(bound(0.014, 0.012, 0.016), least=4, most=5), "gd forget T1: hidden above 0"),
    ],
)
def test_runs_disagree_where_one_interval_lies_apart(other, apart):
    one = {"gd forget T1": report(bound(0.014, 0.012, 0.016))}
    assert compare(one, {"gd forget T1": other})["apart"] == [apart]


def test_another_greedy_answer_is_seen():
    one = {"gd forget T1": report(bound(0.014, 0.012, 0.016))}
    other = {"gd forget T1": report(bound(0.014, 0.012, 0.016), greedy=0.5)}
    assert compare(one, other)["same"] == 0


def test_only_what_stands_between_the_marks_is_replaced():
    text = f"before\n{BEGIN}old\n{END}after\n"
    assert with_table(text, "new\n") == f"before\n{BEGIN}new\n{END}after\n"
    with pytest.raises(ValueError, match="not enough values"):
        with_table("no marks", "new")


def test_results_keep_six_digits():
    assert rounded({"a": [0.123456789, 1024], "b": None}) == {"a": [0.123457, 1024], "b": None}


def test_the_printed_commands_can_be_run_one_after_the_other():
    forget, _, retain, _, report = command_lines(1, 1024, 32)
    lines = "\n".join(command_lines(1, 1024, 32))
    # Runs of one name would be taken for one run that is to be continued.
    assert lines.count("--output forget\n") == lines.count("--output retain\n") == 1
    assert "split=forget" in forget
    assert "split=retain" in retain
    assert report.startswith("probscope report forget-T1.run ")
