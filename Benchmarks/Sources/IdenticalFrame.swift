import Canvas
import Explorer
import FoundationEssentials
import Platform
import Terminal
import TestSupport

/// How many bytes a frame sends to a terminal when it is shown first and when it is shown again.
///
/// The session runs in a process of its own on a pseudo-terminal, whose other end counts.
enum IdenticalFrame {
    /// The child's part: shows a frame, waits, shows the same one again, waits.
    ///
    /// Each pause is a newline from the other end.
    static func show() throws -> [Double] {
        var run = MadeUpRun(prompts: 200, isGraded: true)
        run.draw(512)
        var model = ExplorerModel(snapshot: run.snapshot())
        var options = TerminalOptions(environment: ProcessInfo.processInfo.environment)
        options.glyphs = .block
        let terminal = try TerminalSession.open(options: options)
        defer { terminal.close() }
        let size = terminal.size
        _ = model.update(.resize(width: size.width, height: size.height))
        for _ in 0..<2 {
            terminal.flush(model.render(), theme: .mono)
            _ = terminal.waitForInput(timeoutMilliseconds: 10_000)
        }
        return []
    }

    /// The bytes of both frames.
    static func measure() throws -> (first: Double, repeated: Double) {
        let terminal = try PseudoTerminal(
            "/proc/self/exe", [Child.keyword, "identical-frame"], width: 200, height: 60)
        let first = terminal.settle(milliseconds: 2000)
        terminal.type("x")
        let repeated = terminal.settle(milliseconds: 2000)
        terminal.type("x")
        guard terminal.wait() == 0 else {
            throw TestFailure("the session on the pseudo-terminal failed")
        }
        return (Double(first), Double(repeated))
    }
}
