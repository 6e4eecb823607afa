import Evidence
import Journal
import Prompts

/// The run as an Inspect log, version 2.
extension RunExport {
    /// The whole log as JSON.
    ///
    /// Its fields stand in Inspect's own order: to list logs, its viewer reads their heads alone, from
    /// the version to the samples.
    func inspect() throws -> String {
        let members = try inspectFields().map { name, value in
            try JSONTree.string(name).json() + ":" + value.json()
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    private func inspectFields() -> KeyValuePairs<String, JSONTree> {
        let epochs = draws.map(\.count).max() ?? 0
        let samples = zip(run.prompts.prompts, draws).flatMap { prompt, entries in
            entries.map { inspectSample(prompt, $0) }
        }
        let prompts = run.prompts.prompts.enumerated().map { index, prompt -> JSONTree in
            var fields = details(index)
            fields["prompt_id"] = .string(prompt.id.rawValue)
            fields["prompt"] = .string(prompt.text)
            fields["references"] = .texts(prompt.references)
            fields["keywords"] = .texts(prompt.keywords)
            return .object(fields)
        }
        let created = JSONTree.string(run.plan.created)
        let dataset: JSONTree = .object([
            "name": .string(run.prompts.name),
            "samples": .number(Double(run.prompts.prompts.count)),
            "sample_ids": .texts(run.prompts.prompts.map(\.id.rawValue)),
        ])
        let identifier = JSONTree.string(String(run.prompts.fingerprint.prefix(22)))
        let metrics = scorers.enumerated().map { position, name -> JSONTree in
            let known = draws.flatMap { $0.compactMap { $0.scores[position] } }
            let mean = known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
            return .object([
                "name": .string(name), "scorer": .string(name), "params": .object([:]),
                "metrics": .object([
                    "mean": .object([
                        "name": .string("mean"), "value": .number(mean), "params": .object([:]),
                    ])
                ]),
            ])
        }
        return [
            "version": .number(2), "status": .string("success"),
            "eval": .object([
                "created": created, "task": .string(run.plan.name), "task_id": identifier,
                "run_id": identifier, "eval_id": identifier, "task_version": .number(0),
                "dataset": dataset, "model": .string(run.identity.model),
                "model_args": .object([:]), "task_attribs": .object([:]), "task_args": .object([:]),
                "task_args_passed": .object([:]), "model_generate_config": .object(generation),
                "config": .object(["epochs": .number(Double(epochs))]),
                "packages": .object([:]),
                "metadata": .object([
                    "decoding": .string(run.identity.decodingName),
                    "template": .string(run.identity.template),
                    "probscope": ReportedRun(run).tree, "probscope_prompts": .array(prompts),
                ]),
            ]),
            "plan": .object([
                "name": .string("plan"), "steps": .array([]), "config": .object([:]),
            ]),
            "results": .object([
                "total_samples": .number(Double(samples.count)),
                "completed_samples": .number(
                    Double(draws.joined().count { $0.draw.answer != nil })),
                "scores": .array(metrics),
            ]),
            "stats": .object([
                "started_at": created, "completed_at": created, "model_usage": .object([:]),
                "role_usage": .object([:]), "connection_limit_history": .array([]),
            ]),
            "invalidated": .bool(false), "tags": .array([]), "metadata": .object([:]),
            "samples": .array(samples),
        ]
    }

    private func inspectSample(_ prompt: Prompt, _ entry: JournalDraw) -> JSONTree {
        let asked = inspectMessages(prompt)
        let input: JSONTree = prompt.messages.isEmpty ? .string(prompt.text) : .array(asked)
        var messages = asked
        var output: [String: JSONTree] = [
            "model": .string(run.identity.model), "choices": .array([]),
            "completion": .string(entry.draw.answer?.text ?? ""),
        ]
        var fields: [String: JSONTree] = [:]
        switch entry.draw.outcome {
        case .completed(let answer):
            let message: JSONTree = .object([
                "role": .string("assistant"), "content": .string(answer.text),
                "source": .string("generate"),
            ])
            messages.append(message)
            let reason =
                switch answer.stop {
                case .endOfText, .stopString: "stop"
                case .limit: "max_tokens"
                case .contextFull: "model_length"
                }
            var choice = ["message": message, "stop_reason": .string(reason)]
            if !answer.tokens.isEmpty {
                choice["logprobs"] = .object(["content": TokenFields.tree(answer.tokens)])
            }
            output["choices"] = .array([.object(choice)])
            output["usage"] = .object([
                "input_tokens": .number(0), "output_tokens": .number(Double(answer.tokenCount)),
                "total_tokens": .number(Double(answer.tokenCount)),
            ])
        case .lost(let reason):
            fields["error"] = .object([
                "message": .string(reason), "traceback": .string(""), "traceback_ansi": .string(""),
            ])
        }
        fields["id"] = .string(prompt.id.rawValue)
        fields["epoch"] = .number(Double(entry.draw.index + 1))
        fields["input"] = input
        fields["target"] = .texts(prompt.references)
        fields["messages"] = .array(messages)
        fields["output"] = .object(output)
        fields["scores"] = .object(
            scores(entry.scores).mapValues {
                .object([
                    "value": $0, "answer": .string(entry.draw.answer?.text ?? ""),
                    "history": .array([]),
                ])
            })
        var facts = facts(entry)
        // Inspect has a place of its own for them.
        facts["probabilities"] = nil
        fields["metadata"] = .object([
            "keywords": .texts(prompt.keywords), "probscope": .object(facts),
        ])
        // Inspect's schema asks for these of every sample.
        for name in ["store", "model_usage", "role_usage", "attachments"] {
            fields[name] = .object([:])
        }
        fields["events"] = .array([])
        return .object(fields)
    }

    private var generation: [String: JSONTree] {
        let settings = try? JSONTree(json: run.identity.decodingJSON)
        var generation: [String: JSONTree] = [:]
        generation["temperature"] = settings?["temperature"]
        generation["max_tokens"] = settings?["maxTokens"]
        return generation
    }

    /// What the model was asked, with the roles that Inspect knows.
    private func inspectMessages(_ prompt: Prompt) -> [JSONTree] {
        let turns =
            prompt.messages.isEmpty
            ? [Prompt.Message(role: "user", content: prompt.text)] : prompt.messages
        return turns.map { turn in
            let isKnown = ["system", "user", "assistant"].contains(turn.role)
            return .object([
                "role": .string(isKnown ? turn.role : "user"), "content": .string(turn.content),
            ])
        }
    }
}
