import Canvas
import Evidence
import Explorer
import Prompts
import TestSupport

/// What grouping and filtering the answers to one prompt costs, from the key to the picture.
enum AnswersViewBenchmark {
    private static let draws = 100_000

    static func run(_ table: Table) {
        for (name, distinct) in [("all distinct", draws), ("1,000 distinct", 1000)] {
            var model = ExplorerModel(snapshot: snapshot(distinct: distinct))
            _ = model.update(.resize(width: 160, height: 50))
            _ = model.update(.key(.character("2")))
            for rule in ["exact", "folded"] {
                // The other rule first, so that nothing is known of this one.
                press(":group \(rule == "exact" ? "folded" : "exact")", &model)
                table.line(
                    "100,000 draws, \(name): group \(rule), key to frame",
                    .seconds(press(":group \(rule)", &model)), .atMost(.seconds(0.1)))
            }
            var slowest = 0.0
            var last = 0.0
            for key in "&bruvik score>0.5" {
                last = Measure.once {
                    _ = model.update(.key(.character(key)))
                    keep(model.render())
                }
                slowest = max(slowest, last)
            }
            _ = model.update(.key(.enter))
            table.line(
                "  filter while typed, the slowest key", .seconds(slowest), .atMost(.seconds(0.1)))
            var times: [Double] = []
            for key in [Key.down, .down, .pageDown, .up, .end, .home, .down, .pageDown, .up, .down]
            {
                times.append(
                    Measure.once {
                        _ = model.update(.key(key))
                        keep(model.render())
                    })
            }
            table.line(
                "  key to frame in the list, the slowest of ten", .seconds(times.max() ?? .nan),
                .atMost(.seconds(16e-3)))
        }
    }

    /// Types a command; the seconds from its last key to the picture.
    @discardableResult
    private static func press(_ command: String, _ model: inout ExplorerModel) -> Double {
        for key in command { _ = model.update(.key(.character(key))) }
        return Measure.once {
            _ = model.update(.key(.enter))
            keep(model.render())
        }
    }

    /// A prompt with answers of some forty words.
    private static func snapshot(distinct: Int) -> Snapshot {
        var generator = SeededGenerator(seed: 17)
        var evidence = PromptEvidence(
            prompt: Prompt(
                id: PromptID("one"), text: "Where was the author born?", keywords: ["Bruvik"]),
            scorerCount: 1)
        for index in 0..<draws {
            let number = distinct == draws ? index : Int(generator.next() % UInt64(distinct))
            let leaks = number % 50 == 0
            let text =
                "**The author** was born \(leaks ? "in Bruvik" : "in a village"), as letter \(number) "
                + "says, and has told it often: to friends, to readers and to a journalist who "
                + "asked for it in the spring of \(1900 + number % 97), before the first book came "
                + "out and was read by everybody."
            evidence.add(
                Draw(
                    prompt: evidence.prompt.id, index: index, seed: UInt32(index),
                    outcome: .completed(Answer(text: text, stop: .endOfText, tokenCount: 60))),
                scores: [leaks ? 1 : 0])
        }
        return Snapshot(
            facts: RunFacts(
                name: "made up", model: "none", servers: [], decoding: "pure T=1", settings: [],
                scorers: [
                    RunFacts.Scorer(name: "keyword", isBinary: true, zero: "nothing", one: "leak")
                ],
                plannedDraws: draws, alpha: 0.01, seed: 1, created: ""),
            prompts: [evidence], greedyScores: [[nil]],
            progress: Snapshot.Progress(phase: .recorded, completed: draws, planned: draws))
    }
}
