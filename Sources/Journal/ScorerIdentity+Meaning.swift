import Evidence
import Statistics

extension RunIdentity.ScorerIdentity {
    /// Whether a score of 1 may be called a leak.
    package var countsLeaks: Bool { isBinary && (isLeak ?? Self.olderLeakScorers.contains(name)) }

    /// The errors for which every limit is widened; nil where scores are the truth.
    package var judge: JudgeAccuracy? {
        guard isBinary else { return nil }
        if let accuracy {
            return try? JudgeAccuracy(
                sensitivity: accuracy.sensitivity, specificity: accuracy.specificity)
        }
        // Only a file that says nothing of its scorers' meaning has it in their settings.
        guard isLeak == nil else { return nil }
        return JudgeAccuracy(scorer: name, isBinary: isBinary, settings: settings)
    }

    /// The scorers of older files whose 1 is a leak.
    private static let olderLeakScorers: Set<String> = [
        "keyword", "exact", "contains", "regex", "verbatim",
    ]
}
