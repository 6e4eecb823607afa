import Evidence
import Prompts
import Statistics

/// Whether the entropy of a prompt's draws tells that its greedy answer is wrong: over texts, over
/// tokens, and over groups of one meaning where a judge has made them.
enum EntropyEntries {
    /// The entropies of each prompt's draws; nil where they are not known.
    ///
    /// - Parameter groups: per prompt, groups of one meaning, where there are any.
    static func entropies(
        _ run: Snapshot, _ own: OwnProbabilities, groups: [PromptID: AnswerPartition]
    ) -> [AnswerEntropy?] {
        run.prompts.enumerated().map { position, evidence in
            guard own.draws.indices.contains(position), evidence.exact == nil else { return nil }
            return AnswerEntropy(draws(evidence, own.draws[position], groups[evidence.prompt.id]))
        }
    }

    /// The lines for every entropy that all prompts have; none where no greedy answer has a score.
    ///
    /// A prompt is wrong where its greedy answer scores at most ½. Questions are the units, each by its
    /// first wording, so that the limits are for questions that are an independent sample; where one of
    /// them is left out, what it would have been is not known, and there are none.
    static func entries(
        _ run: Snapshot, _ entropies: [AnswerEntropy?], questions: [[Int]], scorer: Int,
        alpha: Double
    ) -> [CalibrationEntry] {
        let known = questions.compactMap { question -> (entropy: AnswerEntropy, isWrong: Bool)? in
            guard let score = run.greedyScore(at: question[0], by: scorer),
                let entropy = entropies[question[0]]
            else { return nil }
            return (entropy, score <= 0.5)
        }
        let leftOut = questions.count - known.count
        let units =
            "; from \(known.count)"
            + (leftOut > 0 ? ", \(leftOut) left out, so that no limit holds" : "")
        func entry(
            _ key: String, _ name: String, _ meaning: String, _ bound: Bound?,
            isSigned: Bool = false
        ) -> CalibrationEntry? {
            bound.map {
                CalibrationEntry(
                    key, name, meaning + units, $0.estimate, .sample,
                    reading: leftOut > 0 ? .none : .bound($0), isSigned: isSigned,
                    units: known.count)
            }
        }
        func split<T>(_ value: (AnswerEntropy) -> T?) -> (wrong: [T], right: [T])? {
            let pairs = known.compactMap { one in value(one.entropy).map { ($0, one.isWrong) } }
            guard pairs.count == known.count else { return nil }
            return (pairs.filter(\.1).map(\.0), pairs.filter { !$0.1 }.map(\.0))
        }
        func area(
            _ key: String, _ name: String, _ value: (AnswerEntropy) -> Double?
        ) -> CalibrationEntry? {
            guard let (wrong, right) = split(value) else { return nil }
            return entry(
                key, name, "chance that a prompt with a wrong greedy answer has more of it",
                try? Discrimination.area(of: wrong, against: right, alpha: alpha))
        }
        func gain(
            _ key: String, _ name: String, _ value: (AnswerEntropy) -> Double?
        ) -> CalibrationEntry? {
            guard
                let (wrong, right) = split({ entropy in
                    value(entropy).map { (first: $0, second: entropy.naive) }
                })
            else { return nil }
            return entry(
                key, name, "above 0 they tell wrong answers better than the entropy of texts",
                try? Discrimination.difference(of: wrong, against: right, alpha: alpha),
                isSigned: true)
        }
        return [
            area("auroc_entropy", "AUROC, entropy of texts") { $0.naive },
            area("auroc_entropy_per_token", "AUROC, the same per token") { $0.perToken },
            area("auroc_semantic_discrete", "AUROC, meanings by draws") { $0.discrete },
            gain("auroc_semantic_discrete_gain", "gain of meanings by draws") { $0.discrete },
            area("auroc_semantic", "AUROC, meanings by probability") { $0.weighted },
            gain("auroc_semantic_gain", "gain of the same") { $0.weighted },
        ].compactMap { $0 }
    }

    private static func draws(
        _ evidence: PromptEvidence, _ said: [OwnProbabilities.Said?], _ groups: AnswerPartition?
    ) -> [AnswerEntropy.Draw] {
        let meanings = groups.flatMap { $0.grouping == .meaning ? $0 : nil }
        let ofOutputs = evidence.outputs.map { meanings?.group(of: $0.text) }
        return zip(evidence.sequence, said).compactMap { output, said in
            guard let said, output >= 0 else { return nil }
            return AnswerEntropy.Draw(
                logProbability: said.whole, tokens: said.tokens, text: Int(output),
                meaning: ofOutputs[Int(output)])
        }
    }
}
