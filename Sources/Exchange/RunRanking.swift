import Evidence
import Files
import Findings
import Prompts
import Statistics
import Text

/// How several runs rank by their mean score, for readers: in words, as JSON and as CSV.
package struct RunRanking: Sendable {
    package let ranks: RunRanks
    package let scorer: RunFacts.Scorer
    /// What the runs are called; those that share a name are told apart by a number.
    package let names: [String]
    /// What differs from the first run beside the draws, per run.
    package let settings: [[String]]
    /// What the files of the runs warn of.
    package let warnings: [String]

    /// - Parameters:
    ///   - scorer: the scorer's name; without it the first of the first run that all have.
    ///   - alpha: the error probability of all limits together; without it the first run's.
    /// - Throws: ``ComparisonError`` where there is nothing to be ranked.
    package init(
        _ runs: [Snapshot], scorer name: String? = nil, alpha: Double? = nil,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws(ComparisonError) {
        guard let first = runs.first, runs.count > 1 else {
            throw ComparisonError("Ranks need two runs or more.")
        }
        guard runs.count <= CredibleRanks.mostModels else {
            throw ComparisonError("At most \(CredibleRanks.mostModels) runs are ranked at once.")
        }
        let shared = first.facts.scorers.filter { scorer in
            (name == nil || scorer.name == name)
                && runs.allSatisfy { $0.position(of: scorer) != nil }
        }
        guard let scorer = shared.first else {
            let list = runs.map { run in
                let names = run.facts.scorers.map(\.specification).joined(separator: ", ")
                return "\(run.facts.name) has \(names.isEmpty ? "none" : names)"
            }
            throw ComparisonError(
                "The runs do not all have the scorer\(name.map { " \($0)" } ?? "") with equal "
                    + "settings: \(list.joined(separator: "; ")). Score them again with probscope "
                    + "score.")
        }
        let pairs = runs.map { (run: $0, scorer: $0.position(of: scorer) ?? 0) }
        guard let ranks = RunRanks(pairs, alpha: alpha ?? first.facts.alpha, progress: progress)
        else {
            throw ComparisonError("The runs have no prompt in common: same id and same text.")
        }
        self.ranks = ranks
        self.scorer = scorer
        let names = Self.distinct(runs.map(\.facts.name))
        self.names = names
        warnings = zip(runs, names).flatMap { $0.facts.warnings(as: $1) }
        settings = runs.map { run in
            first.facts.settings(against: run.facts).map { "\($0.what): \($0.second)" }
        }
    }

    /// Names of which none is another's.
    static func distinct(_ names: [String]) -> [String] {
        var used: Set<String> = []
        return names.map { name in
            var unique = name
            var number = 2
            while !used.insert(unique).inserted {
                unique = "\(name) (\(number))"
                number += 1
            }
            return unique
        }
    }

    package var isVoid: Bool { ranks.isVoid }

    /// The ranking for people, safe for a terminal.
    package var text: String {
        var lines = heading + [""] + table.lines + [""]
        if let counts = ranks.counts, let believed = ranks.believed {
            lines.append(
                "\"believed\" and what follows it is credible and no guarantee: it is about the rate of scores "
                    + "above 0.5, given the draws and the \(counts.words) "
                    + "(\(Figure.percent(believed.rates[0].mass)) of belief each, \(believed.words))."
            )
        } else {
            lines.append(
                "Nothing is said of belief: it needs plain draws in all runs, and a scorer without known "
                    + "errors.")
        }
        for (name, entry) in zip(names, ranks.entries) where entry.isVoid {
            lines.append(
                "\(name) is not ranked, since no limit holds for its draws"
                    + (entry.void.map { ": those of \($0.prompt) \($0.reason.words)" }
                        ?? " over all prompts") + ".")
        }
        for (name, entry) in zip(names, ranks.entries) where !entry.isVoid {
            if let words = entry.doubt.words() { lines.append("\(name): \(words).") }
            if entry.mean.reading.excludesEstimate {
                lines.append("\(name): the mean over the prompts lies \(Doubt.mark).")
            }
        }
        return lines.map { SafeText(sanitizing: $0).string }.joined(separator: "\n")
    }

    private var heading: [String] {
        let level = Figure.level(ranks.alpha).string
        var lines = [
            "\(Figure.count(names.count, "run", "runs")) by \(scorer.specification), over "
                + "\(Figure.count(ranks.prompts, "prompt", "prompts")) that all have",
            "Rank 1 is the lowest mean score. The limits of all runs hold together at level "
                + "\(level), at any n, and so do the proven ranks; lost draws at their worst.",
        ]
        if let judge = scorer.judge {
            lines.append("They are about the truth and not about verdicts: \(judge.words).")
        }
        if ranks.unmatched > 0 {
            lines.append(
                Figure.count(ranks.unmatched, "prompt is", "prompts are")
                    + " not in all runs, or with another text, and left out.")
        }
        for (name, settings) in zip(names, settings) where !settings.isEmpty {
            lines.append("  \(name): " + settings.joined(separator: "; "))
        }
        lines += warnings.map { "  Warning: " + $0 }
        return lines
    }

    private var table: TextTable {
        var table = TextTable(
            [
                "run", "draws", "mean", "from", "to", "rank", "believed", "from", "to", "rank",
                "P(first)",
            ], rightAligned: 1...10)
        for position in ranks.order {
            let entry = ranks.entries[position]
            let bound = entry.isVoid ? nil : entry.mean.reading.bound
            table.add(
                [
                    SafeText(sanitizing: names[position]).clipped(to: 30).string,
                    Figure.count(entry.mean.draws),
                    entry.isVoid ? "void" : Figure.number(entry.mean.estimate),
                    bound.map { Figure.number($0.lower, .down) } ?? "–",
                    bound.map { Figure.number($0.upper, .up) } ?? "–",
                    rank(entry.proven),
                ] + belief(entry))
        }
        return table
    }

    private func belief(_ entry: RunRanks.Entry) -> [String] {
        guard let place = entry.position, let believed = ranks.believed else {
            return ["–", "–", "–", "–", "–"]
        }
        let rate = believed.rates[place]
        return [
            Figure.number(rate.mean), Figure.number(rate.lower, .down),
            Figure.number(rate.upper, .up), rank(believed.rankInterval(of: place)),
            chance(believed.ranks[place][0]),
        ]
    }

    private func rank(_ range: ClosedRange<Int>?) -> String {
        guard let range else { return "–" }
        return range.count == 1
            ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
    }
}
