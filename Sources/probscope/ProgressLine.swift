import Synchronization
import Text

/// How far something is that takes more than a second: one line on standard error that is rewritten,
/// where that is a terminal, with a rate and the time to go; else nothing.
final class ProgressLine: Sendable {
    private let what: String
    private let start = ContinuousClock.now
    private let state = Mutex((last: ContinuousClock.now, hasLine: false))

    init(_ what: String) {
        self.what = what
    }

    /// Shows a line while `body` runs.
    static func during<Result, Fault: Error>(
        _ what: String, _ body: (ProgressLine) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        let line = ProgressLine(what)
        defer { line.end() }
        return try body(line)
    }

    /// Shows that so much of a total is done; may be called as often as one likes.
    @Sendable func show(done: Int, total: Int) {
        guard StandardStreams.errorsAreTerminal else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            guard start.duration(to: now) > .seconds(1),
                state.last.duration(to: now) > .milliseconds(200)
            else { return }
            (state.last, state.hasLine) = (now, true)
            let line = Self.line(what, done: done, total: total, after: start.duration(to: now))
            let shown = line.clipped(to: StandardStreams.errorColumns - 1)
            StandardStreams.error("\r\u{1B}[K" + shown.string)
        }
    }

    /// Takes the line away.
    func end() {
        state.withLock { state in
            if state.hasLine { StandardStreams.error("\r\u{1B}[K") }
            state.hasLine = false
        }
    }

    /// The line's words.
    static func line(_ what: String, done: Int, total: Int, after time: Duration) -> SafeText {
        let name = SafeText(sanitizing: what)
        let seconds = time / .seconds(1)
        guard total > 0, done > 0, seconds > 0 else { return name }
        let share = min(1, Double(done) / Double(total))
        let rest = SafeText(sanitizing: Figure.duration(seconds * (1 - share) / share))
        let percent: SafeText = Figure.fixed(share * 100, places: 0)
        let rate: SafeText = Figure.fixed(share * 100 / seconds, places: 1)
        let figures: SafeText = percent + " %, " + rate + " % a second, "
        return name + ": " + figures + rest + " to go"
    }
}
