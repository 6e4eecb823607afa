import Evidence
import Foundation
import Journal
import Platform
import TestSupport

/// The real program in a terminal: how soon a key is answered while draws arrive as fast as the
/// server gives them, and what it costs while nothing happens.
enum LiveExplorer {
    private static let keys = 400
    private static let prompts = 24

    static func run(_ table: Table) async throws {
        let program = try program()
        let file = TemporaryRun()
        let server = try await RealServer.start(MarkovModel(stop: 0.2), slots: 32)
        let live = try answers(program, server.address, file.path)
        server.stop()
        let sorted = live.seconds.sorted()
        func quantile(_ share: Double) -> Double { sorted[Int(Double(sorted.count - 1) * share)] }
        table.line(
            "Key to picture, 200×60, sampling at full speed, 95 of 100", .seconds(quantile(0.95)),
            .atMost(.seconds(16e-3)))
        table.line("  half of them", .seconds(quantile(0.5)))
        table.line("  the slowest of \(keys)", .seconds(sorted.last ?? .nan))
        table.line("  draws per second meanwhile, in the run file", .perSecond(live.rate))
        table.line(
            "CPU in 5 idle seconds, recorded run open", .seconds(try idle(program, file.path)),
            .atMost(.seconds(0)))
    }

    private static func program() throws -> String {
        let path =
            getenv("PROBSCOPE_PROGRAM").map { String(cString: $0) }
            ?? URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../.build/release/probscope").standardized.path
        guard access(path, X_OK) == 0 else {
            throw TestFailure("there is no program at \(path): make build, or PROBSCOPE_PROGRAM")
        }
        return path
    }

    /// The seconds from each key to the end of its picture, and the draws per second meanwhile.
    private static func answers(
        _ program: String, _ address: String, _ run: String
    ) throws -> (seconds: [Double], rate: Double) {
        let file = run + ".jsonl"
        let lines = (0..<prompts).map {
            "{\"id\":\"\(mark($0))\",\"prompt\":\" the cat sat on the mat\",\"keywords\":[\"moon\"]}"
        }
        try lines.joined(separator: "\n").write(
            toFile: file, atomically: true, encoding: .utf8)
        defer { unlink(file) }
        let begun = Measure.wallClock
        let terminal = try PseudoTerminal(
            program,
            [
                "explore", file, "--server", address, "--output", run, "--draws", "100000",
                "--max-tokens", "8", "--no-state",
            ], width: 200, height: 60)
        // A few thousand draws, so that limits and plots have something to be made of.
        let warm = Measure.wallClock + 6
        var last: [UInt8] = []
        while Measure.wallClock < warm {
            guard let bytes = terminal.read(milliseconds: 100) else {
                throw TestFailure("the explorer ended: \(String(decoding: last, as: UTF8.self))")
            }
            if !bytes.isEmpty { last = bytes }
        }
        var seconds: [Double] = []
        var position = 0
        var step = 1
        for _ in 0..<keys {
            // Between two pictures, as a hand would.
            let pause = Measure.wallClock + 0.03
            while Measure.wallClock < pause { _ = terminal.read(milliseconds: 5) }
            if position + step < 0 || position + step >= prompts { step = -step }
            position += step
            seconds.append(try answer(terminal, key: step > 0 ? "j" : "k", mark(position)))
        }
        terminal.type("Q")
        guard terminal.wait() == 0 else { throw TestFailure("the explorer failed") }
        let wall = Measure.wallClock - begun
        let draws = try Journal.open(at: run, mode: .readOnly).restore().evidence
            .reduce(0) { $0 + $1.drawCount }
        return (seconds, Double(draws) / wall)
    }

    /// A name that has no letter in common with its neighbours', so that a terminal gets it whole.
    private static func mark(_ position: Int) -> String {
        String(repeating: Character(UnicodeScalar(UInt8(97 + position))), count: 6)
    }

    /// The seconds until the selected row has been drawn and nothing more comes.
    private static func answer(
        _ terminal: PseudoTerminal, key: String, _ mark: String
    ) throws -> Double {
        let wanted = Array(mark.utf8)
        var seen: [UInt8] = []
        var isDrawn = false
        let start = Measure.wallClock
        var last = start
        terminal.type(key)
        while true {
            guard let bytes = terminal.read(milliseconds: isDrawn ? 2 : 2000) else {
                throw TestFailure("the explorer ended")
            }
            guard !bytes.isEmpty else {
                guard isDrawn else { throw TestFailure("no picture after \(key)") }
                return last - start
            }
            last = Measure.wallClock
            seen += bytes
            isDrawn = isDrawn || seen.contains(wanted)
        }
    }

    /// The CPU seconds of five seconds in which nothing happens.
    private static func idle(_ program: String, _ run: String) throws -> Double {
        let terminal = try PseudoTerminal(
            program, ["explore", run, "--no-state"], width: 200, height: 60)
        terminal.settle(milliseconds: 3000)
        let before = terminal.processorTime
        sleep(5)
        let spent = terminal.processorTime - before
        terminal.type("Q")
        guard terminal.wait() == 0 else { throw TestFailure("the explorer failed") }
        return spent
    }
}
