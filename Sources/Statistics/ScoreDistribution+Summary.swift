extension ScoreDistribution {
    /// The sum of all scores.
    package var sum: Double {
        var sum = CompensatedSum()
        for (score, count) in zip(scores, counts) { sum.add(score * Double(count)) }
        return sum.value
    }

    /// The mean score; NaN without draws.
    package var mean: Double { isEmpty ? .nan : min(1, sum / Double(draws)) }

    /// The population variance (divided by n, as in the paper's ED score); NaN without draws.
    ///
    /// Two passes, so that equal scores give exactly 0.
    package var variance: Double {
        guard !isEmpty else { return .nan }
        guard scores.count > 1 else { return 0 }
        let mean = mean
        var sum = CompensatedSum()
        for (score, count) in zip(scores, counts) {
            sum.add((score - mean) * (score - mean) * Double(count))
        }
        return min(0.25, sum.value / Double(draws))
    }

    /// The population standard deviation; NaN without draws.
    package var deviation: Double { variance.squareRoot() }

    /// The greatest score, if there are draws.
    package var greatest: Double? { scores.last }

    /// The number of draws with a score of at most `x`.
    ///
    /// Cost: O(d).
    package func count(atMost x: Double) -> Int {
        counts[..<firstIndex(above: x)].reduce(0, +)
    }

    /// The number of draws with a score above `x`, strictly.
    ///
    /// Cost: O(d).
    package func count(above x: Double) -> Int {
        counts[firstIndex(above: x)...].reduce(0, +)
    }

    /// The empirical distribution function: the share of draws with a score of at most `x`; NaN
    /// without draws.
    package func share(atMost x: Double) -> Double {
        isEmpty ? .nan : Double(count(atMost: x)) / Double(draws)
    }

    /// The least score that a share of at least `q` of the draws does not exceed; NaN without
    /// draws.
    package func quantile(_ q: Double) -> Double {
        guard let greatest else { return .nan }
        // The slack keeps a product such as 0.95 · 20 from rounding up to the next rank.
        let rank = Double(draws) * q - 1e-9
        var cumulative = 0.0
        for (score, count) in zip(scores, counts) {
            cumulative += Double(count)
            if cumulative >= rank { return score }
        }
        return greatest
    }

    /// The numbers of draws at or below each distinct score.
    var cumulativeCounts: [Int] {
        var total = 0
        return counts.map { count in
            total += count
            return total
        }
    }
}

/// A sum whose rounding error does not grow with the number of terms (Neumaier 1974).
struct CompensatedSum {
    private var sum = 0.0
    private var correction = 0.0

    mutating func add(_ term: Double) {
        let next = sum + term
        correction += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
        sum = next
    }

    var value: Double { sum + correction }
}
