import Evidence
import Findings
import Journal
import Prompts
import Statistics

/// Two runs on the same prompts by the same scorer: what their draws prove about the difference.
///
/// The i-th draw of one run is paired with the i-th of the other, and a lost draw is read at its
/// worst for each limit. For the whole set, the scores of one round (the i-th draw of every prompt)
/// are averaged first, so that one round is one pair: prompts are not independent draws of
/// anything. All intervals hold at any number of draws, and together at level 1 − α: the set's at
/// α/2 and each of P prompts' at α/(2P). So do the one-sided limits by which the second run is worse.
///
/// Where no limit holds for a prompt's draws in one of the runs there is no interval and no verdict,
/// neither for the prompt nor for the set.
package struct RunComparison: Sendable {
    package var first: RunIdentity
    package var second: RunIdentity
    /// What the runs are called; never equal.
    package var names: (first: String, second: String)
    package var scorer: RunIdentity.ScorerIdentity
    package var alpha: Double
    /// What differs between the runs beside their draws, in words; empty for repeats of one run.
    package var settings: [String]
    /// What the files of the runs warn of.
    package var warnings: [String]
    package var rows: [Row]
    /// The whole set, over the rounds that are complete in both runs; nil without one, and where
    /// some prompt's draws contradict each other, or those of the whole set.
    package var set: PairFinding?
    /// Why no limit holds for the whole set, although one may hold for each prompt.
    package var contradictions: [PairSetFinding.Contradiction]
    /// Prompts that only one of the runs has, or that have another text there.
    package var unmatched: Int
    /// Those of them for whose draws no limit holds.
    package var strays: [RunPairs.Stray]
    /// Whether no limit holds for some draws, or for the set, so that nothing is decided.
    package let isVoid: Bool
    /// What is believed of which run is higher; nil where nothing follows, see ``CredibleComparison``.
    package var believed: CredibleComparison?

    /// The comparison on one prompt.
    package struct Row: Sendable {
        package var prompt: Prompt
        /// Nil where one of the runs has no draw, or draws for which no limit holds.
        package var pairing: PairFinding?
        /// Why no limit holds for the draws of the first and of the second run; the drift alarm of
        /// either at α.
        package var void: (first: VoidReason?, second: VoidReason?)
        package var isVoid: Bool { void.first != nil || void.second != nil }
        /// Whether the mean of either run's draws lies outside of its own limits.
        package var excludesEstimate: (first: Bool, second: Bool)
    }

    /// - Parameters:
    ///   - scorer: the scorer's name; without it the first one that both runs have.
    ///   - alpha: the error probability of everything together; without it the first run's.
    ///   - progress: told how many prompts of how many are compared.
    /// - Throws: ``ComparisonError`` where there is nothing to be compared.
    package init(
        _ first: RestoredRun, _ second: RestoredRun, scorer: String? = nil, alpha: Double? = nil,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws(ComparisonError) {
        let facts = (RunFacts(first.identity, first.plan), RunFacts(second.identity, second.plan))
        let (a, b) = try Self.positions(of: scorer, facts.0, facts.1)
        settings = facts.0.settings(against: facts.1).map {
            "\($0.what): \($0.first) against \($0.second)"
        }
        let alpha = alpha ?? first.plan.alpha
        let identity = first.identity.namedScorers[a]
        let pairs = RunPairs(
            first.evidence, by: a, second.evidence, by: b, Statement(alpha: alpha).about(identity),
            scorers: (facts.0.scorers, facts.1.scorers), progress: progress)
        guard !pairs.rows.isEmpty else {
            throw ComparisonError("The runs have no prompt in common: same id and same text.")
        }
        self.first = first.identity
        self.second = second.identity
        names = (first.plan.name, second.plan.name)
        if names.first == names.second { names = (names.first + " (A)", names.second + " (B)") }
        warnings = facts.0.warnings(as: names.first) + facts.1.warnings(as: names.second)
        self.scorer = identity
        self.alpha = alpha
        unmatched = pairs.unmatched
        strays = pairs.strays
        isVoid = pairs.isVoid
        believed = CredibleComparison(pairs, judge: facts.0.scorers[a].judge)
        (set, contradictions) = (pairs.set, pairs.contradictions)
        rows = pairs.rows.map { row in
            Row(
                prompt: row.prompt, pairing: row.difference,
                void: (row.first.void, row.second.void),
                excludesEstimate: (row.first.excludesEstimate, row.second.excludesEstimate))
        }
    }

    /// Whether the second run is proven to score higher, on the set or on some prompt: one question,
    /// which one-sided limits answer.
    package var isRegression: Bool {
        ([set] + rows.map(\.pairing)).contains { $0?.verdict == .secondLeaksMore }
    }

    private static func positions(
        of name: String?, _ first: RunFacts, _ second: RunFacts
    ) throws(ComparisonError) -> (first: Int, second: Int) {
        if let shared = first.sharedScorer(with: second, named: name) { return shared }
        func list(_ run: RunFacts) -> String {
            run.scorers.isEmpty ? "none" : run.scorers.map(\.specification).joined(separator: ", ")
        }
        throw ComparisonError(
            "The runs do not share the scorer\(name.map { " \($0)" } ?? "") with equal settings: "
                + "one has \(list(first)), the other \(list(second)). Score one of them again "
                + "with probscope score.")
    }
}

/// Why two runs cannot be compared.
package struct ComparisonError: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    init(_ description: String) {
        self.description = description
    }
}

extension RunFacts {
    /// Where the scorer of this name stands; without a name the first one.
    func place(ofScorer name: String?) throws(ComparisonError) -> Int {
        let names = scorers.map(\.name)
        if let place = name.map({ names.firstIndex(of: $0) }) ?? names.indices.first {
            return place
        }
        let list = names.isEmpty ? "none" : names.joined(separator: ", ")
        throw ComparisonError(
            "The run has no scorer\(name.map { " \($0)" } ?? ""); it has \(list).")
    }
}
