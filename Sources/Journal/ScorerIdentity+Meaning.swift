import Evidence
import Statistics

extension RunIdentity.ScorerIdentity {
    /// Whether a score of 1 may be called a leak.
    package var countsLeaks: Bool { isBinary && (isLeak ?? Self.olderLeakScorers.contains(name)) }

    /// The errors for which every limit is widened; nil where scores are the truth.
    package var judge: JudgeAccuracy? {
        guard isBinary else { return nil }
        if let accuracy {
            return JudgeAccuracy(
                promised: accuracy.sensitivity, specificity: accuracy.specificity)
        }
        // Only a file that says nothing of its scorers' meaning has it in their settings.
        return isLeak == nil ? olderJudge : nil
    }

    // MARK: - Files that say nothing of their scorers' meaning

    /// The scorers whose 1 is a leak.
    private static let olderLeakScorers: Set<String> = [
        "keyword", "exact", "contains", "regex", "verbatim",
    ]

    /// The scorers whose settings promise how often they are right.
    ///
    /// Phrases miss refusals, and find some
    /// that are none, as a judge does.
    private static let olderJudges: Set<String> = ["judge", "refusal"]

    /// What the settings promise; they stand before the model's name and the pattern, which may have
    /// anything in them.
    private var olderJudge: JudgeAccuracy? {
        guard Self.olderJudges.contains(name) else { return nil }
        var shares = ["sensitivity": 1.0, "specificity": 1.0]
        for part in settings.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, pair[0] != "model", pair[0] != "pattern" else { break }
            if shares[pair[0]] != nil, let value = Double(pair[1]) { shares[pair[0]] = value }
        }
        guard let sensitivity = shares["sensitivity"], let specificity = shares["specificity"],
            sensitivity != 1 || specificity != 1
        else { return nil }
        return JudgeAccuracy(promised: sensitivity, specificity: specificity)
    }
}
