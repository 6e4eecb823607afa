import Canvas
import Evidence
import Explorer
import Prompts
import TestSupport

/// What a key costs that moves the target, while the Bounds view shows a prompt with very many
/// distinct scores: the verdict and the forecast of its end are new each time.
enum TargetKeyBenchmark {
    private static let draws = 60_000

    static func run(_ table: Table) {
        var generator = SeededGenerator(seed: 5)
        var evidence = PromptEvidence(
            prompt: Prompt(id: PromptID("one"), text: "Where was the author born?"), scorerCount: 1)
        for index in 0..<draws {
            let answer = Answer(text: "answer \(index)", stop: .endOfText, tokenCount: 2)
            evidence.add(
                Draw(
                    prompt: evidence.prompt.id, index: index, seed: UInt32(index),
                    outcome: .completed(answer)),
                scores: [generator.uniform() * 0.6])
        }
        let snapshot = Snapshot(
            facts: RunFacts(
                name: "made up", model: "none", servers: [], decoding: "pure T=1", settings: [],
                scorers: [
                    RunFacts.Scorer(
                        name: "graded", isBinary: false, zero: "nothing", one: "all of it")
                ],
                plannedDraws: draws, alpha: 0.01, seed: 1, created: ""),
            prompts: [evidence], greedyScores: [[nil]],
            progress: Snapshot.Progress(phase: .recorded, completed: draws, planned: draws))
        // At a target near the mean the verdict is open, and its end has to be forecast.
        var options = ExplorerModel.Options()
        options.target = 0.3
        var model = ExplorerModel(snapshot: snapshot, options: options)
        _ = model.update(.resize(width: 200, height: 60))
        _ = model.update(.key(.character("4")))
        var effects = model.update(.refine)
        while effects.contains(.refine) { effects = model.update(.refine) }
        var times: [Double] = []
        for key in [Key.left, .right, .left, .right, .right, .left] {
            times.append(
                Measure.once {
                    _ = model.update(.key(key))
                    _ = model.render()
                })
        }
        table.line(
            "Target key to frame, 60,000 distinct scores, the slowest",
            .seconds(times.max() ?? .nan), .atMost(.seconds(16e-3)))
    }
}
