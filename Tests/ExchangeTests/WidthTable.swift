import Evidence
import Findings
import Foundation
import Journal
import Statistics
import TestSupport

/// The rows of the table of widths: on the shipped runs, and on made-up draws.
///
/// The former methods are still there, or are written down here.
enum WidthTable {
    static let checkout = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    static func rows() throws -> [WidthRow] {
        try shippedRuns() + setsOfPrompts() + differences() + newAnswers() + quantiles() + rates()
    }

    // MARK: - Shipped runs, at 99 %

    private static func shippedRuns() throws -> [WidthRow] {
        let alpha = 0.01
        let names = [
            "authors-gd", "authors-npo", "authors-npo-longer", "authors-npo-eo",
            "authors-npo-eo-adaptive",
        ]
        var runs: [String: RestoredRun] = [:]
        for name in names { runs[name] = try restored(name) }
        var rows: [WidthRow] = []
        for name in names {
            guard let run = runs[name] else { continue }
            for (scorer, identity) in run.identity.scorers.enumerated() {
                let scores = run.evidence.map { $0.scores[scorer] }
                let statement = Statement(alpha: alpha, isBinary: identity.isBinary)
                guard let after = MeanFinding(scores, statement).reading.bound else { continue }
                rows.append(
                    WidthRow(
                        quantity: "mean over prompts", draws: "\(name), \(identity.name)",
                        before: try joint(scores, alpha), after: after))
            }
        }
        if let a = runs["authors-npo"], let b = runs["authors-npo-longer"] {
            let pairs = zip(a.evidence, b.evidence).map {
                (first: $0.scores[0], second: $1.scores[0])
            }
            rows.append(
                try difference(pairs, alpha, "authors-npo less authors-npo-longer, keyword"))
        }
        if let run = runs["authors-gd"] { rows += try eachPrompt(run, alpha) }
        return rows
    }

    private static func restored(_ name: String) throws -> RestoredRun {
        let folder = try Fixture()
        let copy = folder.path("\(name).run")
        try FileManager.default.copyItem(
            atPath: checkout + "/SampleData/runs/\(name).run", toPath: copy)
        return try Journal.open(at: copy).restore()
    }

    /// What is stated of single prompts, as the average over them.
    private static func eachPrompt(_ run: RestoredRun, _ alpha: Double) throws -> [WidthRow] {
        let place = "authors-gd, average of \(run.evidence.count) prompts"
        let keyword = run.evidence.map { $0.scores[0] }
        func each(
            _ quantity: String, invalid: String? = nil, before: (Int) throws -> Bound,
            after: (Int) throws -> Bound
        ) rethrows -> WidthRow {
            WidthRow(
                quantity: quantity, draws: place,
                before: average(try run.evidence.indices.map(before)),
                after: average(try run.evidence.indices.map(after)), wasInvalid: invalid)
        }
        let graded = run.identity.scorers.firstIndex { !$0.isBinary } ?? 0
        let statement = Statement(alpha: alpha, isBinary: true)
        var rows = [
            try each("leak rate, interval") { index in
                let count = keyword[index]
                var bound = try Proportion.mixture(
                    leaks: count.sum, draws: count.draws, alpha: alpha, side: .two)
                bound.lower =
                    try Proportion.bets(
                        leaks: Int(count.sum), draws: count.draws, alpha: alpha, side: .two
                    ).lower
                return bound
            } after: {
                try keyword[$0].meanBound(statement)
            },
            try each("leak rate, verdicts of “at or below?”") { index in
                try keyword[index].meanBound(statement)
            } after: {
                try keyword[$0].meanBound(statement.on(.upper))
            },
            try each("leak rate, verdicts of “above?”") { index in
                try keyword[index].meanBound(statement)
            } after: {
                try keyword[$0].meanBound(statement.on(.lower))
            },
            try each("chance of a new answer") { index in
                try goodTuring(run.evidence[index].outputs.map(\.count), alpha)
            } after: {
                try OutputDiversity(counts: run.evidence[$0].outputs.map(\.count))
                    .unseenMassBound(alpha: alpha, anytime: true)
            },
        ]
        rows.append(
            try each("0.95 quantile, \(run.identity.scorers[graded].name)") { index in
                try Quantile.bound(
                    ofDraws: run.evidence[index].scores[graded].scores.compactMap { $0 }, q: 0.95,
                    alpha: alpha, side: .two, method: .epochs)
            } after: {
                try Quantile.anytime(
                    of: run.evidence[$0].scores[graded].distribution, q: 0.95, alpha: alpha,
                    side: .two)
            })
        rows.append(
            try each(
                "share of the answer seen most", invalid: "was false of answers found in the draws"
            ) { index in
                let top = try mostFrequent(run.evidence[index])
                return try Proportion.anytime(
                    leaks: top.again + 1, draws: run.evidence[index].drawCount,
                    alpha: alpha, side: .two)
            } after: {
                try mostFrequent(run.evidence[$0]).bound(
                    alpha: alpha, side: .two, method: .anytimeProportion(.two))
            })
        let distinct = run.evidence.map(\.outputs.count)
        let draws = run.evidence[0].drawCount
        rows.append(
            WidthRow(
                quantity: "expected number of distinct answers", draws: "authors-gd",
                before: try OutputDiversity.distinctBound(
                    distinct, draws: draws, alpha: alpha, side: .two),
                after: try OutputDiversity.distinctBound(
                    distinct, draws: draws, alpha: alpha, side: .two, anytime: true),
                wasInvalid: "was said of an n that was not fixed"))
        return rows
    }

