import Files
import Prompts

/// Records of services and evaluators that keep what was asked and answered in objects of their own,
/// as records of a prompt with its completions.
extension DrawImport {
    /// The record with its prompt and answers where others have them; nil for all others.
    static func translated(_ record: JSONValue) -> JSONValue? {
        if record["modelInput"] != nil, record["modelOutput"] != nil || record["error"] != nil {
            return bedrock(record)
        }
        if let request = record["request"], request["contents"]?.list != nil {
            return gemini(record, request)
        }
        if let reply = record["model_response"], record["doc"]?.isObject == true {
            return lighteval(record, reply)
        }
        if let instance = record["instance"], let result = record["result"],
            record["request"] != nil
        {
            return helm(record, instance, result)
        }
        if record["predicted_text"] != nil, let id = record["instance_id"]?.scalar {
            return helm(prediction: record, id)
        }
        return nil
    }

    private static func object(_ fields: [(String, JSONValue?)]) -> JSONValue {
        .object(
            fields.compactMap { name, value in value.map { JSONValue.Field(name: name, value: $0) }
            })
    }

    // MARK: - Services

    /// Gemini's and Vertex's batches: `request` with `contents`, `response` with `candidates`.
    private static func gemini(_ record: JSONValue, _ request: JSONValue) -> JSONValue {
        let response = record["response"]
        let system = request["systemInstruction"] ?? request["system_instruction"]
        let turns =
            (system.map { [object([("role", .string("system")), ("parts", $0["parts"])])] } ?? [])
            + (request["contents"]?.list ?? [])
        let messages = turns.map { turn in
            let role = turn["role"]?.string ?? "user"
            return object([
                ("role", .string(role == "model" ? "assistant" : role)),
                ("content", .string(text(turn["parts"]))),
            ])
        }
        let fault = [record["error"], record["status"], response?["error"]].lazy.compactMap { $0 }
            .first { !$0.isNoFault }?.fault
        let blocked = response?["promptFeedback"]?["blockReason"]?.string.map { "blocked: " + $0 }
        var answers = (response?["candidates"]?.list ?? []).map { candidate in
            let parts = candidate["content"]?["parts"]?.list
            let said = (parts ?? []).filter { $0["thought"]?.flag != true }
            let thoughts = (parts ?? []).filter { $0["thought"]?.flag == true }
            return object([
                ("content", parts == nil ? .null : .string(text(.array(said)))),
                ("reasoning_content", thoughts.isEmpty ? nil : .string(text(.array(thoughts)))),
                ("finish_reason", candidate["finishReason"]),
            ])
        }
        if answers.isEmpty {
            answers = [
                object([("error", .string(fault ?? blocked ?? "the response has no answer"))])
            ]
        }
        return object([
            ("prompt_id", record["key"] ?? record["custom_id"]), ("messages", .array(messages)),
            ("completions", .array(answers)), ("model", response?["modelVersion"]),
            ("config", request["generationConfig"] ?? request["generation_config"]),
        ])
    }

    private static func text(_ parts: JSONValue?) -> String {
        (parts?.list ?? []).compactMap { $0["text"]?.string }.joined()
    }

    /// Bedrock's batches, whose inputs and outputs are as each model has them.
    private static func bedrock(_ record: JSONValue) -> JSONValue {
        let (input, output) = (record["modelInput"] ?? .null, record["modelOutput"] ?? .null)
        var answers: [JSONValue]
        if let list = ["results", "outputs", "generations", "choices"].lazy
            .compactMap({ output[$0]?.list }).first
        {
            answers = list
        } else if let message = output["output"]?["message"] {
            answers = [object([("message", message), ("finish_reason", output["stopReason"])])]
        } else {
            answers = output.isNull ? [] : [output]
        }
        if let fault = record["error"], !fault.isNoFault {
            let words = fault["errorMessage"]?.string ?? fault.fault
            answers = [object([("error", .string(words))])]
        }
        answers = answers.map { answer in
            guard let text = answer["outputText"] ?? answer["generation"] else { return answer }
            return object([
                ("content", text),
                ("finish_reason", answer["completionReason"] ?? answer["stop_reason"]),
            ])
        }
        let settings = (input.fields ?? [:]).filter { name, _ in
            !["messages", "prompt", "inputText", "system"].contains(name)
        }
        let system = input["system"]
        return object([
            ("prompt_id", record["recordId"]), ("messages", input["messages"]),
            ("prompt", input["messages"] == nil ? input["prompt"] ?? input["inputText"] : nil),
            ("system", system.map { .string($0.string ?? text($0)) }),
            ("completions", .array(answers)), ("model", output["model"]),
            ("config", .object(settings.map { JSONValue.Field(name: $0.key, value: $0.value) })),
        ])
    }

