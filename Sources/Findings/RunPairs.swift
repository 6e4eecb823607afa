import Evidence
import Prompts
import Statistics

/// Two runs on the same prompts, by the same scorer: the limits of each side, and those of the
/// differences, which hold together.
///
/// Which prompts are the same is what ``PromptPlaces`` says. Where no limit holds for the draws of a side
/// there is no difference, neither of the prompt nor of the set.
package struct RunPairs: Sendable {
    /// One prompt that both runs have.
    package struct Row: Sendable {
        package let prompt: Prompt
        package let first: Side
        package let second: Side
        /// Nil also where there is no pair of scored draws.
        package let difference: PairFinding?
        /// Whether no limit holds for the draws of a side.
        package var isVoid: Bool { first.finding.void != nil || second.finding.void != nil }
    }

    /// One run's draws of a prompt.
    package struct Side: Sendable {
        /// The position of the prompt in its run.
        package let position: Int
        package let evidence: PromptEvidence
        /// Nil where the run has no such scorer.
        package let scores: ScoreEvidence?
        package let finding: PromptFinding
    }

    /// In the order of the first run.
    package let rows: [Row]
    /// The mean difference over the prompts; nil where some prompt is void, or the set.
    package let set: PairFinding?
    /// Why no limit holds for the whole set although one may hold for each prompt: the draws of its
    /// prompts contradict each other, in the first run, in the second, or between the two; that all
    /// do is said of each.
    package let contradictions: [Contradiction]

    /// At which number of rounds which draws contradict those of fewer rounds.
    package struct Contradiction: Sendable, Hashable {
        package enum Source: Sendable, Hashable { case first, second, pairs }
        package let source: Source
        package let rounds: Int
    }
    /// Prompts that one of the runs lacks, or has with another text.
    package let unmatched: Int
    /// Those of them for whose draws no limit holds: where one prompt's draws contradict each other,
    /// nothing is said of the run.
    package let strays: [Stray]
    /// Whether no limit holds for some draws, or for the set, so that nothing is decided.
    package var isVoid: Bool {
        rows.contains(where: \.isVoid) || !strays.isEmpty || !contradictions.isEmpty
    }

    /// A prompt without a partner for whose draws no limit holds.
    package struct Stray: Sendable, Hashable {
        /// Whether it is the first run that has it.
        package let isFirst: Bool
        package let prompt: PromptID
        package let reason: VoidReason
    }

    /// - Parameters:
    ///   - a: the position of the scorer in the first run.
    ///   - b: that in the second run; nil where that has no such scorer.
    ///   - statement: what is asked of each side; the differences share its α.
    ///   - scorers: all scorers of either run, which may show that its draws contradict each other.
    ///   - progress: gets how many prompts are done, of how many.
    package init(
        _ first: [PromptEvidence], by a: Int, _ second: [PromptEvidence], by b: Int?,
        _ statement: Statement, scorers: (first: [RunFacts.Scorer], second: [RunFacts.Scorer]),
        progress: (Int, Int) -> Void = { _, _ in }
    ) {
        let places = PromptPlaces(second)
        let matches = first.indices.compactMap { position in
            places.position(of: first[position].prompt).map { (position, $0) }
        }
        let pairs = Statement.pairs(alpha: statement.alpha, judge: statement.judge)
        var bounds = BinaryBounds()
        func side(
            _ run: [PromptEvidence], _ position: Int, _ scorer: Int?,
            _ scorers: [RunFacts.Scorer]
        ) -> Side {
            let evidence = run[position]
            // Each run's alarms share α among its own prompts and scorers.
            let statement = statement.alarming(prompts: run.count, scorers: scorers.count)
            let scores = scorer.flatMap {
                $0 < evidence.scores.count ? evidence.scores[$0] : nil
            }
            var finding = PromptFinding(
                scores ?? ScoreEvidence(), statement, void: evidence.void)
            _ = finding.share(
                drift: DriftAlarms.driftedAt(
                    evidence.scores, except: scorer,
                    statement.alarms(of: scorers, prompts: run.count), sharing: &bounds))
            return Side(
                position: position, evidence: evidence, scores: scores, finding: finding)
        }
        rows = matches.enumerated().map { done, match in
            progress(done, matches.count)
            let (position, place) = match
            let (one, other) = (
                side(first, position, a, scorers.first), side(second, place, b, scorers.second)
            )
            var difference: PairFinding?
            if one.finding.void == nil, other.finding.void == nil, let x = one.scores,
                let y = other.scores
            {
                difference = PairFinding([(x, y)], pairs.ofOne(among: matches.count))
            }
            return Row(
                prompt: one.evidence.prompt, first: one, second: other, difference: difference)
        }
        unmatched = first.count + second.count - 2 * matches.count
        strays =
            Self.strays(first, Set(matches.map(\.0)), statement, scorers.first, isFirst: true)
            + Self.strays(second, Set(matches.map(\.1)), statement, scorers.second, isFirst: false)
        let scores = rows.compactMap { row in
            row.first.scores.flatMap { x in row.second.scores.map { (first: x, second: $0) } }
        }
        guard !rows.contains(where: \.isVoid), strays.isEmpty, !scores.isEmpty else {
            (set, contradictions) = (nil, [])
            return
        }
        contradictions = Self.contradictions(
            scores,
            (
                statement.alarming(prompts: first.count, scorers: scorers.first.count),
                statement.alarming(prompts: second.count, scorers: scorers.second.count)
            ), pairs.ofSet)
        set = contradictions.isEmpty ? PairFinding(scores, pairs.ofSet) : nil
    }

    /// The prompts of a run beside its matched ones for whose draws no limit holds.
    private static func strays(
        _ run: [PromptEvidence], _ matched: Set<Int>, _ statement: Statement,
        _ scorers: [RunFacts.Scorer], isFirst: Bool
    ) -> [Stray] {
        guard matched.count < run.count else { return [] }
        let voids = run.voids(statement, scorers)
        return run.indices.compactMap { position in
            guard !matched.contains(position), let reason = voids[position] else { return nil }
            return Stray(isFirst: isFirst, prompt: run[position].prompt.id, reason: reason)
        }
    }

    /// What is wrong with the draws of a whole set; each run's alarm has the α of its own statement.
    private static func contradictions(
        _ scores: [(first: ScoreEvidence, second: ScoreEvidence)],
        _ runs: (first: Statement, second: Statement), _ pairs: Statement
    ) -> [Contradiction] {
        let found = [
            PromptMean.contradiction(over: scores.map(\.first), runs.first)
                .map { Contradiction(source: .first, rounds: $0) },
            PromptMean.contradiction(over: scores.map(\.second), runs.second)
                .map { Contradiction(source: .second, rounds: $0) },
        ].compactMap { $0 }
        guard found.isEmpty else { return found }
        return PairFinding.contradiction(scores, pairs).map {
            [Contradiction(source: .pairs, rounds: $0)]
        } ?? []
    }
}
