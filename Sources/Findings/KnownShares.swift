import Evidence

/// What draws without replacement tell of the shares of their answers, without any α.
struct KnownShares: Sendable {
    /// The probability of all answers that were not seen.
    let unseen: Double
    /// How far off what is known may be.
    private let error: Double

    /// - Returns: nil for plain draws, of which counts tell.
    init?(_ evidence: PromptEvidence) {
        guard let mass = evidence.exact, let undrawn = evidence.undrawn else { return nil }
        (unseen, error) = (undrawn, mass.error)
    }

    /// Where the share of something lies, of which the answers seen make up a probability: what was
    /// not seen may all belong to it.
    func share(_ probability: Double) -> ClosedRange<Double> {
        let lower = min(1, max(0, probability - error))
        return lower...max(lower, min(1, probability + unseen + error))
    }
}
