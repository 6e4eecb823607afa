import Evidence
import Files
import FoundationEssentials
import Journal
import Prompts

/// A run's draws in the file formats of other programs.
///
/// But for open-unlearning's, which has means alone, each format has the whole run: prompts, every
/// draw with its launch number, seed, scores and token probabilities, the lost ones too, greedy
/// answers, and the run's identity. What a format has no place for stands in fields of our own,
/// which its other readers ignore. ``DrawImport`` makes the same evidence of it again.
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
        var draws = run.prompts.prompts.map { found[$0.id] ?? [] }
        if run.plan.probabilities > 0 {
            for (prompt, entries) in draws.enumerated() {
                for (position, entry) in entries.enumerated() {
                    let whole = try journal.draw(
                        prompt: entry.draw.prompt, index: entry.draw.index)
                    if let whole { draws[prompt][position] = whole }
                }
            }
        }
        self.draws = draws
        scorers = ScoreNames.distinct(run.identity.scorers.map(\.name))
    }

    /// The whole file.
    public func text(_ format: Format) throws -> String {
        let prompts = zip(run.prompts.prompts, draws).enumerated()
        switch format {
        case .jsonl: return try lines(prompts.flatMap { plain($0, $1.0, $1.1) })
        case .leakAtK: return try lines(prompts.map { leakAtK($0, $1.0, $1.1) })
        case .lmEval: return try lines(prompts.map { lmEval($0, $1.0, $1.1) })
        case .inspect: return try inspect() + "\n"
        case .openUnlearning: return try openUnlearning().json() + "\n"
        }
    }

    private func lines(_ values: [JSONTree]) throws -> String {
        try values.map { try $0.json() + "\n" }.joined()
    }

    // MARK: - Formats

    private func plain(_ index: Int, _ prompt: Prompt, _ entries: [JournalDraw]) -> [JSONTree] {
        let common: [String: JSONTree] = [
            "prompt_id": .string(prompt.id.rawValue), "prompt": .string(prompt.text),
            "references": .texts(prompt.references), "keywords": .texts(prompt.keywords),
        ]
        var lines = entries.map { entry in
            var fields = common.merging(facts(entry)) { $1 }
            fields["scores"] = .object(scores(entry.scores))
            if let answer = entry.draw.answer { fields["text"] = .string(answer.text) }
            return fields
        }
        // The prompt's first line has what there is once.
        if lines.isEmpty { lines = [common.merging(["text": .null]) { $1 }] }
        lines[0].merge(details(index)) { $1 }
        if index == 0 { lines[0]["probscope"] = ReportedRun(run).tree }
        return lines.map { .object($0) }
    }

    private func leakAtK(_ index: Int, _ prompt: Prompt, _ entries: [JournalDraw]) -> JSONTree {
        let responses = entries.map { entry in
            // Under its own name a score is for other readers; in `scores` no name can be taken for
            // that of a fact.
            var fields = scores(entry.scores).filter { !DrawImport.facts.contains($0.key) }
            fields.merge(facts(entry)) { $1 }
            fields["scores"] = .object(scores(entry.scores))
            fields["response"] = .string(entry.draw.answer?.text ?? "")
            return JSONTree.object(fields)
        }
        var fields = details(index)
        fields["prompt"] = .string(prompt.text)
        fields["prompt_id"] = .string(prompt.id.rawValue)
        fields["ground_truth"] = .string(prompt.references.first ?? "")
        fields["references"] = .texts(prompt.references)
        fields["keywords"] = .texts(prompt.keywords)
        fields["responses"] = .array(responses)
        if index == 0 { fields["probscope"] = ReportedRun(run).tree }
        return .object(fields)
    }

    private func lmEval(
        _ index: Int, _ prompt: Prompt, _ entries: [JournalDraw]
    ) -> JSONTree {
        let texts = entries.map { $0.draw.answer?.text ?? "" }
        let target = prompt.references.first ?? ""
        var own = details(index)
        own["draws"] = .array(
            entries.map {
                .object(facts($0).merging(["scores": .object(scores($0.scores))]) { $1 })
            })
        if index == 0 { own["run"] = ReportedRun(run).tree }
        var fields: [String: JSONTree] = [
            "doc_id": .number(Double(index)),
            // Beside the document, samples have nothing but numbers by the names of metrics.
            "doc": .object([
                "prompt_id": .string(prompt.id.rawValue), "question": .string(prompt.text),
                "references": .texts(prompt.references), "keywords": .texts(prompt.keywords),
                "probscope": .object(own),
            ]),
            "target": .string(target),
            "arguments": .object([
                "gen_args_0": .object([
                    "arg_0": .string(prompt.text), "arg_1": .object(generationArguments),
                ])
            ]),
            "resps": .array([.texts(texts)]), "filtered_resps": .texts(Array(texts.prefix(1))),
            "filter": .string("none"), "metrics": .texts(scorers),
            "doc_hash": .string(hash(prompt.id.rawValue + "\n" + prompt.text)),
            "prompt_hash": .string(hash(prompt.text)), "target_hash": .string(hash(target)),
        ]
        for (position, name) in scorers.enumerated() where fields[name] == nil {
            let known = entries.compactMap { $0.scores[position] }
            guard !known.isEmpty else { continue }
            fields[name] = .number(known.reduce(0, +) / Double(known.count))
        }
        return .object(fields)
    }

    private var generationArguments: [String: JSONTree] {
        guard let settings = try? JSONTree(json: run.identity.decodingJSON),
            let temperature = settings["temperature"]
        else { return [:] }
        var generation = ["temperature": temperature, "do_sample": JSONTree.bool(true)]
        generation["max_gen_toks"] = settings["maxTokens"]
        return generation
    }

    private func hash(_ text: String) -> String {
        var hash = SHA256()
        hash.update(text.utf8)
        return hash.finish()
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
