import Evidence
import Prompts
import Statistics

/// Whether the entropy of a prompt's draws tells that its greedy answer is wrong: over texts, over
/// tokens, and over groups of one meaning where a judge has made them.
enum EntropyEntries {
    /// The lines for every entropy that all prompts have; none where no greedy answer has a score.
    ///
    /// A prompt is wrong where its greedy answer scores at most ½. Prompts are the units, so that the
    /// limits are for prompts that are an independent sample.
    ///
    /// - Parameter groups: per prompt, groups of one meaning, where there are any.
    static func entries(
        _ run: Snapshot, _ own: OwnProbabilities, scorer: Int,
        groups: [PromptID: AnswerPartition], alpha: Double
    ) -> [CalibrationEntry] {
        var known: [(entropy: AnswerEntropy, isWrong: Bool)] = []
        for (position, evidence) in run.prompts.enumerated() {
            guard own.draws.indices.contains(position), evidence.exact == nil,
                let score = run.greedyScore(at: position, by: scorer),
                let entropy = AnswerEntropy(
                    draws(evidence, own.draws[position], groups[evidence.prompt.id]))
            else { continue }
            known.append((entropy, score <= 0.5))
        }
        func entry(
            _ key: String, _ name: String, _ value: (AnswerEntropy) -> Double?
        ) -> CalibrationEntry? {
            let pairs = known.compactMap { one in value(one.entropy).map { ($0, one.isWrong) } }
            guard pairs.count == known.count,
                let bound = try? Discrimination.area(
                    of: pairs.filter(\.1).map(\.0), against: pairs.filter { !$0.1 }.map(\.0),
                    alpha: alpha)
            else { return nil }
            return CalibrationEntry(
                key, name, "chance that a prompt with a wrong greedy answer has more of it",
                bound.estimate, .sample, reading: .bound(bound))
        }
        return [
            entry("auroc_entropy", "AUROC, entropy of texts") { $0.naive },
            entry("auroc_entropy_per_token", "AUROC, the same per token") { $0.perToken },
            entry("auroc_semantic_discrete", "AUROC, meanings by draws") { $0.discrete },
            entry("auroc_semantic", "AUROC, meanings by probability") { $0.weighted },
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
