import Evidence
import Statistics

/// The alarms of one prompt's draws by several scorers.
///
/// That draws contradict each other is a matter of the draws and not of the scorer by which it
/// shows: where it shows by one, no limit holds by any. Keep the value and extend it while draws
/// come, or ask for all draws at once.
package struct DriftAlarms: Sendable {
    private var readings: [RunningReading] = []
    /// The number of draws at which the first of them contradicted each other; nil while all is well.
    package private(set) var driftedAt: Int?
    /// Whether some draws are not read yet as far as they can be.
    package private(set) var isUnfinished = false

    package init() {}

    /// Brings the alarms up to the last draw.
    ///
    /// - Parameters:
    ///   - scores: the draws of the prompt by each scorer.
    ///   - known: the position of a scorer whose alarm somebody else reads.
    ///   - alarms: what each scorer's alarm is read from, as ``Statement/alarms(of:prompts:)`` says.
    package mutating func extend(
        to scores: [ScoreEvidence], except known: Int? = nil, _ alarms: [Statement],
        budget: inout Int, sharing bounds: inout BinaryBounds
    ) {
        for position in alarms.indices where position != known && position < scores.count {
            while readings.count <= position { readings.append(RunningReading()) }
            if !readings[position].progress.isCurrent(scores[position]) {
                readings[position].update(
                    scores[position], alarms[position], budget: &budget, bounds: &bounds)
            }
        }
        var first: Int?
        isUnfinished = false
        for position in readings.indices where position != known {
            isUnfinished = isUnfinished || readings[position].progress.isUnfinished
            if let place = readings[position].trajectory?.driftedAt {
                first = min(first ?? place, place)
            }
        }
        driftedAt = first
    }

    /// The first of all draws at once.
    package static func driftedAt(
        _ scores: [ScoreEvidence], except known: Int? = nil, _ alarms: [Statement],
        sharing bounds: inout BinaryBounds
    ) -> Int? {
        var all = DriftAlarms()
        var budget = Int.max
        all.extend(to: scores, except: known, alarms, budget: &budget, sharing: &bounds)
        return all.driftedAt
    }
}

extension [PromptFinding] {
    /// Brings what the draws of one prompt prove by each scorer of its run up to the last draw; where
    /// they contradict each other by one, no limit holds by any.
    ///
    /// - Parameter statements: what is asked of each scorer's scores.
    package mutating func bringUp(
        to prompt: PromptEvidence, _ statements: [Statement], among count: Int = 1,
        sharing bounds: inout BinaryBounds
    ) {
        while self.count < statements.count { append(PromptFinding()) }
        var budget = Int.max
        for (position, statement) in statements.enumerated() {
            let all = prompt.scores(by: position)
            _ = self[position].bringUp(
                to: all.allowed(by: statement), all: all, statement, among: count,
                void: prompt.void, budget: &budget, sharing: &bounds)
        }
        guard self.count > 1 else { return }
        let first = lazy.compactMap(\.driftedAt).min()
        for position in indices { _ = self[position].share(drift: first) }
    }
}

extension PromptEvidence {
    /// Why no limit holds for the draws, by what was reported of them or by any of the run's scorers;
    /// for a reader that keeps no findings of them.
    ///
    /// - Parameter alarms: those by each scorer.
    package func void(by alarms: [Statement], sharing bounds: inout BinaryBounds) -> VoidReason? {
        DriftAlarms.driftedAt(scores, alarms, sharing: &bounds).map { .drift(at: $0) } ?? void
    }
}

extension [PromptEvidence] {
    /// The same of each prompt of a run with these scorers.
    func voids(_ question: Statement, _ scorers: [RunFacts.Scorer]) -> [VoidReason?] {
        var bounds = BinaryBounds()
        let alarms = question.alarms(of: scorers, prompts: count)
        return map { $0.void(by: alarms, sharing: &bounds) }
    }
}

extension Snapshot {
    /// The same of each prompt of the run.
    func voids(_ question: Statement) -> [VoidReason?] {
        prompts.voids(question, facts.scorers)
    }
}
