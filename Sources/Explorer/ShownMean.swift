import Evidence
import Findings
import Statistics

/// What is known about the mean over all prompts of their mean scores.
///
/// Its cost grows with the number of prompts that differ in their counts. Where there are many, it
/// is found out beside the explorer, by a ``ShownMeanJob``, and may speak of somewhat fewer draws.
struct ShownMean: Sendable {
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
    /// Prompts whose draws contradict each other; they are read at their worst.
    var void: Int { finding.void }
}

/// Work that takes too long to be done between a key and its picture.
struct ShownMeanJob: PureWork {
    let key: ShownMean.Key
    let question: MeanQuestion

    func answer() -> ShownMean {
        ShownMean(key: key, seen: question.draws, finding: question.answer())
    }
}

extension Context {
    /// What is known about the mean over the prompts of the run shown; nil while it is found out.
    var setMean: ShownMean? { setMeanRuns.first.flatMap { findings.means[$0.key] } }

    /// The same of the run that stands beside it in a tour.
    var otherSetMean: ShownMean? {
        setMeanRuns.dropFirst().first.flatMap { findings.means[$0.key] }
    }

    /// Computes what takes no time.
    mutating func refreshSetMeans() {
        for (run, key) in setMeanRuns {
            guard let scorer = scorer(in: run), MeanQuestion.isShort(run, by: scorer) else {
                continue
            }
            if let job = setMeanJob(run, key) { keep(job.answer()) }
        }
    }

    /// The work that is due; nil where there is none.
    var setMeanJob: ShownMeanJob? {
        for (run, key) in setMeanRuns {
            if let job = setMeanJob(run, key) { return job }
        }
        return nil
    }

    mutating func keep(_ result: ShownMean) {
        if findings.means.count > 64 { findings.means = [:] }
        findings.means[result.key] = result
    }

    /// The job for a run; nil where none is due.
    private func setMeanJob(_ run: Snapshot, _ key: ShownMean.Key) -> ShownMeanJob? {
        var draws = 0
        for position in run.prompts.indices { draws += run.prompts[position].drawCount }
        guard draws > 0, let scorer = scorer(in: run) else { return nil }
        let isShown = key.run == runs.position && findings.rows.count == run.prompts.count
        let own = isShown ? findings.rows.first?.reading.bound : nil
        if let known = findings.means[key], !run.isWorth(draws, known.seen),
            !isShown || findings.summary.drifted == known.void,
            run.prompts.count > 1 || own == nil || own == known.reading.bound
        {
            return nil
        }
        return ShownMeanJob(
            key: key,
            question: isShown
                ? MeanQuestion(run, by: scorer, question, rows: findings.rows)
                : MeanQuestion(run, by: scorer, question))
    }

    /// The runs whose mean is spoken of, with what is asked.
    private var setMeanRuns: [(run: Snapshot, key: ShownMean.Key)] {
        var found: [(Snapshot, ShownMean.Key)] = []
        if let shown { found.append((shown, setMeanKey(shown, at: runs.position))) }
        if runs.opened != nil, let comparison {
            found.append(
                (comparison, setMeanKey(comparison, at: runs.others[runs.compared].position)))
        }
        return found
    }

    private func setMeanKey(_ run: Snapshot, at position: Int) -> ShownMean.Key {
        ShownMean.Key(
            opening: runs.openings, run: position, scorer: scorerFacts, question: question,
            planned: run.facts.plannedDraws)
    }
}
