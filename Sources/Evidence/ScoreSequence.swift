import Statistics

/// Scores in launch order, nil for a lost draw.
///
/// A draw takes two bits as long as all scores are 0 or 1; graded scores take as many as it needs to
/// tell the distinct ones apart.
package struct ScoreSequence: RandomAccessCollection, Sendable, Hashable {
    /// The position of each score in `levels`, or −1 for a lost draw.
    private var codes = PackedSequence()
    /// The distinct scores in order of first appearance.
    private var levels: [Double] = []
    private var positions: [Double: Int32] = [:]

    package var startIndex: Int { 0 }
    package var endIndex: Int { codes.endIndex }

    package subscript(index: Int) -> Double? {
        let code = codes[index]
        return code < 0 ? nil : levels[Int(code)]
    }

    /// The scores of the first so many draws, lost ones left out.
    package func distribution(ofFirst draws: Int) -> ScoreDistribution {
        var counts = levels.map { _ in 0 }
        for index in 0..<Swift.min(draws, count) {
            let code = codes[index]
            if code >= 0 { counts[Int(code)] += 1 }
        }
        return ScoreDistribution(counts: zip(levels, counts))
    }

    mutating func append(_ score: Double?) {
        guard let score else { return codes.append(-1) }
        // Most scorers give two scores: those are found sooner than hashed.
        let position =
            levels.prefix(2).firstIndex(of: score).map(Int32.init) ?? positions[score]
            ?? Int32(levels.count)
        if position == levels.count {
            positions[score] = position
            levels.append(score)
        }
        codes.append(position)
    }
}
