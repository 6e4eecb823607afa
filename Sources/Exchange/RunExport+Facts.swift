import Evidence
import Journal
import Prompts

/// What every format has of a draw and of a prompt beside their texts, in fields of the same names.
extension RunExport {
    /// Scores by their scorers' names; one that is missing is a scorer that failed.
    func scores(_ values: [Double?]) -> [String: JSONTree] {
        var scores: [String: JSONTree] = [:]
        for (name, value) in zip(scorers, values) {
            if let value { scores[name] = .number(value) }
        }
        return scores
    }

    /// What is known of a draw beside its text and scores.
    func facts(_ entry: JournalDraw) -> [String: JSONTree] {
        var facts: [String: JSONTree] = [
            "draw": .number(Double(entry.draw.index)), "seed": .number(Double(entry.draw.seed)),
            "attempts": .number(Double(entry.draw.attempts)),
        ]
        switch entry.draw.outcome {
        case .completed(let answer): facts.merge(self.facts(answer)) { $1 }
        case .lost(let reason): facts["error"] = .string(reason)
        }
        return facts
    }

    private func facts(_ answer: Answer) -> [String: JSONTree] {
        var facts: [String: JSONTree] = [
            "tokens": .number(Double(answer.tokenCount)), "finish": .string(answer.stop.finish),
        ]
        if case .stopString(let text) = answer.stop { facts["stop_string"] = .string(text) }
        if !answer.tokens.isEmpty { facts["probabilities"] = TokenFields.tree(answer.tokens) }
        return facts
    }

    /// What is known of a prompt beside text, references and keywords: its messages, its metadata,
    /// why it could not be sampled, and its greedy answer.
    func details(_ index: Int) -> [String: JSONTree] {
        let evidence = run.evidence[index]
        var details: [String: JSONTree] = [:]
        if !evidence.prompt.messages.isEmpty {
            details["messages"] = .array(
                evidence.prompt.messages.map {
                    .object(["role": .string($0.role), "content": .string($0.content)])
                })
        }
        if !evidence.prompt.metadata.isEmpty {
            details["metadata"] = .object(evidence.prompt.metadata.mapValues { .string($0) })
        }
        if let failure = evidence.failure { details["failure"] = .string(failure) }
        if let greedy = evidence.greedy {
            var fields = facts(greedy.answer)
            fields["text"] = .string(greedy.answer.text)
            fields["scores"] = .object(scores(run.greedyScores[index]))
            if let isStable = greedy.isStable { fields["stable"] = .bool(isStable) }
            details["greedy"] = .object(fields)
        }
        return details
    }
}
