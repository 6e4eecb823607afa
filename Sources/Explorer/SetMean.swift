import Evidence
import Findings
import Statistics

/// What is known about the mean over all prompts of their mean scores.
///
/// Its cost grows with the number of prompts that differ in their counts. Where there are many, it
/// is found out beside the explorer, by a ``SetMeanJob``, and may speak of somewhat fewer draws.
struct SetMean: Sendable {
    /// What the question was.
    struct Key: Sendable, Hashable {
        var opening: Int
        var run: Int
        var scorer: RunFacts.Scorer?
        var question: Statement
        var planned: Int
    }

    let key: Key
    /// The draws there were, lost ones included.
    let seen: Int
    let finding: MeanFinding
    var reading: Reading { finding.reading }
    /// Those that the limits speak of.
    var draws: Int { finding.draws }
    /// Prompts without a score: the limits hold whatever their means are.
    var undrawn: Int { finding.undrawn }
    /// Prompts whose draws contradict each other; they are read at their worst.
    var void: Int { finding.void }
}

/// Work that takes too long to be done between a key and its picture.
struct SetMeanJob: Work {
    let key: SetMean.Key
    let prompts: [ScoreEvidence]
    /// What was found of each prompt's draws beside their limits.
    let reported: [VoidReason?]
    /// For which prompts no limit holds; nil where that is not known yet.
    let voids: [Bool]?
    /// The limits of the first prompt, which are those of the mean where there is no other.
    let own: Bound?
    let facts: RunFacts.Scorer?

    func answer() -> SetMean {
        var statement = key.question.about(facts, planned: key.planned)
        statement.family = prompts.count
        return SetMean(
            key: key, seen: prompts.reduce(0) { $0 + $1.draws },
            finding: voids.map { MeanFinding(prompts, voids: $0, statement, own: own) }
                ?? MeanFinding(prompts, reported: reported, statement))
    }
}

extension Context {
    /// Up to so many different counts the limits take a millisecond or two and are computed at once.
    private static let inlineCounts = 24

    /// What is known about the mean over the prompts of the run shown; nil while it is found out.
    var setMean: SetMean? { setMeanRuns.first.flatMap { findings.means[$0.key] } }

    /// The same of the run that stands beside it in a tour.
    var otherSetMean: SetMean? { setMeanRuns.dropFirst().first.flatMap { findings.means[$0.key] } }

    /// Computes what takes no time.
    mutating func refreshSetMeans() {
        for job in setMeanJobs where Self.isShort(job) { keep(job.answer()) }
    }

    /// The work that is due; nil where there is none.
    var setMeanJob: SetMeanJob? { setMeanJobs.first }

    mutating func keep(_ result: SetMean) {
        if findings.means.count > 64 { findings.means = [:] }
        findings.means[result.key] = result
    }

    private static func isShort(_ job: SetMeanJob) -> Bool {
        var counts: Set<[Double]> = []
        for scores in job.prompts {
            counts.insert([scores.sum, Double(scores.draws)])
            if counts.count > inlineCounts { return false }
        }
        return true
    }

    /// The jobs that are due.
    private var setMeanJobs: [SetMeanJob] {
        setMeanRuns.compactMap { (run, key) in
            let draws = run.prompts.reduce(0) { $0 + $1.drawCount }
            guard draws > 0 else { return nil }
            let isShown = key.run == runs.position && findings.rows.count == run.prompts.count
            let voids = isShown ? findings.rows.map { $0.reading.void != nil } : nil
            let own = isShown ? findings.rows.first?.reading.bound : nil
            if let known = findings.means[key], !run.isWorth(draws, known.seen),
                voids.map({ $0.count { $0 } == known.void }) ?? true,
                run.prompts.count > 1 || own == nil || own == known.reading.bound
            {
                return nil
            }
            guard let scorer = scorer(in: run) else { return nil }
            return SetMeanJob(
                key: key, prompts: run.prompts.map { $0.scores(by: scorer) },
                reported: run.prompts.map(\.void), voids: voids, own: own,
                facts: scorerFacts)
        }
    }

    /// The runs whose mean is spoken of, with what is asked.
    private var setMeanRuns: [(run: Snapshot, key: SetMean.Key)] {
        var found: [(Snapshot, SetMean.Key)] = []
        if let shown { found.append((shown, setMeanKey(shown, at: runs.position))) }
        if runs.opened != nil, let comparison {
            found.append(
                (comparison, setMeanKey(comparison, at: runs.others[runs.compared].position)))
        }
        return found
    }

    private func setMeanKey(_ run: Snapshot, at position: Int) -> SetMean.Key {
        SetMean.Key(
            opening: runs.openings, run: position, scorer: scorerFacts, question: question,
            planned: run.facts.plannedDraws)
    }
}
