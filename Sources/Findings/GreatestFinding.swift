import Evidence
import Prompts
import Statistics

/// The limit on the greatest of several means, whichever it is: the greatest of their own upper limits.
///
/// It fails only if the limit of the mean that is the greatest does, and which that is does not depend on
/// the draws, so that α need not be shared (an intersection–union test, Berger 1982). Nothing is stated
/// where one of them has no limit, as of a prompt that could not be sampled.
package struct GreatestFinding: Sendable {
    /// Nil until each has a limit, and where none holds for the draws of one.
    package var limit: Bound? { isOpen || void != nil ? nil : greatest }
    /// The prompt with that limit, or the first for whose draws none holds; nil without any.
    package private(set) var prompt: PromptID?
    /// Why no limit holds for that prompt's draws; nil where limits hold for all.
    package private(set) var void: VoidReason?
    /// For how many of them no limit holds.
    package private(set) var voidCount = 0
    private var greatest: Bound?
    private var isOpen = false

    package init() {}

    /// Of all at once.
    ///
    /// - Parameter readings: of each its own upper limit.
    package init(_ readings: [(prompt: PromptID, reading: Reading)]) {
        for (prompt, reading) in readings { add(reading, of: prompt) }
    }

    /// Takes in what is known of a further one.
    mutating func add(_ reading: Reading, of prompt: PromptID) {
        if let reason = reading.void {
            voidCount += 1
            guard void == nil else { return }
            (self.prompt, void) = (prompt, reason)
        } else if let bound = reading.bound {
            guard void == nil, bound.upper > greatest?.upper ?? -.infinity else { return }
            (self.prompt, greatest) = (prompt, bound)
        } else {
            isOpen = true
        }
    }
}

extension Reading {
    /// Both limits on the greatest mean of several prompts: below by what holds for all of them together,
    /// above by what holds for each by itself, as ``GreatestFinding`` has it.
    ///
    /// One without draws may have any mean.
    static func greatest(_ findings: [PromptFinding], alpha: Double) -> Reading {
        let together = extreme(findings.map(\.simultaneous), alpha: alpha) { $0.max() ?? 1 }
        guard case .bound(var limits) = together,
            let own = extreme(findings.map(\.reading), alpha: alpha, { $0.max() ?? 1 }).bound
        else { return together }
        limits.upper = own.upper
        return .bound(limits)
    }
}
