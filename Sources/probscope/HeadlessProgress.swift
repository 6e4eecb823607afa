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
        var notices: Set<String> = []
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
            for notice in progress.notices where state.notices.insert(notice).inserted {
                clear(&state)
                StandardStreams.message(notice)
            }
            let now = ContinuousClock.now
            let pause: Duration = isTerminal ? .milliseconds(200) : .seconds(10)
            if let last = state.last, last.duration(to: now) < pause { return }
            state.last = now
            let line = HeadlessProgress.line(progress)
            if isTerminal {
                StandardStreams.write("\r\u{1B}[K" + line, to: STDERR_FILENO)
                state.hasLine = true
            } else {
                StandardStreams.message(line)
            }
        }
    }

    func end() {
        state.withLock { clear(&$0) }
    }

    private func clear(_ state: inout State) {
        if state.hasLine { StandardStreams.write("\r\u{1B}[K", to: STDERR_FILENO) }
        state.hasLine = false
    }

    private static func line(_ progress: Snapshot.Progress) -> String {
        var parts = ["\(progress.completed) of \(progress.planned) draws"]
        if progress.rate > 0 {
            parts.append("\(Figures.fixed(progress.rate, decimals: 0)) a second")
            let rest = Double(progress.planned - progress.completed) / progress.rate
            if rest > 0 { parts.append("\(Figures.duration(rest)) to go") }
        }
        if progress.lost > 0 { parts.append("\(progress.lost) lost") }
        if progress.retried > 0 { parts.append("\(progress.retried) retried") }
        return parts.joined(separator: ", ")
    }
}
