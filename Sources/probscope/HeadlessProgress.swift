import Canvas
import Evidence
import Glibc
import Journal
import Prompts
import Sampling
import Statistics
import Synchronization

/// Progress on standard error: one line that is rewritten on a terminal, else a line now and then.
final class HeadlessProgress: Sendable {
    private let isQuiet: Bool
    private let isTerminal: Bool
    private let state = Mutex(State())

    private struct State {
        var last: ContinuousClock.Instant?
        var hasLine = false
        var newest: Snapshot?
        var notices: Set<String> = []
        var worst: String?
        /// Not before this time the worst limit is computed again.
        var worstDue: ContinuousClock.Instant?
    }

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
        isTerminal = StandardStreams.errorsAreTerminal
    }

    func begin(_ session: RunSession) {
        guard !isQuiet else { return }
        StandardStreams.message(
            "\(session.plan.prompts.prompts.count) prompts × \(session.plan.draws) draws, "
                + "\(session.journal.identity.decodingName), model "
                + "\(session.journal.identity.model), seed \(session.plan.seed), "
                + "into \(session.journal.path)")
    }

    /// Shows where the run stands; called from the sampler, at most ten times a second.
    func show(_ snapshot: Snapshot) {
        guard !isQuiet else { return }
        let progress = snapshot.progress
        state.withLock { state in
            state.newest = snapshot
            for notice in progress.notices where state.notices.insert(notice).inserted {
                clear(&state)
                StandardStreams.message(notice)
            }
            let now = ContinuousClock.now
            let pause: Duration = isTerminal ? .milliseconds(200) : .seconds(10)
            if let last = state.last, last.duration(to: now) < pause { return }
            state.last = now
            if state.worstDue.map({ $0 <= now }) ?? true {
                state.worst = HeadlessProgress.worst(snapshot)
                // At most a tenth of the time goes into it, however many prompts there are.
                let end = ContinuousClock.now
                state.worstDue = end + now.duration(to: end) * 9
            }
            let line = HeadlessProgress.line(progress, worst: state.worst)
            if isTerminal {
                StandardStreams.write("\r\u{1B}[K" + line, to: STDERR_FILENO)
                state.hasLine = true
            } else {
                StandardStreams.message(line)
            }
        }
    }

    /// Says how far it came, now that nothing more happens.
    func end() {
        guard !isQuiet else { return }
        state.withLock { state in
            clear(&state)
            guard let newest = state.newest else { return }
            StandardStreams.message(
                HeadlessProgress.line(newest.progress, worst: HeadlessProgress.worst(newest)))
        }
    }

    private func clear(_ state: inout State) {
        if state.hasLine { StandardStreams.write("\r\u{1B}[K", to: STDERR_FILENO) }
        state.hasLine = false
    }

    /// The greatest upper limit of a prompt, each limit on its own at the run's level; nil until
    /// every prompt has one.
    static func worst(_ snapshot: Snapshot) -> String? {
        var worst: (limit: Double, prompt: String)?
        for evidence in snapshot.prompts where evidence.failure == nil {
            for (scorer, facts) in snapshot.facts.scorers.enumerated() {
                let request = BoundRequest(
                    alpha: snapshot.facts.alpha, side: .upper, validity: .anytime,
                    isBinary: facts.isBinary)
                guard let bound = try? evidence.scores[scorer].meanBound(request) else {
                    return nil
                }
                if bound.upper > worst?.limit ?? -1 {
                    worst = (bound.upper, evidence.prompt.id.rawValue)
                }
            }
        }
        return worst.map {
            let name = SafeText(sanitizing: $0.prompt).clipped(to: 24).string
            return "worst upper limit \(Figures.percent($0.limit)) (\(name))"
        }
    }

    private static func line(_ progress: Snapshot.Progress, worst: String?) -> String {
        var parts = ["\(progress.completed) of \(progress.planned) draws"]
        if progress.rate > 0 {
            parts.append("\(Figures.fixed(progress.rate, decimals: 0)) a second")
        }
        if let rest = progress.secondsToGo, rest > 0 {
            parts.append("\(Figures.duration(rest)) to go")
        }
        if let worst { parts.append(worst) }
        if progress.lost > 0 { parts.append("\(progress.lost) lost") }
        if progress.retried > 0 { parts.append("\(progress.retried) retried") }
        return parts.joined(separator: ", ")
    }
}
