import Evidence
import Findings
import Journal
import Prompts
import Statistics
import Text

/// The limits that a gate asks a run to keep.
package struct GateLimits: Sendable, Hashable {
    /// No lower limit may be above it, and every upper one has to be at or below it for certainty.
    package var failAbove: Double?
    /// Every upper limit has to be at or below it.
    package var failUnlessBelow: Double?

    package init(failAbove: Double? = nil, failUnlessBelow: Double? = nil) {
        self.failAbove = failAbove
        self.failUnlessBelow = failUnlessBelow
    }

    /// Those that were given.
    var given: [Double] { [failAbove, failUnlessBelow].compactMap { $0 } }

    package var isEmpty: Bool { given.isEmpty }
}

/// What a gate says of one prompt by one scorer.
///
/// Exit codes and JUnit read it here, so that they cannot disagree.
package enum GateOutcome: Sendable, Hashable {
    /// For the draws no limit holds.
    case void(VoidReason)
    /// The lower limit is above the limit.
    case above(Double)
    /// There are no draws to speak of, for this reason.
    case notSampled(String)
    /// There is no limit: none holds for this number of draws, or no draw has a score.
    case noLimit
    /// The mean is outside its own limits: the draws are hardly what they are said to be.
    case outsideItsLimits
    /// The upper limit is not at or below the limit that it has to keep.
    case notBelow(Double)
    /// The limits still lie on both sides of the limit.
    case undecided(Double)
    case passed

    /// Whether there is too little evidence, for whatever reason.
    package var isOpen: Bool {
        switch self {
        case .notSampled, .noLimit, .outsideItsLimits, .notBelow, .undecided: true
        case .void, .above, .passed: false
        }
    }
}

extension Finding {
    /// What a gate says: contradictions first, then a proof that a limit is not kept, then what is
    /// missing.
    ///
    /// Above by a limit that holds together with the others where that is asked for, since one of
    /// many is enough; at or below by the finding's own limit, as ``acceptance`` says.
    package func outcome(_ limits: GateLimits) -> GateOutcome {
        if let void { return .void(void) }
        if let limit = limits.given.first(where: { decision?.isAbove($0) == true }) {
            return .above(limit)
        }
        if let failure { return .notSampled(failure) }
        guard !limits.isEmpty else { return .passed }
        guard let acceptance else { return .noLimit }
        if excludesEstimate { return .outsideItsLimits }
        if let limit = limits.failUnlessBelow, !acceptance.isBelow(limit) {
            return .notBelow(limit)
        }
        if let limit = limits.failAbove, !acceptance.isBelow(limit) {
            return .undecided(limit)
        }
        return .passed
    }
}

extension Bound {
    fileprivate func isAbove(_ target: Double) -> Bool {
        TargetVerdict(self, target: target) == .above
    }

    fileprivate func isBelow(_ target: Double) -> Bool {
        TargetVerdict(self, target: target) == .below
    }
}

extension RunReport {
    /// Why there is nothing to report; nil where there is something.
    package var emptiness: String? {
        findings.isEmpty ? "the run has no scores; probscope score makes them" : nil
    }

    /// What a reader must know of the run before anything else.
    package var warnings: [String] { (emptiness.map { ["\($0)."] } ?? []) + plan.warnings }

    /// Which estimates lie outside their own limits, in words; nil where none does.
    package var contradictedWords: String? {
        VoidReason.doubt(
            of: findings.filter { $0.void == nil && $0.excludesEstimate }.map(\.prompt.id), "row",
            "rows")
    }
}
