/// The launch numbers that are still to be launched, as few ranges in increasing order.
struct IndexRanges: Sendable, Hashable {
    private(set) var ranges: [Range<Int>] = []

    init() {}

    /// Every index below `target` that is not in `done`.
    ///
    /// - Parameter done: sorted, without repetition.
    init(below target: Int, without done: some Sequence<Int>) {
        var next = 0
        for index in done where index < target {
            if index > next { ranges.append(next..<index) }
            next = index + 1
        }
        if next < target { ranges.append(next..<target) }
    }

    var isEmpty: Bool { ranges.isEmpty }
    var count: Int { ranges.reduce(0) { $0 + $1.count } }
    /// One more than the greatest index, if any.
    var upperBound: Int? { ranges.last?.upperBound }
    /// The first contiguous piece, if any.
    var first: Range<Int>? { ranges.first }

    /// Takes the first `count` indexes of the first piece.
    mutating func removeFirst(_ count: Int) {
        guard let first = ranges.first else { return }
        if count < first.count {
            ranges[0] = (first.lowerBound + count)..<first.upperBound
        } else {
            ranges.removeFirst()
        }
    }

    func contains(_ index: Int) -> Bool { ranges.contains { $0.contains(index) } }

    /// Adds a range above all others.
    mutating func append(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        if let last = ranges.last, last.upperBound == range.lowerBound {
            ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
        } else {
            ranges.append(range)
        }
    }

    /// Drops all but the first `count` indexes.
    mutating func keepFirst(_ count: Int) {
        var left = count
        ranges = ranges.compactMap { range in
            let kept = range.prefix(left)
            left -= kept.count
            return kept.isEmpty ? nil : kept
        }
    }
}
