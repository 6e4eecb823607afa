import Evidence
import Statistics

/// What can be said about one quantity now: a bound, or why there is none.
package enum Reading: Sendable, Hashable {
    case bound(Bound)
    /// A bound for a fixed number of draws holds there alone, and that number is not reached yet.
    case pending(drawn: Int, planned: Int)
    /// A bound for a fixed number of draws does not hold for one that was chosen after draws were
    /// seen.
    case unplanned(PlanChange)
    /// No limit holds for these draws.
    case void(VoidReason)
    /// There are no draws, or the bound does not exist.
    case none

    package var bound: Bound? {
        guard case .bound(let bound) = self else { return nil }
        return bound
    }

    /// Why no limit holds; nil where one does or none is there.
    package var void: VoidReason? {
        guard case .void(let reason) = self else { return nil }
        return reason
    }

    /// The bound on the mean from the draws that the statement is about.
    package init(_ evidence: ScoreEvidence, _ statement: Statement) {
        self.init(evidence, statement) { evidence throws(StatisticsError) in
            try evidence.meanBound(statement)
        }
    }

    /// The same, with bounds that other prompts may have had computed already.
    init(
        _ evidence: ScoreEvidence, _ statement: Statement, sharing bounds: inout BinaryBounds
    ) {
        self.init(evidence, statement) { evidence throws(StatisticsError) in
            try bounds.mean(of: evidence, statement)
        }
    }

    /// A bound from the draws that the statement is about: for a fixed number of draws exactly that
    /// many, and nothing before they are there.
    package init(
        _ evidence: ScoreEvidence, _ statement: Statement,
        bound: (ScoreEvidence) throws(StatisticsError) -> Bound
    ) {
        guard evidence.draws > 0 else {
            self = .none
            return
        }
        // Limits of draws without replacement hold at every number of draws.
        let isFixed = statement.validity == .fixed && !evidence.isWithoutReplacement
        if isFixed, let change = statement.planChange {
            self = .unplanned(change)
            return
        }
        if isFixed, evidence.draws < statement.planned {
            self = .pending(drawn: evidence.draws, planned: statement.planned)
            return
        }
        do throws(StatisticsError) {
            self = .bound(try bound(evidence.allowed(by: statement)))
        } catch {
            self = .none
        }
    }
}

extension ScoreEvidence {
    /// The first draws, as many as were planned, for a fixed number; all of them at any time.
    package func allowed(by statement: Statement) -> ScoreEvidence {
        // Draws without replacement have limits that hold at any time and no others.
        guard statement.validity == .fixed, draws > statement.planned, !isWithoutReplacement else {
            return self
        }
        return first(statement.planned)
    }
}

extension PromptEvidence {
    /// The first draws, as many as were planned, for a fixed number; all of them at any time.
    package func allowed(by statement: Statement) -> PromptEvidence {
        statement.validity == .fixed ? first(statement.planned) : self
    }
}