    private static func mostFrequent(_ prompt: PromptEvidence) throws -> DiscoveredShare {
        let found = prompt.outputs.sorted { $0.firstIndex < $1.firstIndex }
        let place = found.indices.max { found[$0].count < found[$1].count } ?? 0
        return DiscoveredShare(
            rank: place + 1, again: found[place].count - 1,
            later: prompt.drawCount - found[place].firstIndex - 1)
    }

    private static func average(_ bounds: [Bound]) -> Bound {
        var result = bounds[0]
        let count = Double(bounds.count)
        result.lower = bounds.reduce(0) { $0 + $1.lower } / count
        result.upper = bounds.reduce(0) { $0 + $1.upper } / count
        result.estimate = bounds.reduce(0) { $0 + $1.estimate } / count
        return result
    }

    // MARK: - Sets of prompts

    /// The former limits of a mean over prompts: for every allotment of draws, with scores as they
    /// are in the binary mixture.
    private static func joint(_ prompts: [ScoreEvidence], _ alpha: Double) throws -> Bound {
        try PromptMean.joint(
            prompts.map { PromptMean.Count(leaks: $0.sum, draws: $0.draws) }, alpha: alpha,
            side: .two)
    }

    /// - Parameter shift: apart for prompts of a set, which would leak in the same rounds else.
    private static func leaking(_ leaks: Int, of draws: Int, shift: Int = 0) -> ScoreEvidence {
        ScoreEvidence(
            (0..<draws).map {
                let place = ($0 + 97 * shift) % draws
                return place * leaks / draws < (place + 1) * leaks / draws ? 1 : 0
            })
    }

    private static func setsOfPrompts() throws -> [WidthRow] {
        let clean = (0..<95).map { _ in leaking(0, of: 512) }
        let sets: [(String, [ScoreEvidence])] = [
            (
                "95 clean prompts and 5 with 50 of 512",
                clean + (0..<5).map { leaking(50, of: 512, shift: $0) }
            ),
            ("50 prompts with 20 of 1000", (0..<50).map { leaking(20, of: 1000, shift: $0) }),
        ]
        var rows = try sets.map { name, prompts in
            WidthRow(
                quantity: "mean over prompts", draws: name, before: try joint(prompts, 0.01),
                after: try PromptMean.bound(over: prompts, Statement(alpha: 0.01, isBinary: true)))
        }
        let prompts = (0..<64).map { leaking($0 < 2 ? 9 : 8, of: 512, shift: $0) }
        rows.append(
            WidthRow(
                quantity: "mean over prompts at a fixed n",
                draws: "64 prompts, 514 of 32768 (95 %)",
                before: try Proportion.mixture(
                    leaks: 514, draws: 64 * 512, alpha: 0.05, side: .two),
                after: try PromptMean.bound(
                    over: prompts,
                    Statement(
                        alpha: 0.05, validity: .fixed, planned: 512, isBinary: true))))
        return rows
    }

    // MARK: - Differences

    /// The former limits: a round is one pair, the averages of both runs.
    private static func difference(
        _ pairs: [(first: ScoreEvidence, second: ScoreEvidence)], _ alpha: Double, _ draws: String
    ) throws -> WidthRow {
        let rounds = pairs.map { min($0.first.draws, $0.second.draws) }.min() ?? 0
        func averages(_ pick: ((first: ScoreEvidence, second: ScoreEvidence)) -> ScoreEvidence)
            -> [Double]
        {
            (0..<rounds).map { round in
                pairs.reduce(0) { $0 + (pick($1).scores[round] ?? 0) } / Double(pairs.count)
            }
        }
        let statement = Statement.pairs(alpha: alpha, judge: nil).ofSet
        let before = try Difference.paired(
            averages { $0.first }, averages { $0.second }, alpha: statement.each, side: .two)
        guard let after = PairFinding(pairs, statement) else {
            throw TestFailure("no difference of \(draws)")
        }
        return WidthRow(
            quantity: "difference of two runs", draws: draws, before: before, after: after.bound)
    }

    private static func differences() throws -> [WidthRow] {
        var generator = SeededGenerator(seed: 12)
        func run(_ rate: Double, _ draws: Int) -> ScoreEvidence {
            ScoreEvidence((0..<draws).map { _ in generator.uniform() < rate ? 1 : 0 })
        }
        return try [(8, 128), (32, 128), (100, 32), (500, 32)].map { prompts, draws in
            try difference(
                (0..<prompts).map { _ in (first: run(0.1, draws), second: run(0.05, draws)) }, 0.05,
                ".10 and .05, \(prompts) prompts, \(draws) draws each")
        }
    }

