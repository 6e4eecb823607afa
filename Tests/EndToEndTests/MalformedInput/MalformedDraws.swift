/// Spoilt files of draws that were made elsewhere.
enum MalformedDraws {
    static let cases = plain + leakAtK + lmEval + inspect

    private static let fine = #"{"prompt_id": 1, "text": "a"}"# + "\n"

    private static let plain = [
        MalformedInput("draws-empty.jsonl", "", "no draws"),
        MalformedInput("draws-blank.jsonl", "\r\n \n", "no draws"),
        MalformedInput("draws-mark.jsonl", [0xEF, 0xBB, 0xBF], "no draws"),
        MalformedInput(
            "draws-utf16.jsonl", Encoded.utf16(fine, isBig: false, hasMark: true),
            "iconv -f UTF-16"),
        MalformedInput(
            "draws-utf16be.jsonl", Encoded.utf16(fine, isBig: true, hasMark: false),
            "iconv -f UTF-16BE"),
        MalformedInput(
            "draws-latin1.jsonl",
            Encoded.text(fine + #"{"prompt_id": 1, "text": "~"}"#, with: [0xE9]), "line 2",
            "not valid UTF-8"),
        MalformedInput(
            "draws-nul.jsonl", Encoded.text(fine + #"{"prompt_id": 1, "text": "~"}"#, with: [0]),
            "line 2", "NUL"),
        MalformedInput("draws-plain.txt", "Who was it?", "line 1", "begins no object"),
        MalformedInput(
            "draws-cut.jsonl", fine + #"{"prompt_id": 1, "te"#, "line 2", "closing quote"),
        MalformedInput(
            "draws-cut-first.jsonl", #"{"prompt_id": 1, "text": "a"# + "\n" + fine, "line 1",
            "field \"text\""),
        MalformedInput("draws-list-line.jsonl", fine + "[1]", "line 2", "begins no object"),
        MalformedInput("draws-two.jsonl", fine + "{} {}", "line 2", "text follows"),
        MalformedInput(
            "draws-name-twice.jsonl", fine + #"{"prompt_id": 1, "text": "a", "text": "b"}"#,
            "line 2, field \"text\"", "occurs twice"),
        MalformedInput(
            "draws-score-twice.jsonl",
            fine + #"{"prompt_id": 1, "text": "a", "scores": {"s": 0, "s": 1}}"#,
            "line 2, field \"s\"", "occurs twice"),
        MalformedInput(
            "draws-deep.jsonl", fine + #"{"x": "# + String(repeating: "[", count: 50_000),
            "line 2, field \"x\"", "nested"),
        MalformedInput(
            "draws-deep-objects.jsonl", String(repeating: #"{"x":"#, count: 20_000),
            "line 1, field \"x\"", "nested"),
        MalformedInput("draws-null.json", "null", "line 1"),
        MalformedInput("draws-number.json", "5", "line 1"),
        MalformedInput("draws-no-records.json", "[]", "no draws"),
        MalformedInput("draws-of-numbers.json", "[1]", "a list of a number"),
        MalformedInput(
            "draws-list.json", "[\n\(fine),\n{\"text\": \"b\"}]", "line 4, field prompt_id"),
        MalformedInput(
            "draws-strange.jsonl", #"{"foo": 1}"#, "line 1", "no known format", "prompt_id"),
        MalformedInput(
            "draws-no-id.jsonl", fine + #"{"text": "b"}"#, "line 2, field prompt_id", "missing"),
        MalformedInput(
            "draws-id-list.jsonl", #"{"prompt_id": [], "text": "b"}"#, "line 1, field prompt_id"),
        MalformedInput(
            "draws-no-text.jsonl", fine + #"{"prompt_id": 1}"#, "line 2, field text",
            "a text is wanted"),
        MalformedInput(
            "draws-text-number.jsonl", #"{"prompt_id": 1, "text": 5}"#, "line 1, field text"),
        MalformedInput(
            "draws-other-prompt.jsonl",
            #"{"prompt_id": 1, "prompt": "a", "text": ""}"# + "\n"
                + #"{"prompt_id": 1, "prompt": "b", "text": ""}"#, "line 2", "another text"),
        MalformedInput(
            "draws-references.jsonl", #"{"prompt_id": 1, "text": "a", "references": {"a": 1}}"#,
            "line 1, field references"),
        MalformedInput(
            "draws-keywords.jsonl", #"{"prompt_id": 1, "text": "a", "keywords": [["a"]]}"#,
            "line 1, field keywords"),
        MalformedInput(
            "draws-score-big.jsonl", fine + #"{"prompt_id": 1, "text": "a", "scores": {"s": 2}}"#,
            "score s has values from 2 to 2", "from 0 to 1", "--scale s="),
        MalformedInput(
            "draws-score-huge.jsonl",
            #"{"prompt_id": 1, "text": "a", "scores": {"s": 1e999}}"#, "score s has values from inf"
        ),
        MalformedInput(
            "draws-score-text.jsonl",
            #"{"prompt_id": 1, "text": "a", "scores": {"s": "high"}}"#,
            "score s has the grade \"high\"", "--grades s="),
        MalformedInput(
            "draws-scores-list.jsonl", #"{"prompt_id": 1, "text": "a", "scores": [1]}"#,
            "line 1, field scores"),
        MalformedInput(
            "draws-tokens.jsonl", #"{"prompt_id": 1, "text": "a", "tokens": -1}"#,
            "line 1, field tokens", "whole number"),
        MalformedInput(
            "draws-tokens-huge.jsonl", #"{"prompt_id": 1, "text": "a", "tokens": 1e300}"#,
            "line 1, field tokens"),
        MalformedInput(
            "draws-attempts.jsonl", #"{"prompt_id": 1, "text": "a", "attempts": 1.5}"#,
            "line 1, field attempts"),
    ]

    private static let leakAtK = [
        MalformedInput(
            "leak-no-prompt.json", #"{"responses": []}"#, "line 1, field prompt"),
        MalformedInput(
            "leak-responses.json", #"{"prompt": "a", "responses": {}}"#, "line 1, field responses"),
        MalformedInput(
            "leak-no-response.json", #"{"prompt": "a", "responses": [{"response": "b"}, {}]}"#,
            "line 1, field responses[1].response"),
        MalformedInput(
            "leak-number.json", #"{"prompt": "a", "responses": [5]}"#, "line 1, field responses[0]"),
        MalformedInput(
            "leak-score.json",
            #"{"prompt": "a", "responses": [{"response": "b", "rougeL_recall": -1}]}"#,
            "score rougeL_recall has values from -1 to -1", "--scale rougeL_recall="),
        MalformedInput(
            "leak-truth.json", #"{"prompt": "a", "ground_truth": {}, "responses": []}"#,
            "line 1, field ground_truth"),
        MalformedInput("leak-none.json", #"{"prompt": "a", "responses": []}"#, "no draws"),
        MalformedInput(
            "leak-name-twice.json", #"{"prompt": "a", "responses": [], "prompt": "b"}"#,
            "line 1, field \"prompt\"", "occurs twice"),
        MalformedInput(
            "leak-mixed.json", #"{"prompt": "a", "responses": ["b"]}"# + "\n" + fine,
            "line 2, field prompt"),
    ]

    private static let lmEval = [
        MalformedInput("lm-no-id.jsonl", #"{"resps": [["a"]]}"#, "line 1, field doc_id"),
        MalformedInput(
            "lm-resps.jsonl", #"{"doc_id": 0, "resps": [1]}"#, "line 1, field resps",
            "list of texts"),
        MalformedInput(
            "lm-two-requests.jsonl", #"{"doc_id": 0, "resps": [["a"], ["b"]]}"#,
            "line 1, field resps"),
        MalformedInput(
            "lm-likelihood.jsonl", #"{"doc_id": 0, "resps": [[[-1.5, false]]]}"#,
            "line 1, field resps: these are log-likelihoods"),
        MalformedInput(
            "lm-target.jsonl", #"{"doc_id": 0, "target": {}, "resps": [["a"]]}"#, "line 1",
            "field target"),
        MalformedInput(
            "lm-cut.jsonl", #"{"doc_id": 0, "resps": [["a"]]}"# + "\n" + #"{"doc_id": 1, "#,
            "line 2"),
    ]

    private static let inspect = [
        MalformedInput("inspect-samples.json", #"{"samples": 3}"#, "field samples", "a list"),
        MalformedInput("inspect-none.json", #"{"samples": []}"#, "no draws"),
        MalformedInput("inspect-no-id.json", #"{"samples": [{}]}"#, "field samples[0].id"),
        MalformedInput(
            "inspect-no-output.json", #"{"samples": [{"id": 1}]}"#,
            "field samples[0].output.choices"),
        MalformedInput(
            "inspect-no-choice.json", #"{"samples": [{"id": 1, "output": {}}]}"#,
            "field samples[0].output.choices"),
        MalformedInput(
            "inspect-target.json",
            #"{"samples": [{"id": 1, "target": 1, "input": {}, "output": 2}]}"#,
            "samples[0]"),
        MalformedInput(
            "inspect-target-object.json", #"{"samples": [{"id": 1, "target": {"a": 1}}]}"#,
            "samples[0], field target"),
        MalformedInput(
            "inspect-tokens.json",
            #"""
            {"samples": [{"id": 1, "input": "a", "output": {"choices": [{"message":
            {"content": "b"}}], "usage": {"output_tokens": -5}}}]}
            """#, "output.usage", "output_tokens"),
        MalformedInput(
            "inspect-broken.json", "{\n\"version\": 2,\n\"samples\": [\n{\"id\": oops}]}",
            "line 4, field \"id\""),
        MalformedInput(
            "inspect-cut.json", "{\n\"version\": 2,\n\"samples\": [\n{\"id\": 1,\n", "line 5"),
        MalformedInput(
            "inspect-cut-one-line.json", #"{"version": 2, "samples": [{"id": 1, "#, "line 1"),
        MalformedInput(
            "inspect-twice.json", "{\n\"samples\": [],\n\"samples\": []\n}",
            "line 3, field \"samples\"", "occurs twice"),
        MalformedInput(
            "inspect-behind.json", "{\n\"samples\": []\n}\n{\n}", "line 4", "text follows"),
        MalformedInput(
            "inspect-archive.eval", [0x50, 0x4B, 3, 4, 0x14, 0, 0, 0, 8, 0, 0xB7, 0x9A],
            "a ZIP archive that is damaged or cut short"),
    ]
}
