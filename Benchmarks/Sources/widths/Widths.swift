import Platform
import Statistics
import TestSupport

/// Prints the tables of Documentation/widths.md: how wide each bound is, ours beside the published ones.
///
/// Limits are averages over samples with fixed seeds, all one-sided at α = 0.05.
@main
enum Widths {
    private static let alpha = 0.05
    /// Numbers of draws, each with the number of samples to average over.
    private static let sizes: [(draws: Int, samples: Int)] = [(32, 600), (128, 300), (1024, 60)]

    /// One row of a table: a bound as a function of scores in the order of their draws.
    private struct Row {
        var name: String
        var limit: ([Double]) throws -> Double
    }

    static func main() throws {
        print("Upper limit of the mean score at n = 32 / 128 / 1024 (α = 0.05, averages)\n")
        try table(means)
        print("\nUpper limit of the standard deviation\n")
        try table(deviations(\.upper, .upper))
        print("\nLower limit of the standard deviation\n")
        try table(deviations(\.lower, .lower))
        print("\nUpper limit of a leak rate after k leaks: fixed n / anytime\n")
        try leakTable()
        print("")
        print(try peeking())
    }

    private static var means: [Row] {
        [Bound.Method.anderson, .berkJones, .bentkus, .maurerPontil, .star, .bets, .mixture]
            .map { method in
                Row(name: name(method, of: "Anderson–DKW")) {
                    try Mean.bound(ofDraws: $0, alpha: alpha, side: .upper, method: method).upper
                }
            }
    }

    private static func deviations(
        _ limit: KeyPath<Bound, Double>, _ side: Bound.Side
    ) -> [Row] {
        let published = Row(name: "published package, fixed n (invalid with zeros)") {
            let limits = try Deviation.conboCompatible(of: ScoreDistribution($0), alpha: alpha)
            return side == .upper ? limits.upper : limits.lower
        }
        return [published]
            + [Bound.Method.dkw, .berkJones, .maurerPontil, .bets].map { method in
                Row(name: name(method, of: "exact over DKW")) {
                    try Deviation.bound(ofDraws: $0, alpha: alpha, side: side, method: method)[
                        keyPath: limit]
                }
            }
    }

    private static func name(_ method: Bound.Method, of band: String) -> String {
        switch method {
        case .anderson: "paper, exact (\(band)), fixed n"
        case .dkw: "\(band), fixed n"
        case .berkJones: "over Berk–Jones, fixed n"
        case .maurerPontil: "Maurer–Pontil, fixed n"
        case .bentkus: "Bentkus, fixed n"
        case .star: "STaR, fixed n"
        case .bets: "**16 bets, anytime**"
        case .mixture: "mixture, anytime"
        default: method.rawValue
        }
    }

    /// One line a bound, one column a shape, three limits a cell.
    private static func table(_ rows: [Row]) throws {
        var cells = [[String]](repeating: [], count: rows.count)
        for shape in ScoreShape.allCases {
            var limits = [[String]](repeating: [], count: rows.count)
            for size in sizes {
                // Every bound sees the same samples.
                var generator = SeededGenerator(seed: UInt64(size.draws))
                var sums = [Double](repeating: 0, count: rows.count)
                let samples = shape == .allZero ? 1 : size.samples
                for _ in 0..<samples {
                    let scores = (0..<size.draws).map { _ in shape.draw(&generator) }
                    for index in rows.indices { sums[index] += try rows[index].limit(scores) }
                }
                for index in rows.indices {
                    limits[index].append(short(sums[index] / Double(samples)))
                }
            }
            for index in rows.indices {
                cells[index].append(limits[index].joined(separator: " / "))
            }
        }
        print(line(["bound"] + ScoreShape.allCases.map(\.rawValue)))
        print(line(Array(repeating: "---", count: ScoreShape.allCases.count + 1)))
        for (row, values) in zip(rows, cells) { print(line([row.name] + values)) }
    }

    private static func leakTable() throws {
        print(line(["n"] + [0, 1, 3, 10].map { "k = \($0)" } + ["ratio at k = 0"]))
        print(line(Array(repeating: "---", count: 6)))
        for size in sizes {
            var cells = ["\(size.draws)"]
            var ratio = 0.0
            for leaks in [0, 1, 3, 10] {
                let fixed = try Proportion.clopperPearsonUpper(
                    leaks: leaks, draws: size.draws, alpha: alpha
                ).value
                let live = try Proportion.mixtureUpper(
                    leaks: Double(leaks), draws: size.draws, alpha: alpha
                ).value
                if leaks == 0 { ratio = live / fixed }
                cells.append("\(short(fixed)) / \(short(live))")
            }
            print(line(cells + [short(ratio)]))
        }
    }

    /// What happens to someone who watches the fixed-n limit and stops when it pleases.
    private static func peeking() throws -> String {
        func worst(_ limit: Peeking.Limit, _ alpha: Double, draws: Int) throws -> Double {
            try [0.01, 0.03, 0.1, 0.25, 0.3, 0.5].map {
                try Peeking.chanceOfFalseLimit(limit, p: $0, draws: draws, alpha: alpha)
            }.reduce(0, max)
        }
        let usual = try worst(.clopperPearsonUpper, 0.05, draws: 1000)
        let strict = try worst(.clopperPearsonUpper, 0.01, draws: 1024)
        let live = try worst(.mixtureUpper, 0.05, draws: 1000)
        return """
            Watched after every draw, a 95 % Clopper–Pearson limit is wrong at some look within \
            1,000 draws in up to \(atMost(usual)) of runs, a 99 % one within 1,024 draws in up \
            to \(atMost(strict)); the anytime limit at 95 % in at most \(atMost(live)) (exact \
            dynamic programming, worst of p = 0.01, 0.03, 0.1, 0.25, 0.3, 0.5; rounded up).
            """
    }

    // MARK: - Text

    private static func line(_ cells: [String]) -> String {
        "| " + cells.joined(separator: " | ") + " |"
    }

    /// Three significant digits below 0.1 and three decimals above.
    private static func short(_ value: Double) -> String {
        let scale = abs(value) < 0.0995 ? 1e4 : 1e3
        let digits = "\((value * scale).rounded() / scale)"
        return digits == "0.0" || digits == "-0.0" ? "0" : digits
    }

    /// Rounded up: what is said is that it is at most this.
    private static func atMost(_ share: Double) -> String {
        "\((share * 1000).rounded(.up) / 1000)"
    }
}
