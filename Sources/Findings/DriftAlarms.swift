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

extension MutableCollection where Element == PromptFinding {
    /// Lets what one scorer's limits show of the draws hold for those of all scorers.
    package mutating func shareDrift() {
        var first: Int?
        let places = Array(indices)
        guard places.count > 1 else { return }
        for position in places {
            if let place = self[position].driftedAt { first = Swift.min(first ?? place, place) }
        }
        for position in places { _ = self[position].share(drift: first) }
    }
}
