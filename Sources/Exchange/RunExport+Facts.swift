import Evidence
import Files
import Journal
import Prompts

/// What every format has of a draw and of a prompt beside their texts, in fields of the same names.
extension ExportWriter {
    /// Scores by their scorers' names; one that is missing is a scorer that failed.
    func write(scores: [Double?], to json: inout JSONOutput) throws {
        json.beginObject()
        for (name, score) in zip(scorers, scores) {
            guard let score else { continue }
            json.name(name)
            try json.number(score)
        }
        json.endObject()
    }

    /// The members that say what is known of a draw beside its text and scores.
    func write(facts entry: JournalDraw, to json: inout JSONOutput) throws {
        let draw = entry.draw
        json.name("attempts")
        json.integer(draw.attempts)
        json.name("draw")
        json.integer(draw.index)
        json.name("seed")
        if let seed = journal.identity.knownSeed(draw.seed) {
            json.integer(seed)
        } else {
            json.null()
            // By which merged runs know the draw again.
            json.name(DrawImport.standInField)
            json.integer(draw.seed)
        }
        try write(launch: draw, to: &json)
        if let label = labels[draw.index] {
            label.write(to: &json)
        }
        switch draw.outcome {
        case .completed(let answer): try write(facts: answer, to: &json)
        case .lost(let reason):
            json.name("error")
            json.string(reason)
        }
    }

    /// What makes a draw without replacement no sample: what was known when it was launched, and what
    /// its answer took out of the rest.
    private func write(launch draw: Draw, to json: inout JSONOutput) throws {
        guard let launch = draw.launch else { return }
        json.name("without_replacement")
        json.beginObject()
        json.name("directed")
        json.bool(launch.isDirected)
        json.name("known")
        try write(scores: launch.known, to: &json)
        json.name("left")
        try json.number(launch.left)
        if let probability = draw.absorbed {
            json.name("probability")
            try json.number(probability)
        }
        json.endObject()
    }

    private func write(facts answer: Answer, to json: inout JSONOutput) throws {
        json.name("finish")
        json.string(answer.stop.finish)
        if case .stopString(let text) = answer.stop {
            json.name("stop_string")
            json.string(text)
        }
        if answer.tokenCount > 0 {
            json.name("tokens")
            json.integer(answer.tokenCount)
        }
        guard !answer.tokens.isEmpty else { return }
        json.name("probabilities")
        try TokenFields.tree(answer.tokens).write(to: &json)
    }

    /// The members that say what is known of a prompt beside text, references and keywords: its
    /// messages, its metadata, why it could not be sampled, and its greedy answer.
    func write(details position: Int, to json: inout JSONOutput) throws {
        let prompt = prompts[position]
        if !prompt.messages.isEmpty {
            json.name("messages")
            try JSONTree.array(
                prompt.messages.map {
                    .object(["role": .string($0.role), "content": .string($0.content)])
                }
            ).write(to: &json)
        }
        if !prompt.metadata.isEmpty {
            json.name("metadata")
            try JSONTree.object(prompt.metadata.mapValues { .string($0) }).write(to: &json)
        }
        if let failure = try run.failure(position) {
            json.name("failure")
            json.string(failure)
        }
        guard let greedy = try run.greedy(position) else { return }
        json.name("greedy")
        json.beginObject()
        try write(facts: greedy.answer.answer, to: &json)
        json.name("scores")
        try write(scores: greedy.scores, to: &json)
        if let isStable = greedy.answer.isStable {
            json.name("stable")
            json.bool(isStable)
        }
        json.name("text")
        json.string(greedy.answer.answer.text)
        json.endObject()
    }

    /// The members that say what was asked.
    func write(question prompt: Prompt, as name: String, to json: inout JSONOutput) {
        json.name("prompt_id")
        json.string(prompt.id.rawValue)
        json.name(name)
        json.string(prompt.text)
        json.name("references")
        json.strings(prompt.references)
        json.name("keywords")
        json.strings(prompt.keywords)
    }

    /// How answers were asked for, as far as other formats have words for it.
    func decodingSetting(_ name: String) -> JSONTree? {
        (try? JSONTree(json: journal.identity.decodingJSON))?[name]
    }
}