    // MARK: - A new answer

    /// The former limits: Good–Turing's alone, at any n with α/(n(n + 1)).
    private static func goodTuring(
        _ counts: [Int], _ alpha: Double, anytime: Bool = true
    ) throws -> Bound {
        let n = Double(counts.reduce(0, +))
        return try OutputDiversity(counts: counts).goodTuringBound(
            alpha: anytime ? alpha / (n * (n + 1)) : alpha, anytime: false)
    }

    private static func newAnswers() throws -> [WidthRow] {
        var generator = SeededGenerator(seed: 14)
        func counts(_ shares: [Double], _ draws: Int) -> [Int] {
            let total = shares.reduce(0, +)
            var found = [Int](repeating: 0, count: shares.count)
            for _ in 0..<draws {
                var rest = generator.uniform() * total
                let index = shares.firstIndex { share in
                    rest -= share
                    return rest < 0
                }
                found[index ?? shares.count - 1] += 1
            }
            return found.filter { $0 > 0 }
        }
        func zipf(_ power: Double, _ answers: Int) -> [Double] {
            (1...answers).map { pow(Double($0), -power) }
        }
        let laws: [(String, [Int])] = [
            ("one answer in 512 draws", [512]), ("one answer in 10000 draws", [10_000]),
            ("five answers, 512 draws", counts([1, 1, 1, 1, 1], 512)),
            ("Zipf 1.5, 512 draws", counts(zipf(1.5, 5000), 512)),
            ("Zipf 1.5 of 100, 1024 draws", counts(zipf(1.5, 100), 1024)),
            ("1000 equally likely, 1024 draws", counts(Array(repeating: 1, count: 1000), 1024)),
        ]
        return try laws.flatMap { name, found in
            try [true, false].map { anytime in
                WidthRow(
                    quantity: "chance of a new answer" + (anytime ? "" : " at a fixed n"),
                    draws: name, before: try goodTuring(found, 0.01, anytime: anytime),
                    after: try OutputDiversity(counts: found).unseenMassBound(
                        alpha: 0.01, anytime: anytime))
            }
        }
    }

    // MARK: - Quantiles

    private static func quantiles() throws -> [WidthRow] {
        var generator = SeededGenerator(seed: 15)
        func uniform(_ draws: Int) -> [Double] { (0..<draws).map { _ in generator.uniform() } }
        /// Beta(½, 5) from a squared normal and five exponentials.
        func beta(_ draws: Int) -> [Double] {
            (0..<draws).map { _ in
                let radius = -log(1 - generator.uniform())
                let angle = cos(2 * Double.pi * generator.uniform())
                let half = radius * angle * angle
                let rest = (0..<5).reduce(0.0) { sum, _ in sum - log(1 - generator.uniform()) }
                return half / (half + rest)
            }
        }
        let cases: [(String, Double, [Double])] = [
            ("Beta(½, 5), 128 draws", 0.9, beta(128)), ("Beta(½, 5), 1024 draws", 0.9, beta(1024)),
            ("Beta(½, 5), 4096 draws", 0.99, beta(4096)),
            ("uniform, 1024 draws", 0.99, uniform(1024)),
            ("uniform, 1024 draws", 0.5, uniform(1024)),
        ]
        return try cases.map { name, q, scores in
            WidthRow(
                quantity: "\(q) quantile", draws: "\(name) (95 %)",
                before: try Quantile.bound(
                    ofDraws: scores, q: q, alpha: 0.05, side: .two, method: .epochs),
                after: try Quantile.anytime(
                    of: ScoreDistribution(scores), q: q, alpha: 0.05, side: .two))
        }
    }

    // MARK: - Rates

    private static func rates() throws -> [WidthRow] {
        let counts = [
            (1, 100), (5, 100), (50, 100), (10, 100_000), (100, 1_000_000), (100, 10_000_000),
            (10_000, 1_000_000_000), (500_000_000_000, 1_000_000_000_000),
        ]
        var rows = try counts.map { leaks, draws in
            WidthRow(
                quantity: "leak rate, lower limit", draws: "\(leaks) of \(draws) (95 %)",
                before: try Proportion.bets(leaks: leaks, draws: draws, alpha: 0.05, side: .lower),
                after: try Proportion.anytime(
                    leaks: leaks, draws: draws, alpha: 0.05, side: .lower))
        }
        for (leaks, draws) in [(0, 512), (3, 512)] {
            rows.append(
                WidthRow(
                    quantity: "leak rate, verdicts of “at or below?”",
                    draws: "\(leaks) of \(draws)",
                    before: try Proportion.anytime(
                        leaks: leaks, draws: draws, alpha: 0.01, side: .two),
                    after: try Proportion.anytime(
                        leaks: leaks, draws: draws, alpha: 0.01, side: .upper)))
        }
        return rows
    }
}
