import Statistics

/// The exact probability that a limit is wrong at some look, for someone who watches it.
///
/// Not a simulation: the distribution of the count of leaks among the streams that were right so
/// far is carried from draw to draw (dynamic programming), and the mass at counts whose limit, as it
/// is stated, excludes the true p is collected at every look. For Clopper–Pearson this is how far
/// its level fails under watching; for the anytime bounds it is below α by their theorem.
package enum Peeking {
    /// Which limit is watched.
    package enum Limit: Sendable, Hashable, CaseIterable {
        case clopperPearsonUpper
        case clopperPearsonLower
        case mixtureUpper
        case mixtureLower
        case betsUpper
        case betsLower
        case bets48Lower

        /// Whether it is wrong when it rises above p.
        private var isLower: Bool {
            switch self {
            case .clopperPearsonLower, .mixtureLower, .betsLower, .bets48Lower: true
            case .clopperPearsonUpper, .mixtureUpper, .betsUpper: false
            }
        }

        private var method: Bound.Method {
            switch self {
            case .clopperPearsonUpper, .clopperPearsonLower: .clopperPearson
            case .mixtureUpper, .mixtureLower: .mixture
            case .betsUpper, .betsLower: .bets
            case .bets48Lower: .bets48
            }
        }

        /// Counts of the side on which few prove most: leaks for an upper limit, clean draws for a
        /// lower one.
        fileprivate func rate(_ p: Double) -> Double { isLower ? 1 - p : p }

        /// Whether the limit from so many of them excludes p; where it does, it does from fewer.
        fileprivate func excludes(
            _ p: Double, count: Int, draws: Int, alpha: Double
        ) throws(StatisticsError) -> Bool {
            let bound = try Proportion.bound(
                leaks: Double(isLower ? draws - count : count), draws: draws, alpha: alpha,
                side: isLower ? .lower : .upper, method: method)
            return isLower ? bound.lower > p : bound.upper < p
        }
    }

    /// P(the limit excludes `p` at some look up to `draws`), for draws that leak with rate `p`.
    ///
    /// Cost: draws² steps and two limits a draw.
    ///
    /// - Parameters:
    ///   - every: the number of draws between looks; 1 watches every draw.
    package static func chanceOfFalseLimit(
        _ limit: Limit, p: Double, draws: Int, alpha: Double, every: Int = 1
    ) throws(StatisticsError) -> Double {
        let rate = limit.rate(p)
        var alive = [Double](repeating: 0, count: draws + 2)
        alive[0] = 1
        var first = 0
        var wrong = 0.0
        // The greatest count whose limit excludes the truth; it never falls as n grows by one.
        var threshold = -1
        for n in 1...draws {
            for k in stride(from: n, through: max(1, first), by: -1) {
                alive[k] = alive[k] * (1 - rate) + alive[k - 1] * rate
            }
            if first == 0 { alive[0] *= 1 - rate }
            guard n % every == 0 else { continue }
            while threshold < n,
                try limit.excludes(p, count: threshold + 1, draws: n, alpha: alpha)
            {
                threshold += 1
            }
            if threshold >= first {
                for k in first...threshold {
                    wrong += alive[k]
                    alive[k] = 0
                }
                first = threshold + 1
            }
        }
        return wrong
    }
}
