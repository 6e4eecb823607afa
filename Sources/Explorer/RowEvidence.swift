import Evidence
import Statistics

/// The limits of one prompt as they grow with its draws: those that hold for the prompt on its own,
/// and those that hold for all prompts at once.
struct RowEvidence: Sendable {
    private(set) var own = RunningReading()
    private var shared = RunningReading()
    /// The two-sided limits at any n, where others are asked for: only they can contradict each
    /// other.
    private var alarm = RunningReading()
    private var hasAlarm = false

    /// What holds for the prompt on its own.
    var reading: Reading { own.reading }
    /// What holds for all prompts at once.
    var simultaneous: Reading { shared.reading }
    /// Whether the limits could still be narrowed by those of earlier numbers of draws.
    var isUnfinished: Bool { own.isUnfinished || shared.isUnfinished || alarm.isUnfinished }
    /// The number of draws at which limits contradicted each other; nil while all is well.
    var driftedAt: Int? { own.trajectory?.driftedAt ?? alarm.trajectory?.driftedAt }

    /// Brings both readings up to the evidence's last draw, as ``RunningReading`` does.
    ///
    /// - Parameter all: all draws there are, also those that the question is not about.
    mutating func update(
        _ evidence: ScoreEvidence, of all: ScoreEvidence, question: BoundQuestion,
        scorer: RunFacts.Scorer?, planned: Int, prompts: Int, budget: inout Int,
        bounds: inout BinaryBounds
    ) {
        var request = question.request(for: scorer)
        own.update(evidence, request, planned: planned, budget: &budget, bounds: &bounds)
        // α is shared out equally for the statement about all prompts at once (Bonferroni).
        request.alpha /= Double(max(1, prompts))
        shared.update(evidence, request, planned: planned, budget: &budget, bounds: &bounds)
        guard let two = question.alarm else { return }
        hasAlarm = true
        alarm.update(
            all, two.request(for: scorer), planned: planned, budget: &budget, bounds: &bounds)
    }

    /// Whether the readings speak of all draws and cannot be narrowed.
    func isCurrent(_ evidence: ScoreEvidence, of all: ScoreEvidence) -> Bool {
        own.isCurrent(evidence) && shared.isCurrent(evidence)
            && (!hasAlarm || alarm.isCurrent(all))
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
    init(
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
    /// The question whose limits tell that draws contradict each other; nil where it is this one.
    var alarm: BoundQuestion? {
        side == .two && validity == .anytime
            ? nil : BoundQuestion(alpha: alpha, side: .two, validity: .anytime)
    }

    /// The question as the evidence takes it.
    func request(
        for scorer: RunFacts.Scorer?, losses: BoundRequest.Losses = .worstCase
    ) -> BoundRequest {
        BoundRequest(
            alpha: alpha, side: side, validity: validity == .fixed ? .fixed : .anytime,
            isBinary: scorer?.isBinary ?? false, losses: losses, judge: scorer?.judge)
    }
}
