import Platform
import TestSupport

/// What the built program costs those who call it from scripts.
///
/// `PROBSCOPE_PROGRAM` names it.
enum ProgramBenchmarks {
    static func run(_ table: Table) async throws {
        table.heading(
            "Program", "Wall time from the start of the process to its end, best of nine.")
        guard let program = getenv("PROBSCOPE_PROGRAM").map({ String(cString: $0) }),
            access(program, X_OK) == 0
        else {
            throw TestFailure("PROBSCOPE_PROGRAM names no program; make bench builds one")
        }
        table.line(
            "probscope --version", try best(program, ["--version"]), .atMost(.seconds(0.040)))
        table.line("probscope --help", try best(program, ["--help"]))
        let file = TemporaryRun()
        var run = MadeUpRun(prompts: 100, isGraded: false)
        try run.write(to: file.path, draws: 1000)
        table.line(
            "probscope report, run of 100,000 draws", try best(program, ["report", file.path]),
            .atMost(.seconds(1)))
        table.line(
            "  as CSV, a row a draw",
            try best(program, ["report", file.path, "--format", "csv"]), .atMost(.seconds(2)))
    }

    private static func best(_ program: String, _ arguments: [String]) throws -> Quantity {
        var best = Double.infinity
        for _ in 0..<9 {
            let start = Measure.wallClock
            let result = try Subprocess.run(program, arguments)
            best = min(best, Measure.wallClock - start)
            guard result.status == 0 else { throw TestFailure("\(arguments): \(result.errors)") }
        }
        return .seconds(best)
    }
}
