import Evidence
import Files
import Journal
import Prompts

/// Formats of one object a line.
extension ExportWriter {
    /// One object a draw; the prompt's first one has what there is once.
    mutating func writePlain() throws {
        for (position, prompt) in prompts.enumerated() {
            labels = try run.labels(of: position)
            var question = JSONOutput()
            write(question: prompt, as: "prompt", to: &question)
            var isFirst = true
            try run.forEachDraw(of: position, withTokens: keepsTokens) { entry in
                sink.json.beginObject()
                sink.json.raw(question.bytes)
                try write(facts: entry, to: &sink.json)
                sink.json.name("scores")
                try write(scores: entry.scores, to: &sink.json)
                if let answer = entry.draw.answer {
                    sink.json.name("text")
                    sink.json.string(answer.text)
                }
                if isFirst { try endFirstLine(position) }
                isFirst = false
                sink.json.endObject()
                sink.json.endLine()
                try sink.endDraw()
            }
            guard isFirst else { continue }
            sink.json.beginObject()
            sink.json.raw(question.bytes)
            sink.json.name("text")
            sink.json.null()
            try endFirstLine(position)
            sink.json.endObject()
            sink.json.endLine()
            try sink.endPart()
        }
    }

    private mutating func endFirstLine(_ position: Int) throws {
        try write(details: position, to: &sink.json)
        guard position == 0 else { return }
        sink.json.name("probscope")
        try reported().write(to: &sink.json)
    }

    /// One object a prompt with its answers as `responses`.
    mutating func writeLeakAtK() throws {
        for (position, prompt) in prompts.enumerated() {
            labels = try run.labels(of: position)
            sink.json.beginObject()
            write(question: prompt, as: "prompt", to: &sink.json)
            sink.json.name("ground_truth")
            sink.json.string(prompt.references.first ?? "")
            try write(details: position, to: &sink.json)
            if position == 0 {
                sink.json.name("probscope")
                try reported().write(to: &sink.json)
            }
            sink.json.name("responses")
            sink.json.beginList()
            try run.forEachDraw(of: position, withTokens: keepsTokens) { entry in
                sink.json.beginObject()
                // Under its own name a score is for other readers; in `scores` no name can be taken
                // for that of a fact.
                for (name, score) in zip(scorers, entry.scores)
                where !DrawImport.facts.contains(name) {
                    guard let score else { continue }
                    sink.json.name(name)
                    try sink.json.number(score)
                }
                try write(facts: entry, to: &sink.json)
                sink.json.name("scores")
                try write(scores: entry.scores, to: &sink.json)
                sink.json.name("response")
                sink.json.string(entry.draw.answer?.text ?? "")
                sink.json.endObject()
                try sink.endDraw()
            }
            sink.json.endList()
            sink.json.endObject()
            sink.json.endLine()
            try sink.endPart()
        }
    }

    /// One object a prompt; its texts are in `resps`, what is known of each draw in a field of ours
    /// within the document, so that a prompt's draws are read twice.
    mutating func writeLMEval() throws {
        for (position, prompt) in prompts.enumerated() {
            labels = try run.labels(of: position)
            sink.json.beginObject()
            sink.json.name("doc_id")
            sink.json.integer(position)
            try writeDocument(position, prompt)
            let (first, means) = try writeAnswers(position)
            sink.json.name("filtered_resps")
            sink.json.strings(first.map { [$0] } ?? [])
            let target = prompt.references.first ?? ""
            let members: [String: JSONTree] = [
                "target": .string(target), "filter": .string("none"), "metrics": .texts(scorers),
                "arguments": .object([
                    "gen_args_0": .object([
                        "arg_0": .string(prompt.text), "arg_1": .object(generationArguments),
                    ])
                ]),
                "doc_hash": .string(hash(prompt.id.rawValue + "\n" + prompt.text)),
                "prompt_hash": .string(hash(prompt.text)), "target_hash": .string(hash(target)),
            ]
            try JSONTree.write(members: members, to: &sink.json)
            let taken = Set(members.keys).union(["doc_id", "doc", "resps", "filtered_resps"])
            for (name, mean) in zip(scorers, means) where !taken.contains(name) {
                guard let mean = mean.value else { continue }
                sink.json.name(name)
                try sink.json.number(mean)
            }
            sink.json.endObject()
            sink.json.endLine()
            try sink.endPart()
        }
    }

