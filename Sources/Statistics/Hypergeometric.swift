import Platform

/// The number of leaks among the first side's draws when the leaks of both are dealt at random.
struct Hypergeometric {
    /// The draws of the first and the second side.
    let first: Int
    let second: Int
    /// The leaks of both together.
    let leaks: Int

    /// The least and greatest possible count.
    var support: ClosedRange<Int> { max(0, leaks - second)...min(leaks, first) }

    func probability(_ k: Int) -> Double {
        guard support.contains(k) else { return 0 }
        let p = Double(leaks) / Double(first + second)
        let q = Double(first + second - leaks) / Double(first + second)
        return exp(
            Binomial.logProbability(k, of: first, p: p, q: q)
                + Binomial.logProbability(leaks - k, of: second, p: p, q: q)
                - Binomial.logProbability(leaks, of: first + second, p: p, q: q))
    }

    /// P(X ≥ k), summed from the smaller tail.
    func atLeast(_ k: Int) -> Double {
        if k <= support.lowerBound { return 1 }
        if k > support.upperBound { return 0 }
        let mode = (Double(first) + 1) * (Double(leaks) + 1) / (Double(first + second) + 2)
        return Double(k) > mode ? tail(from: k, step: 1) : 1 - tail(from: k - 1, step: -1)
    }

    /// P(X ≤ k).
    func atMost(_ k: Int) -> Double {
        Hypergeometric(first: second, second: first, leaks: leaks).atLeast(leaks - k)
    }

    /// The sum of probabilities from `start` outwards, by the ratio of neighbours.
    func tail(from start: Int, step: Int) -> Double {
        var term = probability(start)
        var sum = 0.0
        var k = start
        while term > 0 {
            sum += term
            guard term > 1e-18 * sum else { break }
            if step > 0 {
                term *= Double(leaks - k) / Double(k + 1)
                term *= Double(first - k) / Double(second - leaks + k + 1)
            } else {
                term *= Double(k) / Double(leaks - k + 1)
                term *= Double(second - leaks + k) / Double(first - k + 1)
            }
            k += step
        }
        return min(1, sum)
    }
}
