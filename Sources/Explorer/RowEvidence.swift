import Evidence
import Statistics

/// The limits of one prompt as they grow with its draws; kept from picture to picture, so that a
/// new draw costs one new limit and not all of them again.
struct RowEvidence: Sendable {
    /// What the reading holds for on its own.
    private(set) var own: BoundTrajectory?
    /// The reading that holds for all prompts at once.
    private var shared: BoundTrajectory?
    /// The draws, lost ones included, that the readings speak of; nil before the first update.
    private var draws: Int?
    /// Whether the limits could still be narrowed by those of earlier numbers of draws.
    private(set) var isUnfinished = false
    private(set) var reading = Reading.none
    private(set) var simultaneous = Reading.none
    /// The number of draws at which limits contradicted each other; nil while all is well.
    private(set) var driftedAt: Int?

    /// Brings both readings up to the evidence's last draw.
    ///
    /// - Parameters:
    ///   - budget: how much work may be done now. Where it does not suffice, the limits of the last
    ///     draw alone are shown: they hold as well and are at most a little wider.
    ///   - bounds: what was computed for other prompts.
    mutating func update(
        _ evidence: ScoreEvidence, question: BoundQuestion, scorer: RunFacts.Scorer?, planned: Int,
        prompts: Int, budget: inout Int, bounds: inout BinaryBounds
    ) {
        let isKnown = draws == evidence.draws
        isUnfinished = false
        draws = evidence.draws
        let request = question.request(for: scorer)
        var sharedRequest = request
        // α is shared out equally for the statement about all prompts at once (Bonferroni).
        sharedRequest.alpha /= Double(max(1, prompts))
        guard question.validity == .anytime else {
            reading = Reading(evidence, request, planned: planned, sharing: &bounds)
            simultaneous = Reading(evidence, sharedRequest, planned: planned, sharing: &bounds)
            return
        }
        // About the time of a limit, which grows with the number of distinct scores.
        let weight = 1 + evidence.distribution.scores.count / 8
        let computed = bounds.computed
        let limit = budget > 0 ? max(2, budget / weight) : 0
        let narrowed = Self.extend(&own, to: evidence, request, &bounds, limit)
        let left = limit - (bounds.computed - computed)
        let narrowedShared = Self.extend(&shared, to: evidence, sharedRequest, &bounds, left)
        budget -= (bounds.computed - computed) * weight
        if let narrowed, let narrowedShared {
            reading = narrowed
            simultaneous = narrowedShared
            driftedAt = own?.driftedAt
        } else {
            isUnfinished = true
            guard !isKnown else { return }
            reading = Reading(evidence, request, planned: planned, sharing: &bounds)
            simultaneous = Reading(evidence, sharedRequest, planned: planned, sharing: &bounds)
        }
    }

    /// Whether the readings speak of all draws and cannot be narrowed.
    func isCurrent(_ evidence: ScoreEvidence) -> Bool {
        !isUnfinished && draws == evidence.draws
    }

    /// Goes on with a trajectory; nil where so many new limits do not suffice.
    private static func extend(
        _ trajectory: inout BoundTrajectory?, to evidence: ScoreEvidence, _ request: BoundRequest,
        _ bounds: inout BinaryBounds, _ limit: Int
    ) -> Reading? {
        guard limit > 0 else { return nil }
        // In place: a copy would copy all scores seen so far.
        if trajectory == nil { trajectory = BoundTrajectory(of: .mean, request) }
        do throws(StatisticsError) {
            let isDone =
                try trajectory?.extend(to: evidence, sharing: &bounds, computing: limit)
            guard isDone == true else { return nil }
        } catch {
            return Reading.none
        }
        return trajectory?.current.map { .bound($0.running) } ?? Reading.none
    }
}

extension Reading {
    /// The bound on the mean from the draws that the request's validity allows.
    init(_ evidence: ScoreEvidence, _ request: BoundRequest, planned: Int) {
        self.init(evidence, request, planned: planned) { evidence throws(StatisticsError) in
            try evidence.meanBound(request)
        }
    }

    /// The same, with bounds that other prompts may have had computed already.
    fileprivate init(
        _ evidence: ScoreEvidence, _ request: BoundRequest, planned: Int,
        sharing bounds: inout BinaryBounds
    ) {
        self.init(evidence, request, planned: planned) { evidence throws(StatisticsError) in
            try bounds.mean(of: evidence, request)
        }
    }

    /// A bound from the draws that the request's validity allows: for a fixed number of draws
    /// exactly that many, and nothing before they are there.
    init(
        _ evidence: ScoreEvidence, _ request: BoundRequest, planned: Int,
        bound: (ScoreEvidence) throws(StatisticsError) -> Bound
    ) {
        guard evidence.draws > 0 else {
            self = .none
            return
        }
        if request.validity == .fixed, evidence.draws < planned {
            self = .pending(drawn: evidence.draws, planned: planned)
            return
        }
        do throws(StatisticsError) {
            self = .bound(try bound(evidence.allowed(by: request, planned: planned)))
        } catch {
            self = .none
        }
    }
}

extension ScoreEvidence {
    /// The first draws, as many as were planned, for a fixed number; all of them at any time.
    func allowed(by request: BoundRequest, planned: Int) -> ScoreEvidence {
        guard request.validity == .fixed, draws > planned else { return self }
        return ScoreEvidence(scores.prefix(planned))
    }
}

extension BoundQuestion {
    /// The question as the evidence takes it.
    func request(
        for scorer: RunFacts.Scorer?, losses: BoundRequest.Losses = .worstCase
    ) -> BoundRequest {
        BoundRequest(
            alpha: alpha, side: side, validity: validity == .fixed ? .fixed : .anytime,
            isBinary: scorer?.isBinary ?? false, losses: losses, judge: scorer?.judge)
    }
}
