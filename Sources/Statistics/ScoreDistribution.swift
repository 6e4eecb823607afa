/// The multiset of the scores of one prompt: sorted distinct scores with their counts.
///
/// This is the input of every bound that does not depend on the order of the draws. Equal
/// multisets are equal values, however they were fed, so that rebuilding from a journal or merging
/// two runs gives the identical value. Every score is a finite number in [0, 1].
package struct ScoreDistribution: Sendable, Hashable {
    /// The distinct scores, ascending.
    package private(set) var scores: [Double] = []
    /// How many draws have the score at the same index; every count is at least 1.
    package private(set) var counts: [Int] = []
    /// The number of draws.
    package private(set) var draws = 0

    /// The distribution of no draws.
    package init() {}

    /// The distribution of the given scores, in any order.
    ///
    /// Throws if a score is not a finite number in [0, 1]; the error names its position.
    /// Cost: O(n log n).
    package init(_ scores: some Sequence<Double>) throws(StatisticsError) {
        var sorted: [Double] = []
        sorted.reserveCapacity(scores.underestimatedCount)
        for score in scores {
            try Check.unit(score, "scores[\(sorted.count)]")
            sorted.append(score + 0)  // −0 becomes 0.
        }
        sorted.sort()
        draws = sorted.count
        for score in sorted {
            if let last = self.scores.last, last == score {
                counts[counts.count - 1] += 1
            } else {
                self.scores.append(score)
                counts.append(1)
            }
        }
    }

    /// The distribution of binary scores; counts below zero count as zero.
    package init(zeros: Int, ones: Int) {
        for (score, count) in [(0.0, zeros), (1.0, ones)] where count > 0 {
            scores.append(score)
            counts.append(count)
            draws += count
        }
    }

    /// The distribution of scores that are different and in [0, 1], each with its count.
    package init(counts: some Sequence<(Double, Int)>) {
        for (score, count) in counts.filter({ $0.1 > 0 }).sorted(by: { $0.0 < $1.0 }) {
            scores.append(score + 0)  // −0 becomes 0.
            self.counts.append(count)
            draws += count
        }
    }

    /// Adds `count` draws with one score.
    ///
    /// Throws if the score is not a finite number in [0, 1]; a count below 1 adds nothing.
    /// Cost: a search of O(log d) among d distinct scores; a new score also moves its successors.
    package mutating func insert(_ score: Double, count: Int = 1) throws(StatisticsError) {
        try Check.unit(score, "score")
        if count > 0 { add(score + 0, count) }
    }

    /// Whether there are so many distinct scores that several are better added at once.
    package var isDearToExtend: Bool { scores.count > 256 }

    /// A distinct score costs so much more when it is added alone than when two lists are merged.
    private static let dearness = 32

    private mutating func add(_ score: Double, _ count: Int) {
        let index = firstIndex(above: score)
        if index > 0, scores[index - 1] == score {
            counts[index - 1] += count
        } else {
            scores.insert(score, at: index)
            counts.insert(count, at: index)
        }
        draws += count
    }

    /// Adds draws with these scores, in any order: the same as adding them one by one.
    ///
    /// Throws if a score is not a finite number in [0, 1], and adds nothing then.
    /// Cost: O(m log m + d) for m scores, instead of up to O(m d) one by one.
    package mutating func insert(
        contentsOf scores: some Sequence<Double>
    ) throws(StatisticsError) {
        merge(try ScoreDistribution(scores))
    }

    /// Adds all draws of another distribution.
    ///
    /// Cost: O(d₁ + d₂).
    package mutating func merge(_ other: ScoreDistribution) {
        guard !other.isEmpty else { return }
        if other.scores.count * Self.dearness < scores.count {
            for (score, count) in zip(other.scores, other.counts) { add(score, count) }
            return
        }
        var mergedScores: [Double] = []
        var mergedCounts: [Int] = []
        mergedScores.reserveCapacity(scores.count + other.scores.count)
        mergedCounts.reserveCapacity(scores.count + other.scores.count)
        var i = 0
        var j = 0
        while i < scores.count || j < other.scores.count {
            let left = i < scores.count ? scores[i] : .infinity
            let right = j < other.scores.count ? other.scores[j] : .infinity
            mergedScores.append(min(left, right))
            mergedCounts.append(
                (left <= right ? counts[i] : 0) + (right <= left ? other.counts[j] : 0))
            if left <= right { i += 1 }
            if right <= left { j += 1 }
        }
        scores = mergedScores
        counts = mergedCounts
        draws += other.draws
    }

    /// Both distributions together.
    package func merging(_ other: ScoreDistribution) -> ScoreDistribution {
        var merged = self
        merged.merge(other)
        return merged
    }

    /// Whether there are no draws.
    package var isEmpty: Bool { draws == 0 }

    /// Whether every score is 0 or 1.
    package var isBinary: Bool { scores.allSatisfy { $0 == 0 || $0 == 1 } }

    /// The distribution of 1 − score, for the mirror image of a bound.
    var reflected: ScoreDistribution {
        var mirror = self
        mirror.scores = scores.reversed().map { 1 - $0 }
        mirror.counts = counts.reversed()
        return mirror
    }

    /// The index of the first distinct score above `x`.
    ///
    /// Cost: O(log d).
    func firstIndex(above x: Double) -> Int {
        var low = 0
        var high = scores.count
        while low < high {
            let middle = (low + high) / 2
            if scores[middle] <= x { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
