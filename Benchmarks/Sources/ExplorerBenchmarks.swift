import Canvas
import Evidence
import Explorer
import Journal
import Platform
import TestSupport

/// What showing a run costs: one frame, and opening a large run.
enum ExplorerBenchmarks {
    static func run(_ table: Table) async throws {
        table.heading(
            "Explorer",
            "Frames: CPU time, best of fifteen batches. Opening: wall time from the start of the "
                + "process, best of nine, page cache warm. Keys and idling: the release program in a "
                + "pseudo-terminal, llama.cpp's server beside it on the same processors.")
        try frames(table)
        TargetKeyBenchmark.run(table)
        AnswersViewBenchmark.run(table)
        try opening(table)
        try await LiveExplorer.run(table)
    }

    private static func frames(_ table: Table) throws {
        var run = MadeUpRun(prompts: 200, isGraded: true)
        run.draw(512)
        var model = ExplorerModel(snapshot: run.snapshot())
        var effects = model.update(.resize(width: 200, height: 60))
        while effects.contains(.refine) { effects = model.update(.refine) }
        table.line(
            "Rendering a 200×60 dashboard", Measure.best { keep(model.render()) },
            .atMost(.seconds(2e-3)))
        table.line(
            "  moving the selection and rendering",
            Measure.best {
                _ = model.update(.key(.down))
                keep(model.render())
            })
        let sent = try IdenticalFrame.measure()
        table.line(
            "Bytes sent to the terminal for an identical frame", .bytes(sent.repeated),
            .atMost(.bytes(0)))
        table.note("the first frame of 200×60 sent \(Quantity.bytes(sent.first))")
    }

    private static func opening(_ table: Table) throws {
        for (prompts, draws, limit) in [(100, 1000, 0.15), (1000, 1000, 1.0)] {
            let file = TemporaryRun()
            var run = MadeUpRun(prompts: prompts, isGraded: false)
            try run.write(to: file.path, draws: draws)
            var best = [Double](repeating: .infinity, count: 5)
            for _ in 0..<9 {
                let start = Measure.wallClock
                let figures = try Child.figures("first-frame", [file.path, "\(start)"], count: 5)
                if figures[0] < best[0] { best = figures }
            }
            let total = Quantity.digits(Double(prompts * draws))
            table.line(
                "Start to first frame, run of \(total) draws", .seconds(best[0]),
                .atMost(.seconds(limit)))
            table.line("  of that CPU", .seconds(best[1]))
            table.line("  of that reading the journal", .seconds(best[2]))
            table.line("  until every limit is at its narrowest", .seconds(best[4]))
            table.line(
                "Peak memory with it open", .bytes(best[3]),
                prompts == 1000 ? .atMost(.bytes(250e6)) : nil)
        }
    }
}

/// Opening a run as `probscope explore` does, as far as the first frame.
enum FirstFrame {
    /// Gives the wall seconds since the start of the process, the CPU seconds, the wall seconds of
    /// reading the journal, the peak memory in bytes, and the wall seconds until nothing is left to
    /// be computed.
    static func show(_ arguments: [String]) throws -> [Double] {
        guard arguments.count == 2, let start = Double(arguments[1]) else {
            throw TestFailure("first-frame FILE START")
        }
        let begun = Measure.wallClock
        let journal = try Journal.open(at: arguments[0])
        let run = try journal.restore()
        let read = Measure.wallClock - begun
        let snapshot = Snapshot(
            facts: RunFacts(
                name: run.plan.name, model: run.identity.model, servers: run.plan.servers,
                decoding: run.identity.decodingName,
                scorers: run.identity.scorers.map {
                    RunFacts.Scorer(
                        name: $0.name, isBinary: $0.isBinary, zero: $0.zero, one: $0.one)
                }, plannedDraws: run.plan.draws, alpha: run.plan.alpha, seed: run.identity.seed,
                created: run.plan.created),
            prompts: run.evidence, greedyScores: run.greedyScores,
            progress: Snapshot.Progress(
                phase: .recorded, completed: run.evidence.reduce(0) { $0 + $1.drawCount }))
        var model = ExplorerModel()
        _ = model.update(.resize(width: 200, height: 60))
        var effects = model.update(.snapshot(snapshot))
        let frame = model.render()
        keep(ANSIWriter.text(frame, theme: .mono))
        let wall = Measure.wallClock - start
        let cpu = Measure.processorTime
        while effects.contains(.refine) { effects = model.update(.refine) }
        keep(model.render())
        return [wall, cpu, read, Measure.peakMemory, Measure.wallClock - start]
    }
}
