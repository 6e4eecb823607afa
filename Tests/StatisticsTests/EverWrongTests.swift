import Statistics
import TestSupport
import Testing

/// How often limits that are watched after every draw are ever wrong: at most α.
///
/// Exact for binary draws: the distribution of the count among streams that were right so far is
/// carried from draw to draw.
@Suite struct EverWrongTests {
    /// The chance that limits which rise with the count exclude p at some n up to `draws`.
    private func chance(
        p: Double, draws: Int, _ bound: (_ leaks: Int, _ draws: Int) throws -> Bound
    ) rethrows -> (above: Double, below: Double) {
        var alive = [Double](repeating: 0, count: draws + 2)
        alive[0] = 1
        var wrong = (above: 0.0, below: 0.0)
        // Counts from `least` to `most` have limits that hold; both only rise with n.
        var (least, most) = (0, 0)
        for n in 1...draws {
            for k in stride(from: n, through: 0, by: -1) {
                alive[k] = alive[k] * (1 - p) + (k > 0 ? alive[k - 1] * p : 0)
            }
            while least <= n, try bound(least, n).upper < p { least += 1 }
            while most < n, try bound(most + 1, n).lower <= p { most += 1 }
            for k in 0..<least {
                wrong.below += alive[k]
                alive[k] = 0
            }
            if most < n {
                for k in (most + 1)...n {
                    wrong.above += alive[k]
                    alive[k] = 0
                }
            }
        }
        return wrong
    }

    @Test(arguments: [0.05, 0.01], [0.002, 0.05, 0.5])
    func `the interval is ever wrong with at most the chance alpha, each side with half of it`(
        alpha: Double, p: Double
    ) throws {
        let wrong = try chance(p: p, draws: 400) {
            try Proportion.anytime(leaks: $0, draws: $1, alpha: alpha, side: .two)
        }
        #expect(wrong.above <= alpha / 2 && wrong.below <= alpha / 2, "\(wrong)")
        #expect(wrong.above + wrong.below > 0)
    }

    @Test(arguments: [0.05, 0.01], [0.02, 0.3])
    func `a split interval is ever wrong on each side with at most that side's part`(
        alpha: Double, p: Double
    ) throws {
        let wrong = try chance(p: p, draws: 300) {
            try Proportion.bound(
                leaks: Double($0), draws: $1, alpha: alpha, side: .two, method: .mixtureAndBets48,
                split: 0.9)
        }
        #expect(wrong.below <= 0.9 * alpha && wrong.below > alpha / 4, "\(wrong)")
        #expect(wrong.above <= 0.1 * alpha * (1 + 1e-9), "\(wrong)")
    }

    /// "Within k answers" is the interval of p, seen through an increasing function.
    @Test(arguments: [0.05, 0.01])
    func `leak@k of a deployment is wrong exactly where the limits of p are`(
        alpha: Double
    ) throws {
        let (p, attempts) = (0.004, 1000)
        let truth = try LeakAtK.chance(perDraw: p, attempts: attempts)
        let of = try chance(p: p, draws: 300) {
            try Proportion.anytime(leaks: $0, draws: $1, alpha: alpha, side: .two)
        }
        let within = try chance(p: p, draws: 300) {
            var bound = try LeakAtK.bound(
                from: Proportion.anytime(leaks: $0, draws: $1, alpha: alpha, side: .two),
                attempts: attempts)
            // Told to p's own scale, which is all that the helper knows.
            bound.lower = bound.lower > truth ? 1 : 0
            bound.upper = bound.upper < truth ? 0 : 1
            return bound
        }
        #expect(within.above <= of.above && within.below <= of.below)
        #expect(within.above + within.below >= 0.9 * (of.above + of.below))
    }

    // MARK: - Found in the draws

