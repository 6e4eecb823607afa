import Evidence
import FoundationEssentials
import Journal
import Prompts

/// A run's draws in the file formats of other programs.
///
/// Each format has all draws in launch order, lost ones too, with their seeds and scores; what a
/// format has no place for stands in fields of our own, which its other readers ignore. Tokens and
/// greedy answers are left out.
public struct RunExport: Sendable {
    let run: RestoredRun
    let draws: [[JournalDraw]]
    /// The scorers' names, made different where a scorer is there twice.
    let scorers: [String]

    /// The formats that can be written.
    public enum Format: String, Sendable, CaseIterable {
        /// One object a draw and line: `prompt_id`, `draw`, `text`, `scores`, ….
        case jsonl
        /// Leak@k generations: one object a prompt and line with `responses`.
        case leakAtK = "leak-at-k"
        /// lm-evaluation-harness samples: one object a prompt and line with `resps`.
        case lmEval = "lm-eval"
        /// An Inspect log, version 2: one object with a sample per draw, `epoch` its number.
        case inspect
        /// open-unlearning results: `agg_value` and `value_by_index` for each scorer.
        case openUnlearning = "open-unlearning"
    }

    public init(_ journal: Journal) throws(JournalError) {
        run = try journal.restore()
        var found: [PromptID: [JournalDraw]] = [:]
        try journal.forEachDraw { found[$0.draw.prompt, default: []].append($0) }
        draws = run.prompts.prompts.map { found[$0.id] ?? [] }
        scorers = DrawTable.scoreColumns(run.identity.scorers).map { String($0.dropFirst(6)) }
    }

    /// The whole file.
    public func text(_ format: Format) throws -> String {
        let prompts = zip(run.prompts.prompts, draws).enumerated()
        switch format {
        case .jsonl:
            return try lines(
                prompts.flatMap { _, pair in pair.1.map { plain(pair.0, $0) } })
        case .leakAtK: return try lines(prompts.map { leakAtK($1.0, $1.1) })
        case .lmEval: return try lines(prompts.map { lmEval($0, $1.0, $1.1) })
        case .inspect: return try inspect().json() + "\n"
        case .openUnlearning: return try openUnlearning().json() + "\n"
        }
    }

    private func lines(_ values: [JSONTree]) throws -> String {
        try values.map { try $0.json() + "\n" }.joined()
    }

    // MARK: - One draw

    private func scores(_ entry: JournalDraw) -> [String: JSONTree] {
        var scores: [String: JSONTree] = [:]
        for (name, score) in zip(scorers, entry.scores) {
            if let score { scores[name] = .number(score) }
        }
        return scores
    }

    /// What is known of a draw beside its text.
    private func facts(_ entry: JournalDraw) -> [String: JSONTree] {
        var facts: [String: JSONTree] = [
            "draw": .number(Double(entry.draw.index)), "seed": .number(Double(entry.draw.seed)),
            "attempts": .number(Double(entry.draw.attempts)),
        ]
        switch entry.draw.outcome {
        case .completed(let answer):
            facts["tokens"] = .number(Double(answer.tokenCount))
            facts["finish"] = .string(answer.stop.finish)
            if case .stopString(let text) = answer.stop { facts["stop_string"] = .string(text) }
        case .lost(let reason):
            facts["error"] = .string(reason)
        }
        return facts
    }

    private func factsAndScores(_ entry: JournalDraw) -> [String: JSONTree] {
        facts(entry).merging(["scores": .object(scores(entry))]) { $1 }
    }

    // MARK: - Formats

    private func plain(_ prompt: Prompt, _ entry: JournalDraw) -> JSONTree {
        var fields = factsAndScores(entry)
        fields["prompt_id"] = .string(prompt.id.rawValue)
        fields["prompt"] = .string(prompt.text)
        fields["references"] = .texts(prompt.references)
        fields["keywords"] = .texts(prompt.keywords)
        if let answer = entry.draw.answer { fields["text"] = .string(answer.text) }
        return .object(fields)
    }

    private func leakAtK(_ prompt: Prompt, _ entries: [JournalDraw]) -> JSONTree {
        let responses = entries.map { entry in
            var fields = facts(entry).merging(scores(entry)) { $1 }
            fields["response"] = .string(entry.draw.answer?.text ?? "")
            return JSONTree.object(fields)
        }
        return .object([
            "prompt": .string(prompt.text), "prompt_id": .string(prompt.id.rawValue),
            "ground_truth": prompt.references.count == 1
                ? .string(prompt.references[0]) : .texts(prompt.references),
            "keywords": .texts(prompt.keywords), "responses": .array(responses),
        ])
    }

