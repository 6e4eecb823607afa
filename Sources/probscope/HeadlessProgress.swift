import Canvas
import Evidence
import Exchange
import Files
import Findings
import FoundationEssentials
import Journal
import Platform
import Prompts
import Sampling
import Statistics
import Synchronization

/// Progress on standard error: one line that is rewritten on a terminal, else a line now and then;
/// for scripts one JSON object a line.
final class HeadlessProgress: Sendable {
    private let isQuiet: Bool
    private let isJSON: Bool
    private let isTerminal: Bool
    private let state = Mutex(State())

    private struct State {
        var last: ContinuousClock.Instant?
        var hasLine = false
        var newest: Snapshot?
        var notices: Set<String> = []
        var worst: GreatestFinding?
        var watch = LimitWatch()
        /// Not before this time the worst limit is computed again.
        var worstDue: ContinuousClock.Instant?
    }

    init(isQuiet: Bool, isJSON: Bool = false) {
        self.isQuiet = isQuiet
        self.isJSON = isJSON
        isTerminal = StandardStreams.errorsAreTerminal && !isJSON
    }

    func begin(_ session: RunSession) {
        guard !isQuiet else { return }
        let (prompts, draws) = (session.plan.prompts.count, session.plan.draws)
        StandardStreams.message(
            "\(prompts) prompt\(prompts == 1 ? "" : "s") × \(draws) draw\(draws == 1 ? "" : "s"), "
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
            let pause: Duration =
                isTerminal ? .milliseconds(200) : isJSON ? .seconds(1) : .seconds(10)
            if let last = state.last, last.duration(to: now) < pause { return }
            state.last = now
            if state.worstDue.map({ $0 <= now }) ?? true {
                state.worst = state.watch.greatest(of: snapshot)
                // At most a tenth of the time goes into it, however many prompts there are.
                let end = ContinuousClock.now
                state.worstDue = end + now.duration(to: end) * 9
            }
            write(progress, &state)
        }
    }

    /// Says how far it came, now that nothing more happens.
    func end() {
        guard !isQuiet else { return }
        state.withLock { state in
            clear(&state)
            guard let newest = state.newest else { return }
            state.worst = state.watch.greatest(of: newest)
            write(newest.progress, &state, isLast: true)
        }
    }

    private func write(_ progress: Snapshot.Progress, _ state: inout State, isLast: Bool = false) {
        if isJSON {
            let line = JSONProgress(progress, worst: state.worst).line
            StandardStreams.error(line + "\n")
            return
        }
        let line = HeadlessProgress.line(progress, worst: state.worst)
        if isTerminal, !isLast {
            // A line that fills the last column is broken there, and could not be rewritten.
            let shown = SafeText(sanitizing: line).clipped(to: StandardStreams.errorColumns - 1)
            StandardStreams.error("\r\u{1B}[K" + shown.string)
            state.hasLine = true
        } else {
            StandardStreams.message(line)
        }
    }

    private func clear(_ state: inout State) {
        if state.hasLine { StandardStreams.error("\r\u{1B}[K") }
        state.hasLine = false
    }

    private static func line(_ progress: Snapshot.Progress, worst: GreatestFinding?) -> String {
        var parts = ["\(progress.completed) of \(progress.planned) draws"]
        if progress.expected < progress.planned {
            parts.append("about \(progress.expected) expected")
        }
        if progress.rate > 0 {
            parts.append("\(Figure.fixed(progress.rate, places: 0)) a second")
        }
        if let rest = progress.secondsToGo, rest > 0 {
            parts.append("\(Figure.duration(rest)) to go")
        }
        if let words = worst?.words { parts.append(words) }
        if progress.lost > 0 { parts.append("\(progress.lost) lost") }
        if progress.retried > 0 { parts.append("\(progress.retried) retried") }
        return parts.joined(separator: ", ")
    }
}

/// Progress as scripts read it; the fields are an interface that may grow but not change.
private struct JSONProgress: Encodable {
    var progress: Fields

    struct Fields: Encodable {
        var completed: Int
        var planned: Int
        /// Draws a second.
        var rate: Double
        var secondsToGo: Double?
        var worstUpperLimit: Double?
        var worstPrompt: String?
        /// Prompts and scorers for which no limit holds; the prompt is then the first of them.
        var void: Int?
        var lost: Int
        var retried: Int

        private enum CodingKeys: String, CodingKey {
            case completed, planned, rate, lost, retried, void
            case secondsToGo = "seconds_to_go"
            case worstUpperLimit = "worst_upper_limit"
            case worstPrompt = "worst_prompt"
        }
    }

    init(_ progress: Snapshot.Progress, worst: GreatestFinding?) {
        self.progress = Fields(
            completed: progress.completed, planned: progress.planned, rate: progress.rate,
            secondsToGo: progress.secondsToGo, worstUpperLimit: worst?.limit?.upper,
            worstPrompt: worst?.words == nil ? nil : worst?.prompt?.rawValue,
            void: worst.flatMap { $0.voidCount > 0 ? $0.voidCount : nil }, lost: progress.lost,
            retried: progress.retried)
    }

    var line: String {
        do {
            return try jsonText()
        } catch {
            return JSONValue.object([.init(name: "message", value: .string("\(error)"))]).text
        }
    }
}
