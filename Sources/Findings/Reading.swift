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

    /// The same, with limits that others of the same draws may exclude.
    func contradicted(_ isSo: Bool) -> Reading {
        guard isSo, case .bound(var bound) = self else { return self }
        bound.isContradicted = true
        return .bound(bound)
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
        if let reason = statement.unstated(of: evidence) {
            self = reason
            return
        }
        do throws(StatisticsError) {
            self = .bound(try bound(evidence.allowed(by: statement)))
        } catch {
            self = .none
        }
    }
}

extension Statement {
    /// Why the statement cannot be made of so many draws: it is about a number that was not fixed in
    /// advance, or that they have not reached; nil where it can.
    ///
    /// - Parameters:
    ///   - isWithoutReplacement: their limits hold at every number of draws.
    ///   - counted: whether the draws were counted, so that the first of them cannot be told from
    ///     further ones.
    package func unstated(
        of draws: Int, isWithoutReplacement: Bool = false, counted: Bool = false
    ) -> Reading? {
        guard validity == .fixed, !isWithoutReplacement else { return nil }
        if let planChange { return .unplanned(planChange) }
        if draws < planned { return .pending(drawn: draws, planned: planned) }
        return counted && draws > planned ? Reading.none : nil
    }

    /// The same of the draws of one prompt.
    func unstated(of evidence: ScoreEvidence) -> Reading? {
        unstated(of: evidence.draws, isWithoutReplacement: evidence.isWithoutReplacement)
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
        statement.validity == .fixed && exact == nil ? first(statement.planned) : self
    }
}
