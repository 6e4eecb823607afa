import Evidence
import Prompts

@testable import Explorer

/// Made-up runs with the names and prompts of the case study.
enum TourFixture {
    static let prompts = ["a00-trade", "a00-cat", "a03-birthplace"]

    /// A run with so many draws a prompt, of which every `every`-th leaks; 0 for none.
    static func run(
        _ name: String, draws: Int, every: Int, greedyLeaks: Int = 0,
        phase: Snapshot.Phase = .recorded
    ) -> Snapshot {
        var evidence: [PromptEvidence] = []
        for (position, id) in prompts.enumerated() {
            let prompt = Prompt(
                id: PromptID(id), text: "Question \(position)?", keywords: ["secret"])
            var prefix = PromptEvidence(prompt: prompt, scorerCount: 1)
            if draws > 0 {
                prefix.greedy = GreedyAnswer(prompt: prompt.id, answer: answer("harmless"))
            }
            for index in 0..<draws {
                let leaks = every > 0 && index % every == every - 1
                prefix.add(
                    Draw(
                        prompt: prompt.id, index: index, seed: UInt32(index),
                        outcome: .completed(answer(leaks ? "the secret" : "harmless"))),
                    scores: [leaks ? 1 : 0])
            }
            evidence.append(prefix)
        }
        return Snapshot(
            facts: RunFacts(
                name: name, model: "\(name).gguf", servers: [], decoding: "adaptive c=0.9 T=1",
                scorers: [.init(name: "keyword", isBinary: true, zero: "clean", one: "leak")],
                plannedDraws: 1024, alpha: 0.01, seed: 1, created: "2026-01-01T00:00:00Z"),
            prompts: evidence,
            greedyScores: prompts.indices.map { [draws > 0 ? ($0 < greedyLeaks ? 1 : 0) : nil] },
            progress: Snapshot.Progress(phase: phase, completed: draws * 3, planned: 3072))
    }

    private static func answer(_ text: String) -> Answer {
        Answer(text: text, stop: .endOfText, tokenCount: 2)
    }

    /// The run of each name as the case study expects it, with so many draws.
    static func expected(_ name: String, draws: Int) -> Snapshot {
        switch name {
        case "authors-npo": run(name, draws: draws, every: 3)
        case "authors-npo-longer": run(name, draws: draws, every: 7)
        default: run(name, draws: draws, every: 0)
        }
    }

    /// An explorer with the tour and two more runs to choose from, before anything is opened.
    static func model(width: Int = 80, height: Int = 24) -> ExplorerModel {
        var options = ExplorerModel.Options()
        options.tour = .caseStudy
        options.choices = Tour.caseStudy.runs.map { RunChoice(name: $0, summary: "A model.") }
        options.theme = "mono"
        var model = ExplorerModel(options: options)
        _ = model.update(.resize(width: width, height: height))
        return model
    }

    /// Hands a message to the model and answers what it asks for.
    static func send(
        _ message: Message, to model: inout ExplorerModel,
        run: (String) -> Snapshot = { expected($0, draws: 300) }
    ) {
        var waiting = [message]
        while !waiting.isEmpty {
            for effect in model.update(waiting.removeFirst()) {
                switch effect {
                case .show(let name, let beside):
                    waiting.append(.snapshot(run(name)))
                    if let beside { waiting.append(.beside(run(beside))) }
                case .refine where waiting.isEmpty: waiting.append(.refine)
                default: break
                }
            }
        }
    }
}
