/// Why the number of draws that a run has now was not fixed in advance.
///
/// A limit for a fixed number of draws holds only for a number that was chosen before the first
/// draw: who looks, plans more, looks again and stops when content exceeds α several times over
/// (Armitage, McPherson & Rowe 1969).
package struct PlanChange: Codable, Sendable, Hashable {
    /// The draws per prompt that were planned before the first one; one number for each of the runs
    /// that were joined, and none where it is not known that any was planned.
    package var planned: [Int]
    /// The draws that some prompt had when another number was planned; nil where runs were joined
    /// and no plan was changed before.
    package var seen: Int?

    package init(planned: [Int], seen: Int? = nil) {
        self.planned = planned
        self.seen = seen
    }

    /// Nobody is known to have planned a number of draws: they were made elsewhere, and the file may
    /// have been cut where it looked good.
    package static let unknown = PlanChange(planned: [])

    /// Whether it is not known that any number of draws was planned.
    package var isUnknown: Bool { planned.isEmpty }

    /// Whether runs were joined, whose draws are numbered anew.
    package var isOfJoinedRuns: Bool { planned.count > 1 }

    /// What a reader has to know, as the rest of a sentence about a limit.
    package var words: String {
        guard !isUnknown else { return "no n is known to have been planned" }
        let numbers = planned.map(String.init).joined(separator: " + ")
        let plan =
            isOfJoinedRuns ? "runs of n=\(numbers) were joined" : "n=\(numbers) was planned"
        return seen.map { "\(plan), and changed when a prompt had \($0) draws" } ?? plan
    }

    /// That there are no limits to speak of, with the reason; a sentence without its full stop.
    package var noneHolds: String { "No limit for a fixed number of draws holds, as \(words)" }

    /// Whether the numbers make sense; a file may say anything.
    package var isSane: Bool {
        planned.allSatisfy { (0...Int(Int32.max)).contains($0) }
            && seen.map { (0...Int(Int32.max)).contains($0) } ?? true
    }
}