    /// A list of answers and, in it, a tree of their first letters: watched, the list is false when
    /// some row of it ever was.
    @Test(arguments: [0.05, 0.01], [40, 4000])
    func `a watched list of answers and of their branches keeps its level`(
        alpha: Double, answers: Int
    ) throws {
        var generator = SeededGenerator(seed: UInt64(answers))
        let streams = 40
        let looks = [24, 120]
        var wrong = (rows: 0, branches: 0)
        var shares: [[Bool]: Double] = [:]
        for answer in 0..<answers {
            for length in 1...4 {
                let prefix = (0..<length).map { (answer >> $0) & 1 == 1 }
                shares[prefix, default: 0] += 1 / Double(answers)
            }
        }
        for _ in 0..<streams {
            var rows: [Int: (rank: Int, first: Int, count: Int)] = [:]
            // A branch is a prefix of the binary digits of an answer, of one to four digits.
            var branches: [[Bool]: (rank: Int, part: Int, first: Int, count: Int)] = [:]
            var isWrong = (rows: false, branches: false)
            var finders = 0
            for draw in 0..<120 {
                let answer = Int.random(in: 0..<answers, using: &generator)
                let rank = rows.count + 1
                rows[answer, default: (rank, draw, 0)].count += 1
                let digits = (0..<4).map { (answer >> $0) & 1 == 1 }
                var part = 0
                for length in 1...4 {
                    let prefix = Array(digits.prefix(length))
                    if branches[prefix] == nil {
                        part += 1
                        branches[prefix] = (finders + 1, part, draw, 0)
                    }
                    branches[prefix]?.count += 1
                }
                if part > 0 { finders += 1 }
                guard looks.contains(draw + 1) else { continue }
                let later = draw
                isWrong.rows =
                    try isWrong.rows
                    || rows.values.contains { row in
                        guard row.count > 1 || answers <= 40 else { return false }
                        let bound = try DiscoveredShare(
                            rank: row.rank, again: row.count - 1, later: later - row.first
                        ).bound(alpha: alpha, side: .two, method: .anytimeProportion(.two))
                        let truth = 1 / Double(answers)
                        return bound.lower > truth || bound.upper < truth
                    }
                isWrong.branches =
                    try isWrong.branches
                    || branches.contains { prefix, branch in
                        let bound = try DiscoveredShare(
                            rank: branch.rank, part: branch.part, again: branch.count - 1,
                            later: later - branch.first
                        ).bound(alpha: alpha, side: .two, method: .anytimeProportion(.two))
                        let truth = shares[prefix] ?? 0
                        return bound.lower > truth + 1e-9 || bound.upper < truth - 1e-9
                    }
            }
            wrong.rows += isWrong.rows ? 1 : 0
            wrong.branches += isWrong.branches ? 1 : 0
        }
        let mean = Double(streams) * alpha
        let allowed = mean + 4 * (mean * (1 - alpha)).squareRoot()
        #expect(Double(wrong.rows) <= allowed && Double(wrong.branches) <= allowed, "\(wrong)")
    }

    @Test(arguments: [0.05, 0.01])
    func `the expected number of distinct answers is covered at every n`(alpha: Double) throws {
        var generator = SeededGenerator(seed: 17)
        let (answers, prompts, streams) = (12, 6, 200)
        var misses = 0
        for _ in 0..<streams {
            var seen = Array(repeating: Set<Int>(), count: prompts)
            var isWrong = false
            // K (1 − (1 − 1/K)ⁿ) different ones are expected.
            var missing = 1.0
            for n in 1...60 {
                missing *= 1 - 1 / Double(answers)
                for index in seen.indices {
                    seen[index].insert(Int.random(in: 0..<answers, using: &generator))
                }
                let bound = try OutputDiversity.distinctBound(
                    seen.map(\.count), draws: n, alpha: alpha, side: .two, anytime: true)
                let truth = Double(answers) * (1 - missing)
                isWrong = isWrong || bound.lower > truth + 1e-9 || bound.upper < truth - 1e-9
            }
            misses += isWrong ? 1 : 0
        }
        let mean = Double(streams) * alpha
        #expect(Double(misses) <= mean + 4 * (mean * (1 - alpha)).squareRoot())
    }
}
