/// Spoilt files that are read for what they hold, and what the program says of the rest.
enum ReadAllTheSame {
    static let prompts = [
        "nan.jsonl": "2 prompts",
        "infinity.jsonl": "2 prompts",
        "text-line.jsonl": "2 prompts",
        "list-line.jsonl": "2 prompts",
        "object.jsonl": "2 prompts",
        "texts.jsonl": "2 prompts",
        "null-line.jsonl": "1 record left out",
        "null.jsonl": "1 record left out",
        "other-fields.jsonl": "has no such field",
        "over-lines.json": "one record",
        "text.json": "1 prompt",
        "empty-cell.csv": "1 record left out",
        "empty-cell.tsv": "1 record left out",
        "harmbench.csv": "1 record left out",
        "advbench.csv": "1 record left out",
    ]

    static let draws = [
        "draws-cut.jsonl": "1 record could not be read",
        "draws-cut-first.jsonl": "1 record could not be read",
        "draws-list-line.jsonl": "1 record could not be read",
        "draws-two.jsonl": "1 record could not be read",
        "draws-name-twice.jsonl": "1 record could not be read",
        "draws-score-twice.jsonl": "1 record could not be read",
        "draws-deep.jsonl": "1 record could not be read",
        "draws-list.json": "1 record could not be read",
        "draws-no-id.jsonl": "1 record could not be read",
        "draws-other-prompt.jsonl": "1 record could not be read",
        "lm-cut.jsonl": "1 record could not be read",
        "draws-no-text.jsonl": "2 draws",
        "leak-no-response.json": "2 draws",
        "leak-mixed.json": "2 draws",
        "lm-target.jsonl": "1 draw",
        "inspect-no-output.json": "1 draw",
        "inspect-no-choice.json": "1 draw",
        "inspect-target.json": "1 draw",
    ]
}
