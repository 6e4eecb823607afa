import Platform

/// The probability that the order statistics of uniform variables stay between two boundaries.
///
/// Exact recursion of Moscovich & Nadler (2017): the counts of a Poisson process with rate n,
/// conditioned at the end on n points, are distributed as the empirical process. Between the
/// boundary points the distribution over counts is convolved with a Poisson distribution; at a
/// boundary point the forbidden counts are struck out. All terms are positive, so nothing cancels
/// (unlike Bolshev's recursion, which fails beyond n ≈ 50).
enum BoundaryCrossing {
    /// P(lower[i] ≤ U₍ᵢ₊₁₎ ≤ upper[i] for all i) for n = `draws` independent uniform variables.
    ///
    /// An empty list stands for a boundary that is never met. Masses below 10⁻³² are dropped,
    /// which can only lower the answer. Cost: about n^1.5 × 20 for boundaries that hug the
    /// diagonal.
    static func probability(lower: [Double], upper: [Double], draws: Int) -> Double {
        // At a lower boundary point the count is below its index, at an upper one at least.
        var events = lower.enumerated().map { Event(time: $1, least: 0, most: $0) }
        events += upper.enumerated().map { Event(time: $1, least: $0 + 1, most: draws) }
        events.sort { $0.time < $1.time }
        events.append(Event(time: 1, least: draws, most: draws))

        var counts = Counts(capacity: draws + 1)
        var time = 0.0
        for event in events {
            let moment = min(1, max(time, event.time))
            if moment > time { counts.advance(by: Double(draws) * (moment - time)) }
            time = moment
            counts.restrict(least: event.least, most: event.most)
            if counts.isEmpty { return 0 }
        }
        let n = Double(draws)
        // P(N = n) for a Poisson variable with mean n, by Stirling's series.
        let logScale =
            -SpecialFunctions.stirlingError(n) - 0.5 * log(2 * Double.pi * n)
        return min(1, counts.mass(at: draws) * exp(-logScale))
    }

    /// One minus the probability, raised by the rounding of the recursion.
    ///
    /// Without that allowance a tiny error probability would be spent before it is there: the
    /// recursion rounds once per draw.
    static func missProbability(lower: [Double], upper: [Double], draws: Int) -> Double {
        let inside = probability(lower: lower, upper: upper, draws: draws)
        return 1 - inside + Double(draws + 16) * 0x1p-52
    }

    private struct Event {
        var time: Double
        var least: Int
        var most: Int
    }

    /// The masses of a range of counts.
    private struct Counts {
        private var masses: [Double] = [1]
        private var first = 0
        private let capacity: Int
        private static let negligible = 1e-32

        init(capacity: Int) { self.capacity = capacity }

        var isEmpty: Bool { masses.isEmpty }

        func mass(at count: Int) -> Double {
            masses.indices.contains(count - first) ? masses[count - first] : 0
        }

        /// Strikes out the counts outside `least`…`most`, and negligible masses at both ends.
        mutating func restrict(least: Int, most: Int) {
            var start = max(0, least - first)
            var end = min(masses.count, most - first + 1)
            while start < end, masses[start] < Self.negligible { start += 1 }
            while start < end, masses[end - 1] < Self.negligible { end -= 1 }
            guard start < end else {
                masses = []
                return
            }
            if start > 0 || end < masses.count { masses = Array(masses[start..<end]) }
            first += start
        }

        /// Adds a Poisson number of points with mean `rate`.
        mutating func advance(by rate: Double) {
            let kernel = Self.poisson(rate, atMost: capacity - 1 - first)
            let length = min(capacity - first, masses.count + kernel.count - 1)
            let width = masses.count
            let result = [Double](unsafeUninitializedCapacity: length) { result, filled in
                result.initialize(repeating: 0)
                masses.withUnsafeBufferPointer { masses in
                    kernel.withUnsafeBufferPointer { kernel in
                        for step in 0..<kernel.count {
                            let weight = kernel[step]
                            for index in 0..<min(width, max(0, length - step)) {
                                result[index + step] += masses[index] * weight
                            }
                        }
                    }
                }
                filled = length
            }
            masses = result
        }

        /// The probabilities of 0, 1, … points until they are negligible.
        private static func poisson(_ rate: Double, atMost greatest: Int) -> [Double] {
            if rate > 600 { return poissonByLogarithms(rate, atMost: greatest) }
            var term = exp(-rate)
            var terms = [term]
            var count = 0.0
            while terms.count <= greatest {
                count += 1
                term *= rate / count
                if count > rate, term < negligible { break }
                terms.append(term)
            }
            return terms
        }

        /// The same where e^−rate would underflow.
        private static func poissonByLogarithms(_ rate: Double, atMost greatest: Int) -> [Double] {
            let reach = min(greatest, Int(rate + 13 * rate.squareRoot() + 40))
            return (0...max(0, reach)).map { count in
                let k = Double(count)
                return exp(-rate + k * log(rate) - SpecialFunctions.logGamma(k + 1))
            }
        }
    }
}
