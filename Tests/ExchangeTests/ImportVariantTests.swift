import Exchange
import Prompts
import Testing

/// Draws in the fields, nestings and spellings that other programs give them.
@Suite struct ImportVariantTests {
    /// A file, and each prompt's text with its answers; nil is a lost draw.
    struct Variant: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var name: String
        var text: String
        var draws: [[String?]]
        var prompts: [String]

        init(
            _ description: String, _ name: String, _ text: String, _ prompts: [String],
            _ draws: [[String?]]
        ) {
            testDescription = description
            (self.name, self.text, self.prompts, self.draws) = (name, text, prompts, draws)
        }
    }

    static let variants = [
        Variant(
            "two fields resp+ref", "a.jsonl",
            "{\"question\": \"Q\", \"answer\": \"ref\", \"response\": \"a\"}\n{\"question\": \"Q\", \"answer\": \"ref\", \"response\": \"b\"}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "humaneval", "a.jsonl",
            "{\"task_id\": \"H/0\", \"completion\": \"a\"}\n{\"task_id\": \"H/0\", \"completion\": \"b\"}\n",
            ["H/0"], [["a", "b"]]),
        Variant(
            "humaneval results", "a.jsonl",
            "{\"task_id\": \"H/0\", \"completion\": \"a\", \"result\": \"passed\", \"passed\": true}\n{\"task_id\": \"H/0\", \"completion\": \"b\", \"result\": \"failed: x\", \"passed\": false}\n",
            ["H/0"], [["a", "b"]]),
        Variant(
            "evalplus solution", "a.jsonl",
            "{\"task_id\": \"H/0\", \"solution\": \"a\"}\n{\"task_id\": \"H/0\", \"solution\": \"b\"}\n",
            ["H/0"], [["a", "b"]]),
        Variant(
            "bigcode", "a.json",
            "[[\"a\", \"b\"], [\"c\"]]",
            ["0", "1"], [["a", "b"], ["c"]]),
        Variant(
            "bigcode pretty", "a.json",
            "[\n    [\n        \"a\",\n        \"b\"\n    ],\n    [\n        \"c\"\n    ]\n]",
            ["0", "1"], [["a", "b"], ["c"]]),
        Variant(
            "bigcode empty answer", "a.json",
            "[[\"a\", \"\"], []]",
            ["0"], [["a", ""]]),
        Variant(
            "livecodebench", "a.json",
            "[{\"question_id\": \"x\", \"output_list\": [\"a\", \"b\"], \"code_list\": [\"a\", \"b\"]}]",
            ["x"], [["a", "b"]]),
        Variant(
            "vllm", "a.jsonl",
            "{\"request_id\": \"0\", \"prompt\": \"Q\", \"prompt_token_ids\": [1], \"outputs\": [{\"index\": 0, \"text\": \"a\", \"token_ids\": [1], \"cumulative_logprob\": -1.0, \"logprobs\": null, \"finish_reason\": \"stop\", \"stop_reason\": null}, {\"index\": 1, \"text\": \"b\", \"token_ids\": [1, 2], \"finish_reason\": \"length\"}], \"finished\": true}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "vllm list", "a.json",
            "[{\"prompt\": \"Q\", \"outputs\": [{\"text\": \"a\"}, {\"text\": \"b\"}]}]",
            ["Q"], [["a", "b"]]),
        Variant(
            "vllm generated_text list", "a.jsonl",
            "{\"prompt\": \"Q\", \"generated_text\": [\"a\", \"b\"]}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "vllm chat", "a.jsonl",
            "{\"prompt\": [{\"role\": \"user\", \"content\": \"Q\"}], \"outputs\": [{\"text\": \"a\"}, {\"text\": \"b\"}]}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "vllm two same prompt", "a.jsonl",
            "{\"request_id\": \"0\", \"prompt\": \"Q\", \"outputs\": [{\"index\": 0, \"text\": \"a\"}]}\n{\"request_id\": \"1\", \"prompt\": \"Q\", \"outputs\": [{\"index\": 0, \"text\": \"b\"}]}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "vllm batch run", "a.jsonl",
            "{\"id\": \"vllm-1\", \"custom_id\": \"q\", \"response\": {\"status_code\": 200, \"request_id\": \"r\", \"body\": {\"id\": \"c1\", \"object\": \"chat.completion\", \"choices\": [{\"index\": 0, \"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"finish_reason\": \"stop\"}, {\"index\": 1, \"message\": {\"role\": \"assistant\", \"content\": \"b\"}, \"finish_reason\": \"stop\"}]}}, \"error\": null}\n",
            ["q"], [["a", "b"]]),
        Variant(
            "sglang", "a.jsonl",
            "{\"prompt\": \"Q\", \"text\": \"a\", \"meta_info\": {\"id\": \"1\", \"finish_reason\": {\"type\": \"stop\", \"matched\": 1}, \"completion_tokens\": 3}}\n{\"prompt\": \"Q\", \"text\": \"b\", \"meta_info\": {\"id\": \"2\", \"finish_reason\": {\"type\": \"length\", \"length\": 3}, \"completion_tokens\": 3}}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "batch", "a.jsonl",
            "{\"id\": \"bq\", \"custom_id\": \"q\", \"response\": {\"status_code\": 200, \"request_id\": \"r\", \"body\": {\"id\": \"cq\", \"object\": \"chat.completion\", \"model\": \"m\", \"choices\": [{\"index\": 0, \"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"finish_reason\": \"stop\"}, {\"index\": 1, \"message\": {\"role\": \"assistant\", \"content\": \"b\"}, \"finish_reason\": \"stop\"}]}}, \"error\": null}\n",
            ["q"], [["a", "b"]]),
        Variant(
            "batch null content", "a.jsonl",
            "{\"id\": \"bq\", \"custom_id\": \"q\", \"response\": {\"status_code\": 200, \"request_id\": \"r\", \"body\": {\"id\": \"cq\", \"object\": \"chat.completion\", \"model\": \"m\", \"choices\": [{\"index\": 0, \"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"finish_reason\": \"stop\"}, {\"index\": 1, \"message\": {\"role\": \"assistant\", \"content\": null}, \"finish_reason\": \"stop\"}]}}, \"error\": null}\n",
            ["q"], [["a", nil]]),
        Variant(
            "batch refusal", "a.jsonl",
            "{\"custom_id\": \"q\", \"response\": {\"status_code\": 200, \"body\": {\"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": null, \"refusal\": \"I can't.\"}}]}}, \"error\": null}\n",
            ["q"], [["I can't."]]),
        Variant(
            "batch err line", "a.jsonl",
            "{\"id\": \"bq\", \"custom_id\": \"q\", \"response\": {\"status_code\": 200, \"request_id\": \"r\", \"body\": {\"id\": \"cq\", \"object\": \"chat.completion\", \"model\": \"m\", \"choices\": [{\"index\": 0, \"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"finish_reason\": \"stop\"}]}}, \"error\": null}\n{\"id\": \"x\", \"custom_id\": \"q2\", \"response\": {\"status_code\": 429, \"body\": {\"error\": {\"message\": \"slow\"}}}, \"error\": null}\n",
            ["q", "q2"], [["a"], [nil]]),
        Variant(
            "batch content filter", "a.jsonl",
            "{\"custom_id\": \"q\", \"response\": {\"status_code\": 200, \"body\": {\"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": null}, \"finish_reason\": \"content_filter\"}]}}, \"error\": null}\n",
            ["q"], [[nil]]),
        Variant(
            "batch expired", "a.jsonl",
            "{\"id\": \"x\", \"custom_id\": \"q\", \"response\": null, \"error\": {\"code\": \"batch_expired\", \"message\": \"no\"}}\n{\"id\": \"bq2\", \"custom_id\": \"q2\", \"response\": {\"status_code\": 200, \"request_id\": \"r\", \"body\": {\"id\": \"cq2\", \"object\": \"chat.completion\", \"model\": \"m\", \"choices\": [{\"index\": 0, \"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"finish_reason\": \"stop\"}]}}, \"error\": null}\n",
            ["q", "q2"], [[nil], ["a"]]),
        Variant(
            "batch text completions", "a.jsonl",
            "{\"custom_id\": \"q\", \"response\": {\"status_code\": 200, \"body\": {\"object\": \"text_completion\", \"choices\": [{\"index\": 0, \"text\": \"a\"}, {\"index\": 1, \"text\": \"b\"}]}}, \"error\": null}\n",
            ["q"], [["a", "b"]]),
        Variant(
            "batch responses api", "a.jsonl",
            "{\"custom_id\": \"q\", \"response\": {\"status_code\": 200, \"body\": {\"object\": \"response\", \"status\": \"completed\", \"output\": [{\"type\": \"reasoning\", \"summary\": []}, {\"type\": \"message\", \"role\": \"assistant\", \"content\": [{\"type\": \"output_text\", \"text\": \"a\"}]}]}}, \"error\": null}\n",
            ["q"], [["a"]]),
        Variant(
            "batch same id twice", "a.jsonl",
            "{\"id\": \"bq\", \"custom_id\": \"q\", \"response\": {\"status_code\": 200, \"request_id\": \"r\", \"body\": {\"id\": \"cq\", \"object\": \"chat.completion\", \"model\": \"m\", \"choices\": [{\"index\": 0, \"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"finish_reason\": \"stop\"}]}}, \"error\": null}\n{\"id\": \"bq\", \"custom_id\": \"q\", \"response\": {\"status_code\": 200, \"request_id\": \"r\", \"body\": {\"id\": \"cq\", \"object\": \"chat.completion\", \"model\": \"m\", \"choices\": [{\"index\": 0, \"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"finish_reason\": \"stop\"}]}}, \"error\": null}\n",
            ["q"], [["a"]]),
        Variant(
            "azure batch", "a.jsonl",
            "{\"custom_id\": \"q\", \"response\": {\"body\": {\"choices\": [{\"message\": {\"content\": \"a\"}}]}, \"status_code\": 200}, \"error\": null}\n",
            ["q"], [["a"]]),
        Variant(
            "anthropic batch result", "a.jsonl",
            "{\"custom_id\": \"q\", \"result\": {\"type\": \"succeeded\", \"message\": {\"id\": \"m\", \"role\": \"assistant\", \"content\": [{\"type\": \"text\", \"text\": \"a\"}]}}}\n{\"custom_id\": \"q2\", \"result\": {\"type\": \"errored\", \"error\": {\"type\": \"invalid_request\"}}}\n",
            ["q", "q2"], [["a"], [nil]]),
        Variant(
            "reasoning content", "a.jsonl",
            "{\"custom_id\": \"q\", \"response\": {\"status_code\": 200, \"body\": {\"choices\": [{\"message\": {\"role\": \"assistant\", \"reasoning_content\": \"hm\", \"content\": \"a\"}}]}}, \"error\": null}\n",
            ["q"], [["<think>\nhm\n</think>\n\na"]]),
        Variant(
            "request+response", "a.jsonl",
            "{\"messages\": [{\"role\": \"user\", \"content\": \"Q\"}], \"choices\": [{\"message\": {\"content\": \"a\"}}, {\"message\": {\"content\": \"b\"}}]}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "pf", "a.json",
            "{\n \"evalId\": \"e\",\n \"results\": {\n  \"version\": 3,\n  \"results\": [\n   {\n    \"success\": true,\n    \"score\": 1,\n    \"prompt\": {\n     \"raw\": \"Q\",\n     \"label\": \"l\"\n    },\n    \"vars\": {},\n    \"response\": {\n     \"output\": \"a\"\n    },\n    \"provider\": {\n     \"id\": \"p\"\n    }\n   },\n   {\n    \"success\": false,\n    \"score\": 0,\n    \"prompt\": {\n     \"raw\": \"Q\"\n    },\n    \"response\": {\n     \"output\": \"b\"\n    },\n    \"provider\": {\n     \"id\": \"p\"\n    }\n   }\n  ],\n  \"stats\": {}\n },\n \"config\": {}\n}",
            ["Q"], [["a", "b"]]),
        Variant(
            "pf v2 flat", "a.json",
            "{\"version\": 2, \"timestamp\": \"x\", \"results\": [{\"success\": true, \"score\": 1, \"prompt\": {\"raw\": \"Q\", \"label\": \"l\"}, \"vars\": {}, \"response\": {\"output\": \"a\"}, \"provider\": {\"id\": \"p\"}}, {\"success\": false, \"score\": 0, \"prompt\": {\"raw\": \"Q\"}, \"response\": {\"output\": \"b\"}, \"provider\": {\"id\": \"p\"}}], \"table\": {}}",
            ["Q"], [["a", "b"]]),
        Variant(
            "pf jsonl", "a.jsonl",
            "{\"success\": true, \"score\": 1, \"prompt\": {\"raw\": \"Q\", \"label\": \"l\"}, \"vars\": {}, \"response\": {\"output\": \"a\"}, \"provider\": {\"id\": \"p\"}}\n{\"success\": false, \"score\": 0, \"prompt\": {\"raw\": \"Q\"}, \"response\": {\"output\": \"b\"}, \"provider\": {\"id\": \"p\"}}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "pf output object", "a.json",
            "{\"evalId\": \"e\", \"results\": {\"version\": 3, \"results\": [{\"success\": true, \"score\": 1, \"prompt\": {\"raw\": \"Q\"}, \"response\": {\"output\": {\"x\": 1}}}], \"stats\": {}}, \"config\": {}}",
            ["Q"], [["{\"x\":1}"]]),
        Variant(
            "pf null output", "a.json",
            "{\"evalId\": \"e\", \"results\": {\"version\": 3, \"results\": [{\"success\": false, \"score\": 0, \"prompt\": {\"raw\": \"Q\"}, \"response\": {\"output\": null}, \"error\": \"e\"}, {\"success\": true, \"score\": 1, \"prompt\": {\"raw\": \"Q\", \"label\": \"l\"}, \"vars\": {}, \"response\": {\"output\": \"a\"}, \"provider\": {\"id\": \"p\"}}], \"stats\": {}}, \"config\": {}}",
            ["Q"], [[nil, "a"]]),
        Variant(
            "pf empty output", "a.json",
            "{\"evalId\": \"e\", \"results\": {\"version\": 3, \"results\": [{\"success\": false, \"score\": 0, \"prompt\": {\"raw\": \"Q\"}, \"response\": {\"output\": \"\"}}], \"stats\": {}}, \"config\": {}}",
            ["Q"], [[""]]),
        Variant(
            "pf no response", "a.json",
            "{\"evalId\": \"e\", \"results\": {\"version\": 3, \"results\": [{\"success\": false, \"score\": 0, \"prompt\": {\"raw\": \"Q\"}, \"error\": \"boom\"}, {\"success\": true, \"score\": 1, \"prompt\": {\"raw\": \"Q\", \"label\": \"l\"}, \"vars\": {}, \"response\": {\"output\": \"a\"}, \"provider\": {\"id\": \"p\"}}], \"stats\": {}}, \"config\": {}}",
            ["Q"], [[nil, "a"]]),
        Variant(
            "pf chat prompt raw", "a.json",
            "{\"evalId\": \"e\", \"results\": {\"version\": 3, \"results\": [{\"success\": true, \"score\": 1, \"prompt\": {\"raw\": \"[{\\\"role\\\": \\\"user\\\", \\\"content\\\": \\\"Q\\\"}]\"}, \"vars\": {}, \"response\": {\"output\": \"a\"}, \"provider\": {\"id\": \"p\"}}], \"stats\": {}}, \"config\": {}}",
            ["Q"], [["a"]]),
        Variant(
            "pf vars only promptIdx", "a.json",
            "{\"evalId\": \"e\", \"results\": {\"version\": 3, \"results\": [{\"promptIdx\": 0, \"testIdx\": 0, \"vars\": {\"q\": \"x\"}, \"prompt\": {\"raw\": \"Q\"}, \"response\": {\"output\": \"a\"}, \"score\": 1}], \"stats\": {}}, \"config\": {}}",
            ["Q"], [["a"]]),
        Variant(
            "pf results obj in export", "a.json",
            "{\"evalId\": \"e\", \"results\": {\"results\": [{\"success\": true, \"score\": 1, \"prompt\": {\"raw\": \"Q\", \"label\": \"l\"}, \"vars\": {}, \"response\": {\"output\": \"a\"}, \"provider\": {\"id\": \"p\"}}, {\"success\": false, \"score\": 0, \"prompt\": {\"raw\": \"Q\"}, \"response\": {\"output\": \"b\"}, \"provider\": {\"id\": \"p\"}}], \"prompts\": [{\"raw\": \"Q\"}]}, \"metadata\": {}}",
            ["Q"], [["a", "b"]]),
        Variant(
            "pf named scores", "a.json",
            "{\"evalId\": \"e\", \"results\": {\"version\": 3, \"results\": [{\"success\": true, \"score\": 1, \"prompt\": {\"raw\": \"Q\", \"label\": \"l\"}, \"vars\": {}, \"response\": {\"output\": \"a\"}, \"provider\": {\"id\": \"p\"}, \"namedScores\": {\"tone\": 0.25}}], \"stats\": {}}, \"config\": {}}",
            ["Q"], [["a"]]),
        Variant(
            "hb results", "a.json",
            "{\"b1\": [{\"test_case\": \"Q\", \"generation\": \"a\", \"label\": 0}, {\"test_case\": \"Q\", \"generation\": \"b\", \"label\": 1}]}",
            ["Q"], [["a", "b"]]),
        Variant(
            "hb completions", "a.json",
            "{\n  \"b1\": [\n    {\n      \"test_case\": \"Q\",\n      \"generation\": \"a\"\n    },\n    {\n      \"test_case\": \"Q\",\n      \"generation\": \"b\"\n    }\n  ]\n}",
            ["Q"], [["a", "b"]]),
        Variant(
            "hb one", "a.json",
            "{\"b1\": [{\"test_case\": \"Q\", \"generation\": \"a\"}]}",
            ["Q"], [["a"]]),
        Variant(
            "hb null gen", "a.json",
            "{\"b1\": [{\"test_case\": \"Q\", \"generation\": null}, {\"test_case\": \"Q\", \"generation\": \"b\"}]}",
            ["Q"], [[nil, "b"]]),
        Variant(
            "hb empty behaviour", "a.json",
            "{\"b0\": [], \"b1\": [{\"test_case\": \"Q\", \"generation\": \"a\"}]}",
            ["Q"], [["a"]]),
        Variant(
            "hb advbench label", "a.json",
            "{\"b1\": [{\"test_case\": \"Q\", \"generation\": \"a\", \"label\": 1, \"advbench_label\": 0}, {\"test_case\": \"Q\", \"generation\": \"b\", \"label\": 0, \"advbench_label\": 0}]}",
            ["Q"], [["a", "b"]]),
        Variant(
            "hb two texts", "a.json",
            "{\"b1\": [{\"test_case\": \"Q\", \"generation\": \"a\"}, {\"test_case\": \"R\", \"generation\": \"b\"}]}",
            ["Q", "R"], [["a"], ["b"]]),
        Variant(
            "jbb", "a.json",
            "{\"parameters\": {\"model\": \"m\", \"attack_type\": \"black_box\"}, \"jailbreaks\": [{\"index\": 0, \"goal\": \"G\", \"behavior\": \"B\", \"category\": \"c\", \"prompt\": \"Q\", \"response\": \"a\", \"number_of_queries\": 3, \"queries_to_jailbreak\": null, \"prompt_tokens\": 1, \"response_tokens\": 2, \"jailbroken\": true}, {\"index\": 1, \"goal\": \"G2\", \"prompt\": null, \"response\": null, \"jailbroken\": false}]}",
            ["Q"], [["a"]]),
        Variant(
            "jbb null resp", "a.json",
            "{\"parameters\": {\"model\": \"m\"}, \"jailbreaks\": [{\"index\": 0, \"goal\": \"G\", \"prompt\": \"Q\", \"response\": null, \"jailbroken\": false}, {\"index\": 1, \"goal\": \"G\", \"prompt\": \"Q2\", \"response\": \"a\", \"jailbroken\": false}]}",
            ["Q", "Q2"], [[nil], ["a"]]),
        Variant(
            "jbb list only", "a.json",
            "[{\"index\": 0, \"goal\": \"G\", \"prompt\": \"Q\", \"response\": \"a\", \"jailbroken\": true}]",
            ["Q"], [["a"]]),
        Variant(
            "jbb evaluation", "a.jsonl",
            "{\"index\": 0, \"goal\": \"G\", \"prompt\": \"Q\", \"response\": \"a\", \"jailbroken\": true}\n",
            ["Q"], [["a"]]),
        Variant(
            "garak", "a.report.jsonl",
            "{\"entry_type\": \"start_run setup\", \"_config.version\": \"0.13\", \"plugins.target_name\": \"m\"}\n{\"entry_type\": \"init\", \"garak_version\": \"0.13\", \"run\": \"r\"}\n{\"entry_type\": \"attempt\", \"uuid\": \"u\", \"seq\": 0, \"status\": 1, \"probe_classname\": \"p.P\", \"probe_params\": {}, \"targets\": [], \"prompt\": {\"turns\": [{\"role\": \"user\", \"content\": {\"text\": \"Q\", \"lang\": \"en\"}}]}, \"outputs\": [{\"text\": \"a\", \"lang\": \"en\"}, {\"text\": \"b\"}], \"detector_results\": {}, \"notes\": {}, \"goal\": \"g\"}\n{\"entry_type\": \"attempt\", \"uuid\": \"u\", \"seq\": 0, \"status\": 2, \"probe_classname\": \"p.P\", \"probe_params\": {}, \"targets\": [], \"prompt\": {\"turns\": [{\"role\": \"user\", \"content\": {\"text\": \"Q\", \"lang\": \"en\"}}]}, \"outputs\": [{\"text\": \"a\", \"lang\": \"en\"}, {\"text\": \"b\"}], \"detector_results\": {\"d.D\": [0.0, 1.0]}, \"notes\": {}, \"goal\": \"g\"}\n{\"entry_type\": \"eval\", \"probe\": \"p\", \"detector\": \"d.D\", \"passed\": 1, \"total\": 2}\n{\"entry_type\": \"digest\"}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "garak old str prompt", "a.jsonl",
            "{\"entry_type\": \"start_run setup\", \"_config.version\": \"0.13\", \"plugins.target_name\": \"m\"}\n{\"entry_type\": \"init\", \"garak_version\": \"0.13\", \"run\": \"r\"}\n{\"entry_type\": \"attempt\", \"uuid\": \"u\", \"seq\": 0, \"status\": 2, \"probe_classname\": \"p.P\", \"probe_params\": {}, \"targets\": [], \"prompt\": \"Q\", \"outputs\": [\"a\", \"b\"], \"detector_results\": {\"d.D\": [0, 1]}, \"notes\": {}, \"goal\": \"g\"}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "garak only status1", "a.jsonl",
            "{\"entry_type\": \"start_run setup\", \"_config.version\": \"0.13\", \"plugins.target_name\": \"m\"}\n{\"entry_type\": \"init\", \"garak_version\": \"0.13\", \"run\": \"r\"}\n{\"entry_type\": \"attempt\", \"uuid\": \"u\", \"seq\": 0, \"status\": 1, \"probe_classname\": \"p.P\", \"probe_params\": {}, \"targets\": [], \"prompt\": {\"turns\": [{\"role\": \"user\", \"content\": {\"text\": \"Q\", \"lang\": \"en\"}}]}, \"outputs\": [{\"text\": \"a\", \"lang\": \"en\"}, {\"text\": \"b\"}], \"detector_results\": {}, \"notes\": {}, \"goal\": \"g\"}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "garak status0", "a.jsonl",
            "{\"entry_type\": \"start_run setup\", \"_config.version\": \"0.13\", \"plugins.target_name\": \"m\"}\n{\"entry_type\": \"init\", \"garak_version\": \"0.13\", \"run\": \"r\"}\n{\"entry_type\": \"attempt\", \"uuid\": \"u\", \"seq\": 0, \"status\": 0, \"probe_classname\": \"p.P\", \"probe_params\": {}, \"targets\": [], \"prompt\": {\"turns\": [{\"role\": \"user\", \"content\": {\"text\": \"Q\", \"lang\": \"en\"}}]}, \"outputs\": [], \"detector_results\": {}, \"notes\": {}, \"goal\": \"g\"}\n{\"entry_type\": \"attempt\", \"uuid\": \"u\", \"seq\": 0, \"status\": 1, \"probe_classname\": \"p.P\", \"probe_params\": {}, \"targets\": [], \"prompt\": {\"turns\": [{\"role\": \"user\", \"content\": {\"text\": \"Q\", \"lang\": \"en\"}}]}, \"outputs\": [{\"text\": \"a\", \"lang\": \"en\"}, {\"text\": \"b\"}], \"detector_results\": {}, \"notes\": {}, \"goal\": \"g\"}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "garak null out", "a.jsonl",
            "{\"entry_type\": \"start_run setup\", \"_config.version\": \"0.13\", \"plugins.target_name\": \"m\"}\n{\"entry_type\": \"init\", \"garak_version\": \"0.13\", \"run\": \"r\"}\n{\"entry_type\": \"attempt\", \"uuid\": \"u\", \"seq\": 0, \"status\": 2, \"probe_classname\": \"p.P\", \"probe_params\": {}, \"targets\": [], \"prompt\": {\"turns\": [{\"role\": \"user\", \"content\": {\"text\": \"Q\", \"lang\": \"en\"}}]}, \"outputs\": [null, {\"text\": \"b\"}], \"detector_results\": {\"d.D\": [null, 1]}, \"notes\": {}, \"goal\": \"g\"}\n",
            ["Q"], [[nil, "b"]]),
        Variant(
            "garak conversations", "a.jsonl",
            "{\"entry_type\": \"start_run setup\", \"_config.version\": \"0.13\", \"plugins.target_name\": \"m\"}\n{\"entry_type\": \"init\", \"garak_version\": \"0.13\", \"run\": \"r\"}\n{\"entry_type\": \"attempt\", \"uuid\": \"u\", \"seq\": 0, \"status\": 2, \"probe_classname\": \"p.P\", \"probe_params\": {}, \"targets\": [], \"prompt\": {\"turns\": [{\"role\": \"user\", \"content\": {\"text\": \"Q\", \"lang\": \"en\"}}]}, \"outputs\": [{\"text\": \"a\", \"lang\": \"en\"}, {\"text\": \"b\"}], \"detector_results\": {}, \"notes\": {}, \"goal\": \"g\", \"conversations\": [{\"turns\": [{\"role\": \"user\", \"content\": {\"text\": \"Q\"}}, {\"role\": \"assistant\", \"content\": {\"text\": \"a\"}}]}]}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "garak multi turns", "a.jsonl",
            "{\"entry_type\": \"start_run setup\", \"_config.version\": \"0.13\", \"plugins.target_name\": \"m\"}\n{\"entry_type\": \"init\", \"garak_version\": \"0.13\", \"run\": \"r\"}\n{\"entry_type\": \"attempt\", \"uuid\": \"u\", \"seq\": 0, \"status\": 2, \"probe_classname\": \"p.P\", \"probe_params\": {}, \"targets\": [], \"prompt\": {\"turns\": [{\"role\": \"system\", \"content\": {\"text\": \"S\"}}, {\"role\": \"user\", \"content\": {\"text\": \"Q\"}}]}, \"outputs\": [{\"text\": \"a\", \"lang\": \"en\"}, {\"text\": \"b\"}], \"detector_results\": {}, \"notes\": {}, \"goal\": \"g\"}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "garak two attempts same prompt", "a.jsonl",
            "{\"entry_type\": \"start_run setup\", \"_config.version\": \"0.13\", \"plugins.target_name\": \"m\"}\n{\"entry_type\": \"init\", \"garak_version\": \"0.13\", \"run\": \"r\"}\n{\"entry_type\": \"attempt\", \"uuid\": \"u\", \"seq\": 0, \"status\": 2, \"probe_classname\": \"p.P\", \"probe_params\": {}, \"targets\": [], \"prompt\": {\"turns\": [{\"role\": \"user\", \"content\": {\"text\": \"Q\", \"lang\": \"en\"}}]}, \"outputs\": [\"a\"], \"detector_results\": {}, \"notes\": {}, \"goal\": \"g\"}\n{\"entry_type\": \"attempt\", \"uuid\": \"v\", \"seq\": 0, \"status\": 2, \"probe_classname\": \"p.P\", \"probe_params\": {}, \"targets\": [], \"prompt\": {\"turns\": [{\"role\": \"user\", \"content\": {\"text\": \"Q\", \"lang\": \"en\"}}]}, \"outputs\": [\"b\"], \"detector_results\": {}, \"notes\": {}, \"goal\": \"g\"}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "garak truncated", "a.jsonl",
            "{\"entry_type\": \"start_run setup\", \"_config.version\": \"0.13\", \"plugins.target_name\": \"m\"}\n{\"entry_type\": \"init\", \"garak_version\": \"0.13\", \"run\": \"r\"}\n{\"entry_type\": \"attempt\", \"uuid\": \"u\", \"seq\": 0, \"status\": 2, \"probe_classname\": \"p.P\", \"probe_params\": {}, \"targets\": [], \"prompt\": {\"turns\": [{\"role\": \"user\", \"content\": {\"text\": \"Q\", \"lang\": \"en\"}}]}, \"outputs\": [{\"text\": \"a\", \"lang\": \"en\"}, {\"text\": \"b\"}], \"detector_results\": {}, \"notes\": {}, \"goal\": \"g\"}\n{\"entry_type\":\"attem",
            ["Q"], [["a", "b"]]),
        Variant(
            "deepeval", "a.json",
            "{\"testCases\": [{\"name\": \"n\", \"input\": \"Q\", \"actualOutput\": \"a\", \"metricsData\": [{\"name\": \"Bias\", \"score\": 0.5, \"success\": true}]}, {\"name\": \"n2\", \"input\": \"Q\", \"actualOutput\": \"b\", \"metricsData\": [{\"name\": \"Bias\", \"score\": 1.0}]}]}",
            ["Q"], [["a", "b"]]),
        Variant(
            "deepeval test_results", "a.json",
            "{\"test_results\": [{\"input\": \"Q\", \"actual_output\": \"a\", \"success\": true, \"metrics_data\": [{\"name\": \"Bias\", \"score\": 0.5}]}, {\"input\": \"Q\", \"actual_output\": \"b\", \"metrics_data\": [{\"name\": \"Bias\", \"score\": null, \"error\": \"x\"}]}]}",
            ["Q"], [["a", "b"]]),
        Variant(
            "deepeval goldens", "a.json",
            "[{\"input\": \"Q\", \"actual_output\": \"a\", \"expected_output\": \"ref\"}, {\"input\": \"Q\", \"actual_output\": \"b\", \"expected_output\": \"ref\"}]",
            ["Q"], [["a", "b"]]),
        Variant(
            "deepeval csv", "a.csv",
            "input,actual_output\nQ,a\nQ,b\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "deepeval null out", "a.json",
            "{\"testCases\": [{\"input\": \"Q\", \"actualOutput\": null}, {\"input\": \"Q\", \"actualOutput\": \"b\"}]}",
            ["Q"], [[nil, "b"]]),
        Variant(
            "deepeval nested", "a.json",
            "{\"testRunData\": {\"testCases\": [{\"input\": \"Q\", \"actualOutput\": \"a\"}, {\"input\": \"Q\", \"actualOutput\": \"b\"}]}}",
            ["Q"], [["a", "b"]]),
        Variant(
            "leak", "generations_n2.json",
            "{\"prompt\": \"Q\", \"ground_truth\": \"ref\", \"responses\": [{\"response\": \"a\", \"rougeL_recall\": 0.5, \"exact_match\": 0}, {\"response\": \"b\", \"rougeL_recall\": 1, \"exact_match\": 1}], \"best_answer\": \"b\"}",
            ["Q"], [["a", "b"]]),
        Variant(
            "leak ES", "a.json",
            "{\"prompt\": \"Q\", \"ground_truth\": \"ref\", \"responses\": [{\"response\": \"a\", \"ES\": 0}, {\"response\": \"b\", \"ES\": 1}]}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "leak extra num", "a.json",
            "{\"prompt\": \"Q\", \"ground_truth\": \"ref\", \"responses\": [{\"response\": \"a\", \"rougeL_recall\": 1.0, \"latency_s\": 2.31, \"n_words\": 1}, {\"response\": \"b\", \"rougeL_recall\": 0.0, \"latency_s\": 3.1, \"n_words\": 1}]}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "leak strings", "a.json",
            "{\"prompt\": \"Q\", \"ground_truth\": \"ref\", \"responses\": [\"a\", \"b\"]}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "leak null", "a.json",
            "{\"prompt\": \"Q\", \"responses\": [null, {\"response\": null}, {\"response\": \"b\"}, {}]}\n",
            ["Q"], [[nil, nil, "b", nil]]),
        Variant(
            "leak empty list", "a.json",
            "{\"prompt\": \"Q\", \"responses\": []}\n{\"prompt\": \"R\", \"responses\": [\"a\"]}\n",
            ["R"], [["a"]]),
        Variant(
            "leak pretty array", "a.json",
            "[\n  {\n    \"prompt\": \"Q\",\n    \"ground_truth\": \"r\",\n    \"responses\": [\n      {\n        \"response\": \"a\"\n      },\n      {\n        \"response\": \"b\"\n      }\n    ]\n  }\n]",
            ["Q"], [["a", "b"]]),
        Variant(
            "leak bool", "a.json",
            "{\"prompt\": \"Q\", \"responses\": [{\"response\": \"a\", \"exact_match\": true}, {\"response\": \"b\", \"exact_match\": false}]}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "ou", "TOFU_EVAL.json",
            "{\"forget_Q_A_ROUGE\": {\"agg_value\": 0.5, \"value_by_index\": {\"0\": {\"rouge1_recall\": 0.5, \"rougeL_f1\": 0.5, \"rougeL_recall\": 0.5, \"input\": \"Q\", \"ground_truth\": \"ref\", \"generation\": \"a\"}, \"1\": {\"rouge1_recall\": 0.5, \"rougeL_f1\": 0.5, \"rougeL_recall\": 1, \"input\": \"R\", \"ground_truth\": \"ref\", \"generation\": \"b\"}}}}",
            ["Q", "R"], [["a"], ["b"]]),
        Variant(
            "ou list gen", "a.json",
            "{\"m\": {\"agg_value\": 0.5, \"value_by_index\": {\"0\": {\"rougeL_recall\": 0.5, \"input\": \"Q\", \"generation\": [\"a\", \"b\"]}}}}",
            ["Q"], [["a", "b"]]),
        Variant(
            "lm", "samples_x.jsonl",
            "{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q0\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": [[\"a\"]], \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n{\"doc_id\": 1, \"doc\": {\"question\": \"Q1\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q1\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": [[\"b\"]], \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"metrics\": [\"em\"], \"em\": 0.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n",
            ["Q0", "Q1"], [["a"], ["b"]]),
        Variant(
            "lm repeats", "a.jsonl",
            "{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q0\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": [[\"a\", \"b\"]], \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n",
            ["Q0"], [["a", "b"]]),
        Variant(
            "lm flat resps", "a.jsonl",
            "{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q0\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": [\"a\", \"b\"], \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n",
            ["Q0"], [["a", "b"]]),
        Variant(
            "lm list args", "a.jsonl",
            "{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": [[\"QX\", {\"do_sample\": true}]], \"resps\": [[\"a\"]], \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n",
            ["QX"], [["a"]]),
        Variant(
            "lm list args strs", "a.jsonl",
            "{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": [\"QX\", \"{'do_sample': True}\"], \"resps\": [[\"a\"]], \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n",
            ["QX"], [["a"]]),
        Variant(
            "lm arg_0 list", "a.jsonl",
            "{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": [\"QX\"], \"arg_1\": {}}}, \"resps\": [[\"a\"]], \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n",
            ["QX"], [["a"]]),
        Variant(
            "lm chat json", "a.jsonl",
            "{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": [\"[{\\\"role\\\": \\\"user\\\", \\\"content\\\": \\\"QX\\\"}]\"], \"arg_1\": {}}}, \"resps\": [[\"a\"]], \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n",
            ["QX"], [["a"]]),
        Variant(
            "lm null resp", "a.jsonl",
            "{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q0\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": [[\"a\", null]], \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n",
            ["Q0"], [["a", nil]]),
        Variant(
            "lm empty resps", "a.jsonl",
            "{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q0\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": [[]], \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n{\"doc_id\": 1, \"doc\": {\"question\": \"Q1\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q1\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": [[\"b\"]], \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n",
            ["Q1"], [["b"]]),
        Variant(
            "lm json array", "a.json",
            "[{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q0\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": [[\"a\"]], \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}]",
            ["Q0"], [["a"]]),
        Variant(
            "lm no filter two", "a.jsonl",
            "{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q0\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": [[\"a\"]], \"filtered_resps\": [\"x\"], \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q0\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": [[\"a\"]], \"filtered_resps\": [\"y\"], \"metrics\": [\"em\"], \"em\": 0.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n",
            ["Q0"], [["a"]]),
        Variant(
            "lm two filters", "a.jsonl",
            "{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q0\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": [[\"a\"]], \"filtered_resps\": [\"x\"], \"filter\": \"strict-match\", \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q0\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": [[\"a\"]], \"filtered_resps\": [\"x\"], \"filter\": \"flexible-extract\", \"metrics\": [\"em\"], \"em\": 0.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n",
            ["Q0"], [["a"]]),
        Variant(
            "lm no metrics key", "a.jsonl",
            "{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q0\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": [[\"a\"]], \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\", \"exact_match\": 1.0}\n",
            ["Q0"], [["a"]]),
        Variant(
            "ins", "a.json",
            "{\n \"version\": 2,\n \"status\": \"success\",\n \"eval\": {\n  \"task\": \"t\",\n  \"model\": \"m\",\n  \"config\": {\n   \"epochs\": 1\n  }\n },\n \"plan\": {\n  \"config\": {\n   \"temperature\": 1\n  }\n },\n \"samples\": [\n  {\n   \"id\": 1,\n   \"epoch\": 1,\n   \"input\": \"Q1\",\n   \"target\": \"ref\",\n   \"output\": {\n    \"model\": \"m\",\n    \"choices\": [\n     {\n      \"message\": {\n       \"role\": \"assistant\",\n       \"content\": \"a\"\n      },\n      \"stop_reason\": \"stop\"\n     }\n    ]\n   },\n   \"scores\": {\n    \"s\": {\n     \"value\": \"C\"\n    }\n   }\n  },\n  {\n   \"id\": 1,\n   \"epoch\": 2,\n   \"input\": \"Q1\",\n   \"target\": \"ref\",\n   \"output\": {\n    \"model\": \"m\",\n    \"choices\": [\n     {\n      \"message\": {\n       \"role\": \"assistant\",\n       \"content\": \"b\"\n      },\n      \"stop_reason\": \"stop\"\n     }\n    ]\n   },\n   \"scores\": {\n    \"s\": {\n     \"value\": \"C\"\n    }\n   }\n  }\n ]\n}",
            ["Q1"], [["a", "b"]]),
        Variant(
            "ins parts", "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": 1, \"epoch\": 1, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": [{\"type\": \"reasoning\", \"reasoning\": \"hm\"}, {\"type\": \"text\", \"text\": \"a\"}]}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"C\"}}}]}",
            ["Q1"], [["<think>\nhm\n</think>\n\na"]]),
        Variant(
            "ins no output", "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": 1, \"epoch\": 1, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"C\"}}}, {\"id\": 1, \"epoch\": 2, \"input\": \"Q1\", \"target\": \"t\"}]}",
            ["Q1"], [["a", nil]]),
        Variant(
            "ins output no choices", "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": 1, \"epoch\": 1, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"C\"}}}, {\"id\": 1, \"epoch\": 2, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": []}, \"scores\": {\"s\": {\"value\": \"C\"}}}]}",
            ["Q1"], [["a", nil]]),
        Variant(
            "ins output null", "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": 1, \"epoch\": 1, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"C\"}}}, {\"id\": 1, \"epoch\": 2, \"input\": \"Q1\", \"target\": \"ref\", \"output\": null, \"scores\": {\"s\": {\"value\": \"C\"}}}]}",
            ["Q1"], [["a", nil]]),
        Variant(
            "ins output error", "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": 1, \"epoch\": 1, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"C\"}}}, {\"id\": 1, \"epoch\": 2, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [], \"error\": \"boom\"}, \"scores\": {\"s\": {\"value\": \"C\"}}}]}",
            ["Q1"], [["a", nil]]),
        Variant(
            "ins error", "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": 1, \"epoch\": 1, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"C\"}}}, {\"id\": 1, \"epoch\": 2, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"x\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"C\"}}, \"error\": {\"message\": \"boom\", \"traceback\": \"\"}}]}",
            ["Q1"], [["a", nil]]),
        Variant(
            "ins scores null", "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": 1, \"epoch\": 1, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}]}, \"scores\": null}]}",
            ["Q1"], [["a"]]),
        Variant(
            "ins score dict value", "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": 1, \"epoch\": 1, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": {\"x\": 1, \"y\": 0}}}}]}",
            ["Q1"], [["a"]]),
        Variant(
            "ins score NaN", "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": 1, \"epoch\": 1, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": NaN}}}, {\"id\": 1, \"epoch\": 2, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"b\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"C\"}}}]}",
            ["Q1"], [["a", "b"]]),
        Variant(
            "ins I/P/N", "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": 1, \"epoch\": 1, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"I\"}}}, {\"id\": 1, \"epoch\": 2, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"b\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"P\"}}}]}",
            ["Q1"], [["a", "b"]]),
        Variant(
            "ins input msgs", "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": 1, \"epoch\": 1, \"input\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"QM\"}], \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"C\"}}}]}",
            ["QM"], [["a"]]),
        Variant(
            "ins num_choices", "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": 1, \"epoch\": 1, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}, {\"message\": {\"role\": \"assistant\", \"content\": \"b\"}, \"stop_reason\": \"stop\"}, {\"message\": {\"role\": \"assistant\", \"content\": \"c\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"C\"}}}]}",
            ["Q1"], [["a", "b", "c"]]),
        Variant(
            "ins str id", "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": \"x-1\", \"epoch\": 1, \"input\": \"Qx-1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"C\"}}}]}",
            ["Qx-1"], [["a"]]),
        Variant(
            "ins no epoch", "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": 1, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"C\"}}}]}",
            ["Q1"], [["a"]]),
        Variant(
            "ins one sample", "s.json",
            "{\"id\": 1, \"epoch\": 1, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"C\"}}}",
            ["Q1"], [["a"]]),
        Variant(
            "ins v1 list", "a.json",
            "{\"version\": 1, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": 1, \"epoch\": 1, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"C\"}}}]}",
            ["Q1"], [["a"]]),
        Variant(
            "ins invalid status", "a.json",
            "{\"version\": 2, \"status\": \"cancelled\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": [{\"id\": 1, \"epoch\": 1, \"input\": \"Q1\", \"target\": \"ref\", \"output\": {\"model\": \"m\", \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\"}, \"stop_reason\": \"stop\"}]}, \"scores\": {\"s\": {\"value\": \"C\"}}}]}",
            ["Q1"], [["a"]]),
        Variant(
            "plain", "a.jsonl",
            "{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a\"}\n{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"b\"}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "plain null", "a.jsonl",
            "{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a\"}\n{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": null}\n",
            ["Q"], [["a", nil]]),
        Variant(
            "plain missing", "a.jsonl",
            "{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a\"}\n{\"prompt_id\": \"p\", \"prompt\": \"Q\"}\n",
            ["Q"], [["a", nil]]),
        Variant(
            "plain empty text", "a.jsonl",
            "{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"\"}\n",
            ["Q"], [[""]]),
        Variant(
            "plain error null", "a.jsonl",
            "{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a\", \"error\": null}\n",
            ["Q"], [["a"]]),
        Variant(
            "plain error", "a.jsonl",
            "{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a\"}\n{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"error\": \"x\"}\n",
            ["Q"], [["a", nil]]),
        Variant(
            "plain num id", "a.jsonl",
            "{\"prompt_id\": 1, \"prompt\": \"Q\", \"text\": \"a\"}\n{\"prompt_id\": 1.0, \"prompt\": \"Q\", \"text\": \"b\"}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "plain extra number", "a.jsonl",
            "{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a\", \"latency\": 3.5, \"n\": 7}\n{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"b\", \"latency\": 2}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "plain response instead", "a.jsonl",
            "{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"response\": \"a\"}\n{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"response\": \"b\"}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "plain output", "a.jsonl",
            "{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"output\": \"a\"}\n{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"output\": \"b\"}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "plain json list", "a.json",
            "[{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a\"}, {\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"b\"}]",
            ["Q"], [["a", "b"]]),
        Variant(
            "plain draws obj", "a.json",
            "{\"draws\": [{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a\"}, {\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"b\"}]}",
            ["Q"], [["a", "b"]]),
        Variant(
            "plain data obj", "a.json",
            "{\n \"data\": [\n  {\n   \"prompt_id\": \"p\",\n   \"prompt\": \"Q\",\n   \"text\": \"a\"\n  },\n  {\n   \"prompt_id\": \"p\",\n   \"prompt\": \"Q\",\n   \"text\": \"b\"\n  }\n ]\n}",
            ["Q"], [["a", "b"]]),
        Variant(
            "results obj", "a.json",
            "{\"results\": [{\"prompt\": \"Q\", \"response\": \"a\"}, {\"prompt\": \"Q\", \"response\": \"b\"}]}",
            ["Q"], [["a", "b"]]),
        Variant(
            "csv draws", "a.csv",
            "prompt,response\nQ,a\nQ,b\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "csv prompt_id", "a.csv",
            "prompt_id,prompt,text,draw\np,Q,a,0\np,Q,b,1\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "tsv draws", "a.tsv",
            "prompt\tresponse\nQ\ta\nQ\tb\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "csv score", "a.csv",
            "prompt,response,leak_score\nQ,a,0\nQ,b,1\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "xstest csv", "a.csv",
            "id,type,prompt,completion,final_label\n1,t,Q,a,1_full_compliance\n2,t,R,b,2_full_refusal\n",
            ["Q", "R"], [["a"], ["b"]]),
        Variant(
            "odd record in many", "a.jsonl",
            "{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a0\"}\n{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a1\"}\n{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a2\"}\n{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a3\"}\n{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a4\"}\n{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a5\"}\n{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a6\"}\n{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a7\"}\n{\"prompt_id\": \"p\", \"prompt\": \"Q\", \"text\": \"a8\"}\n{\"x\": 1}\n",
            ["Q"], [["a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8"]]),
        Variant(
            "beavertails", "a.jsonl",
            "{\"prompt\": \"Q\", \"response\": \"a\", \"category\": {\"x\": true}, \"is_safe\": true}\n{\"prompt\": \"Q\", \"response\": \"b\", \"is_safe\": false}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "xstest jsonl", "a.jsonl",
            "{\"prompt\": \"Q\", \"completion\": \"a\"}\n",
            ["Q"], [["a"]]),
        Variant(
            "alpacaeval outputs", "a.json",
            "[{\"instruction\": \"Q\", \"output\": \"a\", \"generator\": \"m\"}, {\"instruction\": \"Q\", \"output\": \"b\", \"generator\": \"m\"}]",
            ["Q"], [["a", "b"]]),
        Variant(
            "ollama", "a.jsonl",
            "{\"model\": \"m\", \"prompt\": \"Q\", \"response\": \"a\", \"done\": true}\n{\"model\": \"m\", \"prompt\": \"Q\", \"response\": \"b\", \"done\": true}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "llama.cpp completion", "a.jsonl",
            "{\"prompt\": \"Q\", \"content\": \"a\", \"stop\": true, \"generation_settings\": {\"seed\": 1}}\n{\"prompt\": \"Q\", \"content\": \"b\", \"stop\": true}\n",
            ["Q"], [["a", "b"]]),
        Variant(
            "tgi", "a.jsonl",
            "{\"inputs\": \"Q\", \"generated_text\": \"a\"}\n{\"inputs\": \"Q\", \"generated_text\": \"b\"}\n",
            ["Q"], [["a", "b"]]),
    ]

    @Test(arguments: variants)
    func theDrawsAreRead(variant: Variant) throws {
        let found = try DrawImport(Array(variant.text.utf8), name: variant.name)
        let places = found.prompts.indices.filter { !found.draws[$0].isEmpty }
        #expect(places.map { found.prompts[$0].text } == variant.prompts)
        #expect(places.map { found.draws[$0].map(\.text) } == variant.draws)
    }

    /// Files that hold no draw, or scores that nobody can tell the meaning of.
    static let refused: [(name: String, text: String)] = [
        (
            "a.json",
            "{\"evalId\": \"e\", \"results\": {\"version\": 3, \"results\": [], \"stats\": {}}, \"config\": {}}"
        ),
        ("a.json", "{\"b1\": [\"Q1\", \"Q2\"]}"),
        (
            "a.jsonl",
            "{\"entry_type\": \"start_run setup\", \"_config.version\": \"0.13\", \"plugins.target_name\": \"m\"}\n{\"entry_type\": \"init\", \"garak_version\": \"0.13\", \"run\": \"r\"}\n"
        ),
        (
            "a.json",
            "{\"forget_Prob\": {\"agg_value\": 0.1, \"value_by_index\": {\"0\": {\"prob\": 0.1, \"avg_loss\": 2.0}}}}"
        ),
        ("a.json", "{\"forget_quality\": 0.5, \"model_utility\": 0.4}"),
        (
            "a.jsonl",
            "{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q0\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": [[[-1.0, true]], [[-2.0, false]]], \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n"
        ),
        (
            "a.jsonl",
            "{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q0\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": [[[\"-1.0\", \"True\"]], [[\"-2.0\", \"False\"]]], \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n"
        ),
        (
            "a.jsonl",
            "{\"doc_id\": 0, \"doc\": {\"question\": \"Q0\"}, \"target\": \"ref\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q0\", \"arg_1\": {\"do_sample\": true, \"temperature\": 1.0}}}, \"resps\": \"a\", \"filtered_resps\": [\"x\"], \"filter\": \"none\", \"metrics\": [\"em\"], \"em\": 1.0, \"doc_hash\": \"h\", \"prompt_hash\": \"h\", \"target_hash\": \"h\"}\n"
        ),
        ("a.json", "{\"results\": {\"t\": {\"em,none\": 0.5}}, \"configs\": {}, \"versions\": {}}"),
        (
            "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\"}}"
        ),
        (
            "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": null}"
        ),
        (
            "a.json",
            "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\", \"model\": \"m\", \"config\": {\"epochs\": 1}}, \"plan\": {\"config\": {\"temperature\": 1}}, \"samples\": []}"
        ),
    ]

    @Test(arguments: refused)
    func whatHoldsNoDrawIsRefusedWithASentence(name: String, text: String) {
        #expect {
            try DrawImport(Array(text.utf8), name: name)
        } throws: {
            "\($0)".contains(name) || "\($0)".contains("draws of several models")
        }
    }

    @Test(arguments: [
        "completion", "response", "generation", "output", "prediction", "generated_text",
        "model_output", "model_response", "model_answer", "output_text", "answer_text",
        "llm_output", "pred", "reply", "model_completion", "predicted_answer",
        "generated_response", "decoded", "raw_response", "target_response", "full_response",
        "model_prediction", "text", "content", "Response", "Model Output", "actual_output",
    ])
    func anAnswerIsFoundByItsField(field: String) throws {
        let lines = ["a", "b"].map { "{\"prompt\":\"Q\",\"\(field)\":\"\($0)\"}" }
        for text in [lines.joined(separator: "\n"), "[\(lines.joined(separator: ",\n"))]"] {
            let found = try DrawImport(Array(text.utf8), name: "f")
            #expect(found.draws.map { $0.map(\.text) } == [["a", "b"]])
        }
    }

    @Test(arguments: [
        "completions", "generations", "samples", "outputs", "responses", "candidates",
        "predictions", "choices", "generated_texts", "model_outputs", "solutions", "replies",
        "draws", "model_responses", "all_responses", "sampled_responses", "generated_responses",
        "output", "generated_text", "response",
    ])
    func aListOfAnswersIsFoundByItsField(field: String) throws {
        for list in [#"["a","b"]"#, #"[{"text":"a"},{"text":"b"}]"#] {
            let text = "{\"prompt\":\"Q\",\"\(field)\":\(list)}"
            let found = try DrawImport(Array(text.utf8), name: "f")
            #expect(found.draws.map { $0.map(\.text) } == [["a", "b"]])
        }
    }

    @Test(arguments: [
        "prompt", "question", "instruction", "input", "query", "forbidden_prompt", "user_prompt",
        "goal", "behavior", "Behavior", "Prompt", "Question", "prompt_text", "problem",
        "user_input", "inputs", "text_prompt", "User Prompt", "full_prompt",
    ])
    func thePromptIsFoundByItsField(field: String) throws {
        let text = "{\"\(field)\":\"Q\",\"response\":\"a\"}"
        let found = try DrawImport(Array(text.utf8), name: "f")
        #expect(found.prompts.map(\.text) == ["Q"])
        #expect(found.draws.map { $0.map(\.text) } == [["a"]])
    }

    @Test(arguments: [
        "reference", "references", "ground_truth", "target", "expected_output", "answer", "gold",
        "ideal", "gt", "expected", "reference_answer", "gold_answer", "Reference", "Ground Truth",
    ])
    func aReferenceIsKept(field: String) throws {
        let text = "{\"question\":\"Q\",\"\(field)\":\"R\",\"response\":\"a\"}"
        let found = try DrawImport(Array(text.utf8), name: "f.jsonl")
        #expect(found.prompts.map(\.references) == [["R"]])
    }

    @Test func theTargetBesideAGoalIsNoReference() throws {
        let text = #"{"goal":"Q","target":"Sure, here","response":"a"}"#
        #expect(try DrawImport(Array(text.utf8), name: "f").prompts.map(\.references) == [[]])
    }

    /// Lines of one prompt with these fields, and how many draws they are.
    @Test(arguments: [
        ([#""seed":"1""#, #""seed":"1""#, #""seed":"2""#], 2),
        ([#""seed":1099511627776"#, #""seed":1099511627776"#, #""seed":1099511627777"#], 2),
        ([#""seed":-1"#, #""seed":-1"#, #""seed":-1"#], 3),
        ([#""draw":"0""#, #""draw":0"#, #""draw":1.0"#], 2),
        ([#""epoch":"1""#, #""epoch":1"#, #""epoch":2"#], 2),
        ([#""uuid":"u""#, #""uuid":"u""#, #""uuid":"v""#], 2),
        ([#""sample_id":1"#, #""sample_id":1"#, #""sample_id":2"#], 2),
        ([#""id":"x""#, #""id":"y""#, #""id":"x""#, #""id":"y""#], 2),
        // A field that is the same everywhere names the prompt.
        ([#""id":"x""#, #""id":"x""#, #""id":"x""#], 3),
        ([#""sample_id":7"#, #""sample_id":7"#], 2),
        ([#""latency":1"#, #""latency":1"#], 2),
    ])
    func whatIsThereTwiceCountsOnce(fields: [String], count: Int) throws {
        let lines = fields.map { #"{"prompt_id":"p","prompt":"Q","text":"a",\#($0)}"# }
        let found = try DrawImport(Array(lines.joined(separator: "\n").utf8), name: "f.jsonl")
        #expect(found.draws.map(\.count) == [count])
        #expect(
            found.warnings.contains { $0.hasPrefix("\(fields.count - count) repeated draw") }
                == (count < fields.count))
    }

    /// An identifier with other texts is none.
    @Test func equalIdentifiersWithOtherTextsAreNone() throws {
        let text = #"""
            {"prompt":"Q","response":"a","sample_id":1}
            {"prompt":"Q","response":"b","sample_id":1}
            {"prompt":"Q","response":"a","sample_id":2}
            {"prompt":"Q","response":"a","sample_id":2}
            """#
        #expect(try DrawImport(Array(text.utf8), name: "f").draws.map(\.count) == [4])
    }

    @Test(arguments: [
        (#""temperature":0"#, true), (#""temperature":"0.0""#, true), (#""Temperature":0"#, true),
        (#""temp":" 0 ""#, true), (#""do_sample":"no""#, true), (#""top_p":0"#, true),
        (#""decoding":{"temperature":0}"#, true), (#""decoding_strategy":"greedy""#, true),
        (#""metadata":{"generation_config":{"temperature":0}}"#, true),
        (#""hyperparameters":{"do_sample":false}"#, true),
        (#""sampling_params":"SamplingParams(n=2, temperature=0.0)""#, true),
        (#""temperature":0.01"#, false), (#""temperature":"default""#, false),
        (#""temperature":null"#, false), (#""do_sample":true"#, false),
        (#""sampling_params":"SamplingParams(n=2, temperature=1.0)""#, false),
        (#""doc":{"temperature":0}"#, false),
    ])
    func greedySettingsAreSeenWhereverTheyAre(field: String, isGreedy: Bool) throws {
        let text = #"{"prompt":"Q","response":"a",\#(field)}"#
        #expect(try DrawImport(Array(text.utf8), name: "f").decoding.isGreedy == isGreedy)
    }

    @Test func scalesMayHaveBlanksAndAMinusOfTypesetting() throws {
        let text = #"""
            {"prompt_id":"p","prompt":"Q","text":"a","scores":{"s":-1}}
            {"prompt_id":"p","prompt":"Q","text":"b","scores":{"s":1}}
            """#
        for scale in ["s=-1..1", "s = -1 .. 1", "s=\u{2212}1..1"] {
            let found = try DrawImport(
                Array(text.utf8), name: "f", scales: ScoreScales(scales: [scale]))
            #expect(found.draws.joined().map { $0.scores["s"] } == [0, 1])
        }
    }

    @Test func aTableOfAnotherShapeNamesItsLine() {
        #expect {
            try DrawImport(Array("prompt,response\nQ,a\nQ\n".utf8), name: "f.csv")
        } throws: {
            "\($0)".contains("f.csv, line 3")
        }
    }

    /// Files without one answer that could be read are named with the line, and are no empty run.
    @Test(arguments: [
        #"{"question_id":81,"choices":[{"index":0,"said":["a"]}]}"#,
        #"{"prompt":"Q","completions":[[["a"]]]}"#,
        #"{"custom_id":"q","response":{"body":{"choices":[{"message":{"content":{"a":1}}}]}}}"#,
        #"{"testCases":[{"question":"Q","answer":"A"}]}"#,
        #"[[["a"]]]"#,
    ])
    func answersInWhichNoTextIsFoundAreNoEmptyResult(text: String) {
        #expect {
            try DrawImport(Array(text.utf8), name: "f.json")
        } throws: {
            "\($0)".hasPrefix("f.json")
        }
    }
}