    // MARK: - Evaluators

    /// lighteval's details: `doc`, `model_response` with a list of texts, and `metric`.
    private static func lighteval(_ record: JSONValue, _ reply: JSONValue) -> JSONValue {
        let doc = record["doc"] ?? .null
        let choices = doc["choices"]?.list ?? []
        let gold = doc["gold_index"].map { $0.list ?? [$0] } ?? []
        let references = gold.compactMap { index in
            index.number.flatMap(Int.init(exactly:)).flatMap {
                choices.indices.contains($0) ? choices[$0] : nil
            }
        }
        let input = reply["input"].flatMap { MessageText.prompt($0) == nil ? nil : $0 }
        let answers = reply["text"]?.list ?? []
        return object([
            ("prompt", input ?? doc["query"]), ("references", .array(references)),
            // Without a text the given answers were compared, and none was drawn.
            ("completions", answers.count > 1 ? .array(answers) : nil),
            ("completion", answers.count == 1 ? answers[0] : nil),
            ("metrics", answers.count == 1 ? record["metric"] : nil),
            ("config", doc["generation_parameters"]),
        ])
    }

    /// HELM's scenario states: a request with its result.
    private static func helm(
        _ record: JSONValue, _ instance: JSONValue, _ result: JSONValue
    ) -> JSONValue {
        let request = record["request"] ?? .null
        let references = (instance["references"]?.list ?? []).filter { reference in
            reference["tags"]?.list?.contains { $0.string == "correct" } == true
        }.compactMap { $0["output"]?["text"] }
        var answers = (result["completions"]?.list ?? []).map { completion in
            object([
                ("content", completion["text"]),
                ("finish_reason", completion["finish_reason"]?["reason"]),
            ])
        }
        if result["success"]?.flag == false || answers.isEmpty {
            let words = result["error"]?.string ?? "the request failed"
            answers = [object([("error", .string(words))])]
        }
        let messages = request["messages"].flatMap { $0.isNull ? nil : $0 }
        return object([
            ("prompt", messages ?? request["prompt"] ?? instance["input"]?["text"]),
            ("references", .array(references)), ("completions", .array(answers)),
            ("model", request["model"]), ("cached", result["cached"]),
            (
                "config",
                object(
                    ["temperature", "top_p", "top_k", "max_tokens", "num_completions"].map {
                        ($0, request[$0])
                    })
            ),
        ])
    }

    /// HELM's predictions for display, which tell the prompt by its id alone: each perturbation and each
    /// choice of examples makes another one.
    private static func helm(prediction record: JSONValue, _ id: String) -> JSONValue {
        let trial = record["train_trial_index"]?.scalar ?? "0"
        let parts =
            [id] + [trial == "0" ? nil : "trial \(trial)"].compactMap { $0 }
            + perturbation(record["perturbation"])
        return object([
            ("prompt_id", .string(parts.joined(separator: "/"))),
            ("completion", record["predicted_text"]), ("metrics", record["stats"]),
        ])
    }

    /// What a perturbation is called and what it was set to.
    private static func perturbation(_ value: JSONValue?) -> [String] {
        guard let value, let name = value["name"]?.string else { return [] }
        let settings = (value.fields ?? [:]).sorted { $0.key < $1.key }.compactMap { field in
            ["name", "robustness", "fairness", "computed_on"].contains(field.key)
                ? nil : field.value.scalarText.map { "\(field.key)=\($0)" }
        }
        return [([name] + settings).joined(separator: " ")]
    }

    /// Why a record that is known has no answers to read; nil for others.
    static func refusal(of record: JSONValue) -> String? {
        if record["instance_id"] != nil, record["stats"]?.list != nil {
            return "these are HELM's statistics of instances, without the answers; import "
                + "scenario_state.json, which is beside them"
        }
        if record["model_response"] != nil, let doc = record["doc"], doc["query"] != nil,
            record["model_response"]?["text"]?.list?.isEmpty != false
        {
            return "these are lighteval's log-probabilities of given answers; no answer was drawn"
        }
        return nil
    }
}
