import Evidence
import Findings
import Statistics

/// What is known of the run that is shown and the one beside it, prompt by prompt; read by the views
/// that compare.
struct ComparedRuns: Sendable {
    fileprivate(set) var pairs = RunPairs()
    fileprivate var key: Key?
    fileprivate var picture: Picture?
    /// The draws that the finding about the set is of.
    fileprivate var seen = 0
    /// Counts what was found of the set.
    fileprivate(set) var answers = 0

    /// What the question was.
    struct Key: Sendable, Hashable {
        var run: OpenRuns.Identity
        /// Which run stands beside it.
        var other: Int
        var scorer: Int
        var question: Statement
    }

    fileprivate struct Picture: Hashable {
        /// Counts how often the list's limits were brought up to date.
        var revision: Int
        var other: Int
    }
}

/// What two runs prove of all prompts together.
struct PairSet: Sendable {
    let key: ComparedRuns.Key
    let draws: Int
    let finding: PairSetFinding
}

/// Work that takes too long to be done between a key and its picture.
struct PairSetJob: PureWork {
    let key: ComparedRuns.Key
    let question: PairSetQuestion

    func answer() -> PairSet {
        PairSet(key: key, draws: question.draws, finding: question.answer())
    }
}

extension Context {
    private var comparedKey: ComparedRuns.Key {
        ComparedRuns.Key(
            run: runs.identity, other: runs.comparisonGeneration, scorer: scorer,
            question: question)
    }

    /// What is known of the two runs that stand side by side; nil before a view asked for it.
    var currentPairs: RunPairs? { compared.key == comparedKey ? compared.pairs : nil }

    /// Brings what is known of two runs up to date, for a view that shows it.
    mutating func refreshPairs() {
        guard let received, let comparison else {
            compared = ComparedRuns()
            return
        }
        let key = comparedKey
        let picture = ComparedRuns.Picture(
            revision: findings.revision, other: runs.comparisonPicture)
        if compared.key == key {
            guard compared.picture != picture || compared.pairs.isUnfinished else { return }
        } else {
            compared = ComparedRuns()
        }
        // Taken out, so that limits grow in place.
        var bounds = findings.bounds
        findings.bounds = BinaryBounds()
        compared.pairs.update(
            ComparedRun(
                received.prompts, by: scorer, scorers: received.facts.scorers,
                findings: question.validity == .anytime ? findings.limits : nil),
            ComparedRun(
                comparison.prompts, by: scorer(in: comparison),
                scorers: comparison.facts.scorers),
            question.valid(.anytime).about(scorerFacts), budget: budget, sharing: &bounds)
        findings.bounds = bounds
        (compared.key, compared.picture) = (key, picture)
    }

    /// What is to be found out about the set; nil where it is known.
    var pairSetJob: PairSetJob? {
        guard let key = compared.key, let received, let comparison,
            let question = currentPairs?.setQuestion
        else { return nil }
        let draws = question.draws
        guard received.isWorth(draws, compared.seen) || comparison.isWorth(draws, compared.seen)
        else { return nil }
        return PairSetJob(key: key, question: question)
    }

    mutating func keep(_ set: PairSet) {
        guard set.key == compared.key else { return }
        compared.pairs.keep(set.finding)
        compared.seen = set.draws
        compared.answers += 1
    }
}