    private func lmEval(
        _ index: Int, _ prompt: Prompt, _ entries: [JournalDraw]
    ) -> JSONTree {
        let texts = entries.map { $0.draw.answer?.text ?? "" }
        let target = prompt.references.first ?? ""
        var fields: [String: JSONTree] = [
            "doc_id": .number(Double(index)),
            "doc": .object([
                "prompt_id": .string(prompt.id.rawValue), "question": .string(prompt.text),
                "references": .texts(prompt.references), "keywords": .texts(prompt.keywords),
            ]),
            "target": .string(target),
            "arguments": .object([
                "gen_args_0": .object([
                    "arg_0": .string(prompt.text), "arg_1": .object(generation),
                ])
            ]),
            "resps": .array([.texts(texts)]), "filtered_resps": .texts(texts),
            "filter": .string("none"), "metrics": .texts(scorers),
            "doc_hash": .string(hash(prompt.id.rawValue + "\n" + prompt.text)),
            "prompt_hash": .string(hash(prompt.text)), "target_hash": .string(hash(target)),
            "probscope_draws": .array(entries.map { .object(factsAndScores($0)) }),
        ]
        for (position, name) in scorers.enumerated() {
            let known = entries.compactMap { $0.scores[position] }
            guard !known.isEmpty else { continue }
            fields[name] = .number(known.reduce(0, +) / Double(known.count))
        }
        return .object(fields)
    }

    private var generation: [String: JSONTree] {
        guard let settings = try? JSONTree(json: run.identity.decodingJSON),
            case .object(let fields) = settings, let temperature = fields["temperature"]
        else { return [:] }
        var generation = ["temperature": temperature, "do_sample": JSONTree.bool(true)]
        generation["max_gen_toks"] = fields["maxTokens"]
        return generation
    }

    private func hash(_ text: String) -> String {
        var hash = SHA256()
        hash.update(text.utf8)
        return hash.finish()
    }

    private func inspect() -> JSONTree {
        let epochs = draws.map(\.count).max() ?? 0
        let samples = zip(run.prompts.prompts, draws).flatMap { prompt, entries in
            entries.map { inspectSample(prompt, $0) }
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
        return .object([
            "version": .number(2), "status": .string("success"),
            "eval": .object([
                "created": created, "task": .string(run.plan.name), "task_id": identifier,
                "run_id": identifier, "eval_id": identifier, "task_version": .number(0),
                "dataset": dataset, "model": .string(run.identity.model),
                "model_args": .object([:]), "task_attribs": .object([:]), "task_args": .object([:]),
                "config": .object(["epochs": .number(Double(epochs))]),
                "packages": .object([:]),
                "metadata": .object([
                    "decoding": .string(run.identity.decodingName),
                    "template": .string(run.identity.template),
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
            ]),
            "samples": .array(samples),
        ])
    }

    private func inspectSample(_ prompt: Prompt, _ entry: JournalDraw) -> JSONTree {
        let input: JSONTree = .string(prompt.text)
        var messages: [JSONTree] = [.object(["role": .string("user"), "content": input])]
        var output: [String: JSONTree] = [
            "model": .string(run.identity.model), "choices": .array([]),
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
            output["choices"] = .array([
                .object(["message": message, "stop_reason": .string(reason)])
            ])
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
            scores(entry).mapValues {
                .object(["value": $0, "answer": .string(entry.draw.answer?.text ?? "")])
            })
        fields["metadata"] = .object([
            "keywords": .texts(prompt.keywords), "probscope": .object(facts(entry)),
        ])
        return .object(fields)
    }

    private func openUnlearning() -> JSONTree {
        var metrics: [String: JSONTree] = [:]
        for (position, name) in scorers.enumerated() {
            var values: [String: JSONTree] = [:]
            var means: [Double] = []
            for (index, entries) in draws.enumerated() {
                let known = entries.compactMap { $0.scores[position] }
                let mean = known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
                if let mean { means.append(mean) }
                let prompt = run.prompts.prompts[index]
                values["\(index)"] = .object([
                    name: mean.map { .number($0) } ?? .null, "input": .string(prompt.text),
                    "ground_truth": .string(prompt.references.first ?? ""),
                    "generation": .string(entries.first?.draw.answer?.text ?? ""),
                    "draws": .number(Double(known.count)),
                ])
            }
            metrics[name] = .object([
                "agg_value": means.isEmpty
                    ? .null : .number(means.reduce(0, +) / Double(means.count)),
                "value_by_index": .object(values),
            ])
        }
        return .object(metrics)
    }
}
