import Evidence
import Explorer

/// What a new picture of the run costs the explorer while it shows the list of prompts.
enum PromptsViewBenchmark {
    private static let prompts = 1000

    static func run(_ table: Table) async throws {
        var run = MadeUpRun(prompts: prompts, isGraded: false)
        run.draw(256)
        var model = ExplorerModel()
        _ = model.update(.resize(width: 120, height: 40))
        let first = run.snapshot()
        let cold = Measure.once {
            var effects = model.update(.snapshot(first))
            while effects.contains(.refine) { effects = model.update(.refine) }
        }
        var times: [Double] = []
        for _ in 0..<15 {
            run.draw(8)
            let next = run.snapshot()
            times.append(
                Measure.once {
                    var effects = model.update(.snapshot(next))
                    while effects.contains(.refine) { effects = model.update(.refine) }
                })
        }
        table.line(
            "Prompts view, 1,000 binary prompts, 8 more draws each",
            .seconds(times.min() ?? .nan), .atMost(.seconds(20e-3)))
        table.line("  the same, the first picture after 256 draws each", .seconds(cold))
    }
}
