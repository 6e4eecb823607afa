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
    package var drawsBeforeRepeat: Int { drawsBeforeRepeat { $0 } }

    /// Draws from the first on of which none was lost or is of the group of an earlier one.
    ///
    /// - Parameter group: the group of each distinct output, counted by first appearance.
    package func drawsBeforeRepeat(by group: (Int) -> Int) -> Int {
        var run = 0
        for position in sequence {
            guard position >= 0, group(Int(position)) == run else { break }
            run += 1
        }
        return run
    }
}
