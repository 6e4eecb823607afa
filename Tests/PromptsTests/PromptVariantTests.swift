import Prompts
import Testing

/// Prompt files as people and data sets write them.
@Suite struct PromptVariantTests {
    /// File name, file, the prompts' texts.
    static let files: [(name: String, text: String, prompts: [String])] = [
        (
            "a.json",
            "{\n \"data\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"data\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"examples\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"examples\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"items\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"items\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"prompts\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"prompts\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"questions\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"questions\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"records\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"records\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"rows\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"rows\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"samples\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"samples\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"instances\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"instances\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"behaviors\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"behaviors\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"train\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"train\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"test\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"test\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"Instances\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"Instances\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"dataset\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"dataset\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"testCases\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"testCases\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"test_cases\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"test_cases\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"tasks\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"tasks\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"results\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"results\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"entries\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"entries\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"documents\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"documents\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"docs\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"docs\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"evals\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"evals\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"value\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"value\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"content\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"content\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"queries\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"queries\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"payload\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"payload\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n \"list\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"version\": 1, \"list\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.jsonl",
            "{\n \"data\": [\n  {\n   \"question\": \"Q1\",\n   \"answer\": \"A1\"\n  },\n  {\n   \"question\": \"Q2\",\n   \"answer\": \"A2\"\n  }\n ]\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"data\": {\"items\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\n  \"result\": {\n    \"meta\": {\n      \"n\": 2\n    },\n    \"data\": {\n      \"rows\": [\n        {\n          \"question\": \"Q1\",\n          \"answer\": \"A1\"\n        },\n        {\n          \"question\": \"Q2\",\n          \"answer\": \"A2\"\n        }\n      ]\n    }\n  }\n}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"features\": [{\"feature_idx\": 0, \"name\": \"question\"}], \"rows\": [{\"row_idx\": 0, \"row\": {\"question\": \"Q1\", \"answer\": \"A1\"}, \"truncated_cells\": []}, {\"row_idx\": 1, \"row\": {\"question\": \"Q2\", \"answer\": \"A2\"}, \"truncated_cells\": []}]}",
            ["Q1", "Q2"]
        ),
        ("a.json", "{\"instructions\": [\"Q1\", \"Q2\"]}", ["Q1", "Q2"]),
        ("a.json", "{\"questions\": [\"Q1\", \"Q2\"]}", ["Q1", "Q2"]),
        ("a.json", "{\"goals\": [\"Q1\", \"Q2\"], \"targets\": [\"t1\", \"t2\"]}", ["Q1", "Q2"]),
        ("a.json", "{\"a\": \"Q1\", \"b\": \"Q2\"}", ["Q1", "Q2"]),
        ("a.json", "{\n \"q-1\": \"Q1\",\n \"q-2\": \"Q2\"\n}", ["Q1", "Q2"]),
        ("a.json", "{\"a\": {\"prompt\": \"Q1\"}, \"b\": {\"prompt\": \"Q2\"}}", ["Q1", "Q2"]),
        ("a.json", "{\"a\": [\"Q1\"], \"b\": [\"Q2\"]}", ["Q1", "Q2"]),
        ("a.json", "{\"0\": \"Q1\", \"1\": \"Q2\"}", ["Q1", "Q2"]),
        ("a.json", "{\"only\": \"Q1\"}", ["Q1"]),
        ("a.json", "{\n \"prompt\": \"Q1\",\n \"answer\": \"A\"\n}", ["Q1"]),
        ("a.json", "{\"prompt\": \"Q1\", \"answer\": \"A\"}", ["Q1"]),
        ("a.jsonl", "{\n \"prompt\": \"Q1\",\n \"answer\": \"A\"\n}", ["Q1"]),
        ("a.json", "{\"foo\": \"Q1\", \"bar\": \"A\"}", ["Q1", "A"]),
        (
            "a.json",
            "{\"question\": {\"0\": \"Q1\", \"1\": \"Q2\"}, \"answer\": {\"0\": \"A1\", \"1\": \"A2\"}}",
            ["Q1", "Q2"]
        ),
        ("a.json", "{\"question\": [\"Q1\", \"Q2\"], \"answer\": [\"A1\", \"A2\"]}", ["Q1", "Q2"]),
        ("a.json", "{\"question\": [\"Q1\"], \"answer\": [\"A1\"]}", ["Q1"]),
        ("a.json", "{\"prompt\": [\"Q1\", \"Q2\"]}", ["Q1", "Q2"]),
        (
            "a.json",
            "{\"question\": {\"0\": \"Q1\", \"1\": null, \"2\": \"Q2\"}, \"answer\": {\"0\": \"A1\", \"1\": \"x\", \"2\": null}}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"columns\": [\"question\", \"answer\"], \"index\": [0, 1], \"data\": [[\"Q1\", \"A1\"], [\"Q2\", \"A2\"]]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"schema\": {\"fields\": [{\"name\": \"index\", \"type\": \"integer\"}, {\"name\": \"question\", \"type\": \"string\"}], \"primaryKey\": [\"index\"], \"pandas_version\": \"1.4.0\"}, \"data\": [{\"index\": 0, \"question\": \"Q1\"}, {\"index\": 1, \"question\": \"Q2\"}]}",
            ["Q1", "Q2"]
        ),
        (
            "a.json",
            "{\"0\": {\"question\": \"Q1\", \"answer\": \"A1\"}, \"1\": {\"question\": \"Q2\", \"answer\": \"A2\"}}",
            ["Q1", "Q2"]
        ),
        ("a.json", "[\"Q1\", \"Q2\"]", ["Q1", "Q2"]),
        ("a.json", "[\n  \"Q1\",\n  \"Q2\"\n]", ["Q1", "Q2"]),
        ("a.json", "[\"Q1\"]", ["Q1"]),
        ("a.json", "[\"Q1\", null, \"Q2\"]", ["Q1", "Q2"]),
        ("a.json", "[{\"prompt\": \"Q1\"}, \"Q2\"]", ["Q1", "Q2"]),
        ("a.json", "[\"Q1\", {\"prompt\": \"Q2\"}]", ["Q1", "Q2"]),
        (
            "a.json",
            "[[{\"role\": \"user\", \"content\": \"Q1\"}], [{\"role\": \"system\", \"content\": \"s\"}, {\"role\": \"user\", \"content\": \"Q2\"}]]",
            ["Q1", "Q2"]
        ),
        ("a.jsonl", "\"Q1\"\n\"Q2\"\n", ["Q1", "Q2"]),
        ("a.json", "\"Q1\"\n\"Q2\"\n", ["Q1", "Q2"]),
        (
            "a.jsonl",
            "[{\"role\": \"user\", \"content\": \"Q1\"}]\n[{\"role\": \"user\", \"content\": \"Q2\"}]",
            ["Q1", "Q2"]
        ),
        ("a.json", "\"Q1\"", ["Q1"]),
        ("a.jsonl", "{\"messages\": [{\"role\": \"user\", \"content\": \"Q1\"}]}", ["Q1"]),
        (
            "a.jsonl",
            "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"Q1\"}]}]}",
            ["Q1"]
        ),
        (
            "a.jsonl",
            "{\"conversations\": [{\"from\": \"human\", \"value\": \"Q1\"}, {\"from\": \"gpt\", \"value\": \"x\"}]}",
            ["Q1"]
        ),
        (
            "a.jsonl",
            "{\"conversation\": [{\"role\": \"user\", \"content\": \"Q1\"}, {\"role\": \"assistant\", \"content\": \"x\"}]}",
            ["Q1"]
        ),
        ("a.jsonl", "{\"chat\": [{\"role\": \"user\", \"content\": \"Q1\"}]}", ["Q1"]),
        ("a.jsonl", "{\"dialogue\": [{\"role\": \"user\", \"content\": \"Q1\"}]}", ["Q1"]),
        ("a.jsonl", "{\"dialog\": [{\"role\": \"user\", \"content\": \"Q1\"}]}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": [{\"role\": \"user\", \"content\": \"Q1\"}]}", ["Q1"]),
        (
            "a.jsonl",
            "{\"input\": [{\"role\": \"system\", \"content\": \"s\"}, {\"role\": \"user\", \"content\": \"Q1\"}], \"ideal\": \"A\"}",
            ["Q1"]
        ),
        (
            "a.jsonl",
            "{\"custom_id\": \"r1\", \"method\": \"POST\", \"url\": \"/v1/chat/completions\", \"body\": {\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"Q1\"}]}}",
            ["Q1"]
        ),
        (
            "a.jsonl", "{\"custom_id\": \"r1\", \"body\": {\"model\": \"m\", \"prompt\": \"Q1\"}}",
            ["Q1"]
        ),
        (
            "a.jsonl", "{\"custom_id\": \"r1\", \"body\": {\"model\": \"m\", \"input\": \"Q1\"}}",
            ["Q1"]
        ),
        (
            "a.jsonl",
            "{\"custom_id\": \"r1\", \"params\": {\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"Q1\"}]}}",
            ["Q1"]
        ),
        (
            "a.jsonl",
            "{\"messages\": [{\"role\": \"user\", \"content\": \"Q0\"}, {\"role\": \"assistant\", \"content\": null, \"tool_calls\": []}, {\"role\": \"user\", \"content\": \"Q1\"}]}",
            ["Q1"]
        ),
        (
            "a.csv", "messages\n\"[{\"\"role\"\": \"\"user\"\", \"\"content\"\": \"\"Q1\"\"}]\"\n",
            ["Q1"]
        ),
        ("a.csv", "category,source,\"forbidden_prompt\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"Forbidden Prompt\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"user_prompt\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"Goal\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"goal\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"Behavior\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"behavior\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"behaviour\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"Question\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"Prompt\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"PROMPT\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"prompt_text\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"promptText\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"text\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"input\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"Input\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"query\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"instruction\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"Instruction\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"question_text\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"problem\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"user_input\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"inputs\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"adversarial_prompt\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"jailbreak\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"request\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"sentence\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"harmful_prompt\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"original_prompt\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"test_case\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"red_team_prompt\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"plain_prompt\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"jailbreak_query\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"redteam_query\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"message\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"seed_prompt\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"prompt_en\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"question_stem\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.csv", "category,source,\"user_message\"\nx,y,Q1\nx,y,Q2\n", ["Q1", "Q2"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"answer\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"answers\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"target\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"ideal\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"reference\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"ground_truth\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"gt\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"expected\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"expected_output\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"gold\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"gold_answer\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"label_text\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"solution\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"correct_answer\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"best_answer\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"reference_answer\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"reference_output\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"references\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"expected_answer\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"completion\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"response\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"output\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"target_text\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"golden_answer\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"final_answer\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"short_answer\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"canonical_solution\": \"A1\"}", ["Q1"]),
        ("a.jsonl", "{\"prompt\": \"Q1\", \"gold_label\": \"A1\"}", ["Q1"]),
        ("a.csv", "prompt,answer\r\nQ1 é,A1\r\nQ2,A2\r\n", ["Q1 é", "Q2"]),
        ("a.csv", "prompt,answer\rQ1 é,A1\rQ2,A2\r", ["Q1 é", "Q2"]),
        ("a.jsonl", "{\"prompt\":\"Q1\"}\r\n{\"prompt\":\"Q2\"}\r\n", ["Q1", "Q2"]),
        ("a.jsonl", "\n{\"prompt\":\"Q1\"}\n\n\n{\"prompt\":\"Q2\"}\n\n", ["Q1", "Q2"]),
        ("a.csv", "prompt;answer\nQ1, q;A1\nQ2;A2\n", ["Q1, q", "Q2"]),
        ("a.csv", "sep=,\nprompt,answer\nQ1,A1\n", ["Q1"]),
        ("a.csv", "sep=\t\nprompt\tanswer\nQ1\tA1\n", ["Q1"]),
        ("a.csv", "\"sep=;\"\nprompt;answer\nQ1;A1\n", ["Q1"]),
        (
            "a.tsv", "prompt\tanswer\nShe said \"x\" ok\tA\n\"Quoted start\tB\n",
            ["She said \"x\" ok", "\"Quoted start"]
        ),
        ("a.tsv", "prompt\tanswer\n\"Q1\"\tA\n", ["\"Q1\""]),
        ("a.tab", "prompt\tanswer\r\nQ1\tA\r\n", ["Q1"]),
        ("a.csv", "prompt,answer\nA 5\" pipe,Blue\n", ["A 5\" pipe"]),
        ("a.csv", "prompt,answer\n\"Q1\nmore\",A\n", ["Q1\nmore"]),
        ("a.csv", "prompt,answer\nQ1,A\n,B\nQ2,\n", ["Q1", "Q2"]),
        ("a.csv", "prompt,answer\nQ1,A\nNaN,B\nQ2,nan\n", ["Q1", "Q2"]),
        (
            "a.jsonl",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Q1\"}]}\n{\"messages\":[]}\n"
                + "{\"messages\":[{\"role\":\"user\",\"content\":null}]}\n",
            ["Q1"]
        ),
        ("a.txt", "Q1\nQ2\n", ["Q1", "Q2"]),
        ("a.txt", "Q1\n\nQ2\n", ["Q1", "Q2"]),
        ("list", "{\"prompt\":\"Q1\"}\n{\"prompt\":\"Q2\"}", ["Q1", "Q2"]),
        ("list", "[\"Q1\", \"Q2\"]", ["Q1", "Q2"]),
        ("A.JSON", "[\"Q1\", \"Q2\"]", ["Q1", "Q2"]),
        ("A.CSV", "prompt\nQ1\nQ2\n", ["Q1", "Q2"]),
        (
            "a.jsonl", "{\"prompt\":\"Q1\",\"score\":NaN}\n{\"prompt\":\"Q2\",\"score\":Infinity}",
            ["Q1", "Q2"]
        ),
        ("a.jsonl", "{\"prompt\":\"Q\\u0000x\"}", ["Q\u{0}x"]),
        ("a.jsonl", "{\"prompt\": \"Q1\"}\n{\"question\": \"Q2\"}", ["Q1", "Q2"]),
        (
            "a.jsonl",
            "{\"prompt\": \"Q1\"}\n{\"messages\": [{\"role\": \"user\", \"content\": \"Q2\"}]}",
            ["Q1", "Q2"]
        ),
        ("a.jsonl", "{\"question\": \"Q1\", \"answer\": true}", ["Q1"]),
        ("a.jsonl", "{\"question\": \"Q1\", \"answer\": 3}", ["Q1"]),
        ("a.jsonl", "{\"question\": \"Q1\", \"answer\": [\"a\", \"b\"]}", ["Q1"]),
        ("a.jsonl", "{\"question\": \"Q1\", \"answer\": []}", ["Q1"]),
        ("a.jsonl", "{\"question\": \"Q1\", \"answer\": null}", ["Q1"]),
        (
            "a.jsonl",
            "{\"question\": \"Q1\", \"answers\": {\"text\": [\"a\"], \"answer_start\": [1]}}",
            ["Q1"]
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q1\", \"answer\": {\"value\": \"a\", \"aliases\": [\"b\", \"c\"], \"normalized_value\": \"a\"}}",
            ["Q1"]
        ),
        ("a.jsonl", "{\"question\": \"Q1\", \"answer\": [\"a\"]}", ["Q1"]),
        (
            "a.json",
            "[{\"question\": \"Q1\", \"answer\": \"A\", \"paraphrased_answer\": \"B\", \"perturbed_answer\": [\"x\", \"y\"], \"paraphrased_question\": \"PQ\"}]",
            ["Q1"]
        ),
        ("a.json", "[{\"prompt\": \"Q1\", \"gt\": \"A\"}]", ["Q1"]),
        ("a.json", "[{\"question\": \"Q1\", \"answer\": \"A\"}]", ["Q1"]),
        (
            "a.csv",
            "Type,Category,Question,Best Answer,Correct Answers,Incorrect Answers,Source\nA,M,Q1,B,B; C,X,s\n",
            ["Q1"]
        ),
        (
            "a.jsonl",
            "{\"type\": \"A\", \"category\": \"M\", \"question\": \"Q1\", \"best_answer\": \"B\", \"correct_answers\": [\"B\", \"C\"], \"incorrect_answers\": [\"X\"], \"source\": \"s\"}",
            ["Q1"]
        ),
        (
            "a.jsonl",
            "{\"prompt\": \"Q1\", \"response\": \"r\", \"category\": {\"x\": true}, \"is_safe\": false}",
            ["Q1"]
        ),
        ("a.csv", "id,type,prompt,completion,annotation_1,final_label\n1,t,Q1,c,1,1\n", ["Q1"]),
        (
            "a.jsonl",
            "{\"task_id\": \"HumanEval/0\", \"prompt\": \"Q1\", \"entry_point\": \"f\", \"canonical_solution\": \"s\", \"test\": \"t\"}",
            ["Q1"]
        ),
        (
            "a.jsonl",
            "{\"task_id\": 2, \"text\": \"Q1\", \"code\": \"c\", \"test_list\": [\"t\"]}", ["Q1"]
        ),
        ("a.jsonl", "{\"question\": \"Q1\", \"answer\": \"x #### 72\"}", ["Q1"]),
        ("a.json", "[{\"instruction\": \"Q1\", \"input\": \"I\", \"output\": \"O\"}]", ["Q1\n\nI"]),
        ("a.json", "[{\"instruction\": \"Q1\", \"input\": \"\", \"output\": \"O\"}]", ["Q1"]),
        (
            "a.jsonl",
            "{\"prompt\": \"Q1\", \"response_0\": \"a\", \"response_1\": \"b\", \"is_response_0_safe\": true}",
            ["Q1"]
        ),
        ("a.csv", "goal,target\nQ1,\"Sure, here\"\n", ["Q1"]),
        ("a.csv", "category,source,forbidden_prompt\nc,s,Q1\n", ["Q1"]),
        ("a.csv", "id,risk_area,types_of_harm,specific_harms,question\n1,r,t,s,Q1\n", ["Q1"]),
        (
            "a.jsonl",
            "{\"prompt\": \"Q1\", \"adversarial\": true, \"response\": \"r\", \"prompt_harm_label\": \"harmful\"}",
            ["Q1"]
        ),
        ("a.csv", "Index,Goal,Target,Behavior,Category,Source\n0,Q1,Sure,B,c,s\n", ["Q1"]),
        (
            "a.jsonl",
            "{\"question_id\": 1, \"category\": \"1\", \"turns\": [\"Q1\"], \"prompt_style\": \"base\"}",
            ["Q1"]
        ),
        ("a.csv", "conv_id,user_input,model_output,toxicity\nc,Q1,m,0\n", ["Q1"]),
        (
            "a.jsonl",
            "{\"filename\": \"f\", \"prompt\": {\"text\": \"Q1\", \"toxicity\": 0.1}, \"continuation\": {\"text\": \"c\"}}",
            ["Q1"]
        ),
        ("a.csv", "question,__expected\nQ1,contains:A\n", ["Q1"]),
    ]

    @Test(arguments: files)
    func thePromptsAreFound(name: String, text: String, prompts: [String]) throws {
        let set = try PromptReader().read(bytes: Array(text.utf8), name: name)
        #expect(set.prompts.map(\.text) == prompts)
    }

    /// Files without a prompt that could be told, each of which is a sentence and no trap.
    static let refused: [(name: String, text: String)] = [
        (
            "a.json",
            "{\"version\": \"1.1\", \"data\": [{\"title\": \"t\", \"paragraphs\": [{\"context\": \"C\", \"qas\": [{\"id\": \"1\", \"question\": \"Q1\", \"answers\": [{\"text\": \"A1\", \"answer_start\": 0}]}, {\"id\": \"2\", \"question\": \"Q2\", \"answers\": [{\"text\": \"A2\", \"answer_start\": 0}]}]}]}]}"
        ),
        (
            "a.json",
            "{\"train\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}], \"test\": [{\"question\": \"Q1\", \"answer\": \"A1\"}, {\"question\": \"Q2\", \"answer\": \"A2\"}]}"
        ),
        ("a.json", "[[\"Q1\", \"A1\"], [\"Q2\", \"A2\"]]"),
        ("a.json", "[1, 2, 3]"),
        ("a.json", "[]"),
        ("a.json", "{}"),
        ("a.json", ""),
        ("a.json", " \n "),
        ("a.json", "null"),
        ("a.json", "5"),
        ("a.json", "true"),
        ("a.json", "{\"data\": []}"),
        ("a.jsonl", ""),
        ("a.csv", ""),
        ("a.csv", "prompt,answer\n"),
        ("a.json", "[{\"prompt\": null}]"),
        ("a.tsv", "x\ty\nQ1\tA\n"),
        ("a.csv", "prompt,answer\n\"Say \\\"hi\\\", please\",Blue\n"),
        ("a.json", "[{\"prompt\":\"Q1\"},]"),
        ("a.json", "[{'prompt':'Q1'}]"),
        ("a.jsonl", "// x\n{\"prompt\":\"Q1\"}"),
        ("a.json", "{\"prompt\":\"Q1\"}{\"prompt\":\"Q2\"}"),
        ("a.jsonl", "{\"prompt\": \"Q1\"}\n{\"foo\": \"Q2\"}\n{\"foo\": \"Q3\"}"),
        ("a.jsonl", "{\"prompt\": 5}"),
        ("a.jsonl", "{\"chosen\": \"\\n\\nHuman: a\", \"rejected\": \"b\"}"),
        (
            "a.json",
            "[{\"vars\": {\"question\": \"Q1\"}, \"assert\": [{\"type\": \"equals\", \"value\": \"A\"}]}]"
        ),
    ]

    @Test(arguments: refused)
    func whatHoldsNoPromptIsRefusedWithASentence(name: String, text: String) {
        #expect {
            try PromptReader().read(bytes: Array(text.utf8), name: name)
        } throws: {
            "\($0)".contains(name)
        }
    }

    /// Fields that are references, and fields that are not.
    static let references: [(field: String, isOne: Bool)] = [
        ("answer", true),
        ("answers", true),
        ("target", true),
        ("ideal", true),
        ("reference", true),
        ("ground_truth", true),
        ("gt", true),
        ("expected", true),
        ("expected_output", true),
        ("gold", true),
        ("gold_answer", true),
        ("label_text", false),
        ("solution", true),
        ("correct_answer", true),
        ("best_answer", true),
        ("reference_answer", true),
        ("reference_output", true),
        ("references", true),
        ("expected_answer", true),
        ("completion", false),
        ("response", false),
        ("output", false),
        ("target_text", true),
        ("golden_answer", true),
        ("final_answer", true),
        ("short_answer", true),
        ("canonical_solution", true),
        ("gold_label", false),
    ]

    @Test(arguments: references)
    func aFieldIsAReferenceByItsName(field: String, isOne: Bool) throws {
        let text = "{\"prompt\":\"Q\",\"\(field)\":\"A\"}"
        let set = try PromptReader().read(bytes: Array(text.utf8), name: "p.jsonl")
        #expect(set.prompts.map(\.references) == [isOne ? ["A"] : []])
    }

    @Test func aConversationInACellIsOne() throws {
        let text = "messages\n\"[{\"\"role\"\": \"\"user\"\", \"\"content\"\": \"\"Q\"\"}]\"\n"
        let set = try PromptReader().read(bytes: Array(text.utf8), name: "p.csv")
        #expect(set.prompts.map(\.messages) == [[Prompt.Message(role: "user", content: "Q")]])
    }
}
