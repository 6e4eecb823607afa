import Evidence
import Prompts
import Statistics

/// How several runs rank by their mean score over the prompts that all of them have: which ranks are
/// proven, and which are believed.
///
/// Rank 1 has the lowest mean. From limits on all means that hold together follow limits on all ranks
/// that hold together, without further cost: a run is behind those whose upper limit is below its lower
/// one (Klein, Wright & Wieczorek 2020, JRSS C 69:589). They hold at any number of draws.
package struct RunRanks: Sendable {
    /// One of the runs.
    package struct Entry: Sendable {
        package let facts: RunFacts
        /// The limits on the mean, at α divided by the number of runs.
        package let mean: MeanFinding
        /// Why no limit holds for the draws of some prompt, and of which.
        package let void: (prompt: PromptID, reason: VoidReason)?
        /// The prompts that all runs have whose mean lies outside of its limits in this one.
        package let doubt: Doubt
        /// The ranks that are not excluded; nil where no limit holds.
        package fileprivate(set) var proven: ClosedRange<Int>?
        /// The position in ``RunRanks/believed``; nil for a run that is not ranked.
        package fileprivate(set) var position: Int?

        package var isVoid: Bool { void != nil || mean.reading.void != nil }
    }

    package private(set) var entries: [Entry]
    /// The prompts that all runs have.
    package let prompts: Int
    /// Prompts that some run lacks, or has with another text.
    package let unmatched: Int
    package let alpha: Double
    /// The counts that belief comes from, and what is believed of the runs that are ranked; nil where
    /// these allow none.
    package let counts: CredibleCounts?
    package let believed: CredibleRanks?

    /// Nil where the runs have no prompt in common.
    ///
    /// - Parameters:
    ///   - runs: each with the position of the scorer.
    ///   - alpha: the error probability of all limits together.
    ///   - samples: from how many samples belief comes at most.
    package init?(
        _ runs: [(run: Snapshot, scorer: Int)], alpha: Double,
        samples: Int = CredibleCounts.mostSamples,
        progress: (Int, Int) -> Void = { _, _ in }
    ) {
        let places = runs.map { PromptPlaces($0.run.prompts) }
        let all = Set(runs.flatMap { $0.run.prompts.map(\.prompt.id) })
        let common = (runs.first?.run.prompts ?? []).map(\.prompt).filter { prompt in
            places.allSatisfy { $0.position(of: prompt) != nil }
        }
        guard !common.isEmpty else { return nil }
        self.alpha = alpha
        prompts = common.count
        unmatched = all.count - common.count
        var scores: [[ScoreEvidence]] = []
        var entries: [Entry] = []
        for (position, (run, scorer)) in runs.enumerated() {
            progress(position, runs.count)
            let chosen = common.compactMap(places[position].position)
            let statement = Statement(alpha: alpha).shared(among: runs.count)
                .about(run.facts, prompts: run.prompts.count).about(run.scorer(at: scorer))
            scores.append(chosen.map { run.prompts[$0].scores(by: scorer) })
            let doubtful = zip(common, scores[position]).filter {
                PromptFinding($1, statement.byItself).excludesEstimate
            }
            entries.append(
                Entry(
                    facts: run.facts, mean: MeanFinding(scores[position], statement),
                    void: Self.void(run, Statement(alpha: alpha)),
                    doubt: Doubt(doubtful.map(\.0.id))))
        }
        let judged = runs.contains { $0.run.scorer(at: $0.scorer)?.judge != nil }
        let ranked = entries.indices.filter { !entries[$0].isVoid }
        let counts = judged ? nil : CredibleCounts(ranked.map { scores[$0] })
        self.counts = counts
        believed = try? counts?.ranks(samples: samples)
        for (place, position) in ranked.enumerated() {
            entries[position].position = place
            entries[position].proven = Self.ranks(
                of: place, among: ranked.map { entries[$0].mean.reading.bound })
        }
        self.entries = entries
    }

    /// The first prompt of a run for whose draws no limit holds, also of those that other runs lack.
    private static func void(
        _ run: Snapshot, _ question: Statement
    ) -> (prompt: PromptID, reason: VoidReason)? {
        zip(run.prompts, run.voids(question)).lazy.compactMap { evidence, void in
            void.map { (evidence.prompt.id, $0) }
        }.first
    }

    private static func ranks(of place: Int, among bounds: [Bound?]) -> ClosedRange<Int>? {
        guard let own = bounds[place] else { return nil }
        let below = bounds.count { $0.map { $0.upper < own.lower } ?? false }
        let above = bounds.count { $0.map { $0.lower > own.upper } ?? false }
        return (1 + below)...(bounds.count - above)
    }

    /// Whether some run is not ranked, as no limit holds for its draws.
    package var isVoid: Bool { entries.contains(where: \.isVoid) }

    /// The runs from the lowest mean to the highest, those without one last.
    package var order: [Int] {
        entries.indices.sorted { a, b in
            func key(_ entry: Entry) -> Double {
                entry.isVoid || entry.mean.estimate.isNaN ? 2 : entry.mean.estimate
            }
            return (key(entries[a]), a) < (key(entries[b]), b)
        }
    }
}
