import Evidence
import Prompts
import Statistics

/// The first draws of each prompt, as many as were planned.
///
/// A statement about a number that was fixed in advance speaks of them; they do not change when more
/// are drawn.
package struct FirstDraws: Sendable {
    private struct Key: Sendable, Hashable {
        var opening: Int
        var run: Int
        var created: String
        var planned: Int
        var scorers: Int
    }

    private var key: Key?
    private var evidence: [PromptID: PromptEvidence] = [:]
    /// The picture that was cut last, by its number.
    package private(set) var generation: Int?

    package init() {}

    /// Whether there are draws beyond those that were planned.
    package static func isNeeded(_ run: Snapshot) -> Bool {
        run.prompts.contains { $0.drawCount > run.facts.plannedDraws }
    }

    /// The run without the draws that were not planned.
    package mutating func cut(_ run: Snapshot, opening: Int, position: Int, generation: Int)
        -> Snapshot
    {
        let planned = run.facts.plannedDraws
        let key = Key(
            opening: opening, run: position, created: run.facts.created, planned: planned,
            scorers: run.facts.scorers.count)
        if self.key != key { evidence = [:] }
        self.key = key
        self.generation = generation
        var cut = run
        for index in run.prompts.indices where run.prompts[index].drawCount > planned {
            let whole = run.prompts[index]
            var first = evidence[whole.prompt.id] ?? whole.first(planned)
            first.greedy = whole.greedy
            first.failure = whole.failure
            first.stopped = whole.stopped
            evidence[whole.prompt.id] = first
            cut.prompts[index] = first
        }
        return cut
    }

    /// The same of a picture that nothing follows.
    package static func cut(_ run: Snapshot) -> Snapshot {
        var first = FirstDraws()
        return first.cut(run, opening: 0, position: 0, generation: 0)
    }

    package mutating func forget() { generation = nil }
}
