import Evidence
import Files
import Journal
import Prompts

/// The run as an Inspect log, version 2.
extension ExportWriter {
    /// The whole log as JSON.
    ///
    /// Its fields stand in Inspect's own order: to list logs, its viewer reads their heads alone, from
    /// the version to the samples. What the head says of all samples is counted before.
    mutating func writeInspect() throws {
        let totals = try inspectTotals()
        sink.json.beginObject()
        for (name, value) in try inspectHead(totals) {
            sink.json.name(name)
            try value.write(to: &sink.json)
        }
        sink.json.name("samples")
        sink.json.beginList()
        for (position, prompt) in prompts.enumerated() {
            labels = try run.labels(of: position)
            try run.forEachDraw(of: position, withTokens: keepsTokens) { entry in
                try inspectSample(prompt, entry).write(to: &sink.json)
                try sink.endDraw()
            }
        }
        sink.json.endList()
        sink.json.endObject()
        sink.json.endLine()
    }

    private struct InspectTotals {
        var epochs = 0
        var completed = 0
        var means: [RunningMean]
    }

    private func inspectTotals() throws -> InspectTotals {
        var totals = InspectTotals(means: scorers.map { _ in RunningMean() })
        for position in prompts.indices {
            var draws = 0
            try run.forEachDraw(of: position) { entry in
                draws += 1
                if entry.draw.answer != nil { totals.completed += 1 }
                for (scorer, score) in entry.scores.enumerated() { totals.means[scorer].add(score) }
            }
            totals.epochs = max(totals.epochs, draws)
        }
        return totals
    }

    private func inspectHead(
        _ totals: InspectTotals
    ) throws -> KeyValuePairs<String, JSONTree> {
        let (plan, identity) = (journal.plan, journal.identity)
        let prompts = try prompts.enumerated().map { index, prompt -> JSONTree in
            var fields = JSONOutput()
            fields.beginObject()
            write(question: prompt, as: "prompt", to: &fields)
            try write(details: index, to: &fields)
            fields.endObject()
            return .written(fields.bytes)
        }
        let created = JSONTree.string(plan.created)
        let dataset: JSONTree = .object([
            "name": .string(journal.prompts.name),
            "samples": .number(Double(self.prompts.count)),
            "sample_ids": .texts(self.prompts.map(\.id.rawValue)),
        ])
        let identifier = JSONTree.string(String(journal.prompts.fingerprint.prefix(22)))
        let metrics = zip(scorers, totals.means).map { name, mean -> JSONTree in
            .object([
                "name": .string(name), "scorer": .string(name), "params": .object([:]),
                "metrics": .object(
                    isSample
                        ? [
                            "mean": .object([
                                "name": .string("mean"), "value": .number(mean.value ?? 0),
                                "params": .object([:]),
                            ])
                        ] : [:]),
            ])
        }
        return [
            "version": .number(2), "status": .string("success"),
            "eval": .object([
                "created": created, "task": .string(plan.name), "task_id": identifier,
                "run_id": identifier, "eval_id": identifier, "task_version": .number(0),
                "dataset": dataset, "model": .string(identity.model),
                "model_args": .object([:]), "task_attribs": .object([:]), "task_args": .object([:]),
                "task_args_passed": .object([:]), "model_generate_config": .object(generation),
                "config": .object(["epochs": .number(Double(totals.epochs))]),
                "packages": .object([:]),
                "metadata": .object([
                    "decoding": .string(identity.decodingName),
                    "template": .string(identity.template),
                    "probscope": try reported(), "probscope_prompts": .array(prompts),
                ]),
            ]),
            "plan": .object([
                "name": .string("plan"), "steps": .array([]), "config": .object([:]),
            ]),
            "results": .object([
                "total_samples": .number(Double(run.drawCount)),
                "completed_samples": .number(Double(totals.completed)),
                "scores": .array(metrics),
            ]),
            "stats": .object([
                "started_at": created, "completed_at": created, "model_usage": .object([:]),
                "role_usage": .object([:]), "connection_limit_history": .array([]),
            ]),
            "invalidated": .bool(false), "tags": .array([]), "metadata": .object([:]),
        ]
    }

    private func inspectSample(_ prompt: Prompt, _ entry: JournalDraw) throws -> JSONTree {
        let asked = inspectMessages(prompt)
        let input: JSONTree = prompt.messages.isEmpty ? .string(prompt.text) : .array(asked)
        var messages = asked
        var output: [String: JSONTree] = [
            "model": .string(journal.identity.model), "choices": .array([]),
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
            if answer.tokenCount > 0 {
                output["usage"] = .object([
                    "input_tokens": .number(0),
                    "output_tokens": .number(Double(answer.tokenCount)),
                    "total_tokens": .number(Double(answer.tokenCount)),
                ])
            }
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
            Dictionary(
                zip(scorers, entry.scores).compactMap { name, score in
                    score.map {
                        let answer = JSONTree.string(entry.draw.answer?.text ?? "")
                        return (
                            name,
                            JSONTree.object([
                                "value": .number($0), "answer": answer, "history": .array([]),
                            ])
                        )
                    }
                }, uniquingKeysWith: { $1 }))
        var facts = JSONOutput()
        facts.beginObject()
        try write(facts: withoutTokens(entry), to: &facts)
        facts.endObject()
        var metadata: [String: JSONTree] = [
            "keywords": .texts(prompt.keywords), "probscope": .written(facts.bytes),
        ]
        // A column of its own in Inspect's tables.
        if let label = labels[entry.draw.index] { metadata["label"] = .string(label.label) }
        fields["metadata"] = .object(metadata)
        // Inspect's schema asks for these of every sample.
        for name in ["store", "model_usage", "role_usage", "attachments"] {
            fields[name] = .object([:])
        }
        fields["events"] = .array([])
        return .object(fields)
    }

    /// Inspect has a place of its own for tokens.
    private func withoutTokens(_ entry: JournalDraw) -> JournalDraw {
        guard case .completed(var answer) = entry.draw.outcome else { return entry }
        var entry = entry
        answer.tokens = []
        entry.draw.outcome = .completed(answer)
        return entry
    }

    private var generation: [String: JSONTree] {
        var generation: [String: JSONTree] = [:]
        generation["temperature"] = decodingSetting("temperature")
        generation["max_tokens"] = decodingSetting("maxTokens")
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
