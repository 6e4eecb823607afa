import Statistics

extension PromptEvidence {
    /// How varied the distinct outputs are: entropy, effective number, unseen mass with its bound.
    ///
    /// - Returns: nil without a completed draw, and for draws without replacement: they repeat
    ///   nothing, so that counts tell nothing, and what is unseen is known exactly (``exact``).
    package var diversity: OutputDiversity? {
        guard exact == nil else { return nil }
        return try? OutputDiversity(counts: outputs.map(\.count))
    }

    /// Draws from the first on of which none was lost or equals an earlier one.
    package var drawsBeforeRepeat: Int {
        var run = 0
        for position in sequence {
            guard position == run else { break }
            run += 1
        }
        return run
    }
}