    /// Beside the document, samples have nothing but numbers by the names of metrics.
    private mutating func writeDocument(_ position: Int, _ prompt: Prompt) throws {
        sink.json.name("doc")
        sink.json.beginObject()
        write(question: prompt, as: "question", to: &sink.json)
        sink.json.name("probscope")
        sink.json.beginObject()
        try write(details: position, to: &sink.json)
        if position == 0 {
            sink.json.name("run")
            try reported().write(to: &sink.json)
        }
        sink.json.name("draws")
        sink.json.beginList()
        try run.forEachDraw(of: position, withTokens: keepsTokens) { entry in
            sink.json.beginObject()
            try write(facts: entry, to: &sink.json)
            sink.json.name("scores")
            try write(scores: entry.scores, to: &sink.json)
            sink.json.endObject()
            try sink.endPart()
        }
        sink.json.endList()
        sink.json.endObject()
        sink.json.endObject()
    }

    /// Writes the answers' texts, and gives the first of them and the mean by each scorer.
    private mutating func writeAnswers(_ position: Int) throws -> (first: String?, [RunningMean]) {
        var means = scorers.map { _ in RunningMean() }
        var first: String?
        sink.json.name("resps")
        sink.json.beginList()
        sink.json.beginList()
        try run.forEachDraw(of: position) { entry in
            let text = entry.draw.answer?.text ?? ""
            if first == nil { first = text }
            sink.json.string(text)
            for (scorer, score) in entry.scores.enumerated() where isSample {
                means[scorer].add(score)
            }
            try sink.endDraw()
        }
        sink.json.endList()
        sink.json.endList()
        return (first, means)
    }

    private var generationArguments: [String: JSONTree] {
        guard let temperature = decodingSetting("temperature") else { return [:] }
        var generation = ["temperature": temperature, "do_sample": JSONTree.bool(true)]
        generation["max_gen_toks"] = decodingSetting("maxTokens")
        return generation
    }

    private func hash(_ text: String) -> String {
        var hash = SHA256()
        hash.update(text.utf8)
        return hash.finish()
    }

    /// One mean a prompt and scorer, and the mean of these.
    mutating func writeOpenUnlearning() throws {
        var metrics = scorers.map { _ in (means: RunningMean(), values: [String: JSONTree]()) }
        for (position, prompt) in prompts.enumerated() {
            var means = scorers.map { _ in RunningMean() }
            var first: String?
            try run.forEachDraw(of: position) { entry in
                if first == nil { first = entry.draw.answer?.text ?? "" }
                for (scorer, score) in entry.scores.enumerated() { means[scorer].add(score) }
                try sink.endDraw()
            }
            for (scorer, mean) in means.enumerated() {
                metrics[scorer].means.add(mean.value)
                metrics[scorer].values["\(position)"] = .object([
                    scorers[scorer]: mean.value.map { .number($0) } ?? .null,
                    "input": .string(prompt.text),
                    "ground_truth": .string(prompt.references.first ?? ""),
                    "generation": .string(first ?? ""), "draws": .number(Double(mean.count)),
                ])
            }
        }
        let tree = Dictionary(
            zip(
                scorers,
                metrics.map { metric in
                    JSONTree.object([
                        "agg_value": metric.means.value.map { .number($0) } ?? .null,
                        "value_by_index": .object(metric.values),
                    ])
                }), uniquingKeysWith: { $1 })
        try JSONTree.object(tree).write(to: &sink.json)
        sink.json.endLine()
    }
}

/// The mean of the scores that there are.
struct RunningMean {
    private(set) var count = 0
    private var sum = 0.0

    mutating func add(_ score: Double?) {
        guard let score else { return }
        count += 1
        sum += score
    }

    /// Nil where there is none.
    var value: Double? { count > 0 ? sum / Double(count) : nil }
}
