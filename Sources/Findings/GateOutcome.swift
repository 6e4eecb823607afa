import Evidence
import Statistics

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
    fileprivate var given: [Double] { [failAbove, failUnlessBelow].compactMap { $0 } }

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

extension GateOutcome {
    /// What a gate says: contradictions first, then a proof that a limit is not kept, then what is
    /// missing.
    ///
    /// - Parameters:
    ///   - decision: the limits by which a rate is above.
    ///   - acceptance: those of the prompt by itself, by which it is at or below.
    ///   - failure: why the prompt could not be sampled.
    package init(
        _ limits: GateLimits, decision: Reading, acceptance: Reading, failure: String?,
        excludesEstimate: Bool
    ) {
        self =
            if let void = acceptance.void {
                .void(void)
            } else if let limit = limits.given.first(where: { limit in
                decision.bound.map { TargetVerdict($0, target: limit) } == .above
            }) {
                .above(limit)
            } else if let failure {
                .notSampled(failure)
            } else if limits.isEmpty {
                .passed
            } else if let own = acceptance.bound {
                excludesEstimate
                    ? .outsideItsLimits : Self.open(limits, above: decision.bound ?? own, own)
            } else {
                .noLimit
            }
    }

    /// Whether the limits are kept, where nothing proves that one is not.
    private static func open(
        _ limits: GateLimits, above: Bound, _ own: Bound
    ) -> GateOutcome {
        func isBelow(_ limit: Double) -> Bool {
            TargetVerdict(above: above, below: own, target: limit) == .below
        }
        if let limit = limits.failUnlessBelow, !isBelow(limit) { return .notBelow(limit) }
        if let limit = limits.failAbove, !isBelow(limit) { return .undecided(limit) }
        return .passed
    }
}

extension TargetVerdict {
    /// What a gate over several prompts sees of one.
    ///
    /// Above by a limit that holds for all at once where that is asked for, since one of them is enough;
    /// below by the prompt's own, since all have to be below, and if one is not its own limit has to be
    /// wrong (an intersection–union test, Berger 1982).
    package init(above all: Bound, below own: Bound, target: Double) {
        self =
            TargetVerdict(all, target: target) == .above
            ? .above : TargetVerdict(own, target: target) == .below ? .below : .undecided
    }
}
