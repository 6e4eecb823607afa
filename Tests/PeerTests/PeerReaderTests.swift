import Evidence
import Exchange
import Foundation
import Journal
import Prompts
import Testing

/// Files that this program writes, opened with the packages that they are meant for.
@Suite struct PeerReaderTests {
    private struct Readings: Decodable {
        var inspect: Log
        var lm_eval: Samples
        var leak_at_k: [[String]]
        var open_unlearning: [String: Metric]
        var tables: Tables

        struct Log: Decodable {
            var status: String
            var model: String
            var faults: [String]
            var head: String
            var listed: Int
            var summaries: Int
            var packed: Int
            var one: String
            var samples: [Sample]
            var frame: [Row]
        }

        /// A row of the data frame that Inspect makes of samples.
        struct Row: Decodable {
            var id: String
            var epoch: Int
            var score: Double?
            var label: String?
        }

        struct Sample: Decodable {
            var id: String
            var epoch: Int
            var text: String?
            var error: String?
            var scores: [String: Double]
            var stop: String?
            var tokens: [Token]
        }

        struct Token: Decodable {
            var text: String
            var logProbability: Double

            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                text = try list.decode(String.self)
                logProbability = try list.decode(Double.self)
            }
        }

        struct Samples: Decodable {
            var task: String
            var rows: Int
            var prompts: [String]
            var answers: [[String]]
            var hub_targets: [String]
        }

        /// A list of the mean over all prompts and a list of each one's.
        struct Metric: Decodable {
            var mean: Double
            var values: [Double]

            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                mean = try list.decode(Double.self)
                values = try list.decode([Double].self)
            }
        }

        struct Tables: Decodable {
            var plain: Int
            var ids: [String]
            var texts: [String]
            var errors: [String]
            var kinds: [String: String]
            var findings: [String: String]
            var rows: Int
            var scores: [Double?]
        }
    }

    @Test func `every export is read by its peer with all that it holds`() throws {
        let folder = try TemporaryFolder()
        let journal = try Self.run(folder.path + "/a.run")
        let run = try journal.restore()
        var draws: [JournalDraw] = []
        try journal.forEachDraw { draws.append($0) }
        let export = RunExport(journal)
        try folder.write(export.text(.inspect), "inspect.json")
        try folder.write(export.text(.lmEval), "lm-eval.jsonl")
        try folder.write(export.text(.leakAtK), "leak-at-k.jsonl")
        try folder.write(export.text(.openUnlearning), "open-unlearning.json")
        try folder.write(export.text(.jsonl), "plain.jsonl")
        var table = ""
        try DrawTable.write(journal) { table += String(decoding: $0, as: UTF8.self) }
        try folder.write(table, "draws.csv")
        try folder.write(RunReport(run).csv, "findings.csv")

        let found = try PeerScript.readExports.run(Readings.self, folder: folder.path)
        let texts = draws.map { $0.draw.answer?.text }
        let grouped = run.prompts.map { prompt in
            draws.filter { $0.draw.prompt == prompt.id }.map { $0.draw.answer?.text ?? "" }
        }

        // Inspect: the types and the schema of its own package, and its packed form.
        #expect(found.inspect.faults == [])
        #expect(found.inspect.status == "success" && found.inspect.model == "model")
        #expect(found.inspect.head == "success model \(draws.count) None")
        #expect(found.inspect.listed == 1)
        #expect(found.inspect.summaries == draws.count && found.inspect.packed == draws.count)
        #expect(found.inspect.one == draws[0].draw.answer?.text)
        #expect(found.inspect.samples.map(\.text) == texts)
        #expect(found.inspect.samples.map(\.id) == draws.map(\.draw.prompt.rawValue))
        #expect(found.inspect.samples.map(\.epoch) == draws.map { $0.draw.index + 1 })
        #expect(
            found.inspect.samples.map(\.error)
                == draws.map { $0.draw.answer == nil ? "the server was gone" : nil })
        #expect(
            found.inspect.samples.map { $0.scores["rouge-l-recall"] } == draws.map { $0.scores[1] })
        #expect(found.inspect.samples[0].tokens.map(\.text) == ["a", ", "])
        #expect(found.inspect.samples[0].tokens.map(\.logProbability) == [-0.5, -1.25])
        #expect(found.inspect.samples[0].stop == "stop")
        let frame = found.inspect.frame
        #expect(frame.map(\.id) == draws.map(\.draw.prompt.rawValue))
        #expect(frame.map(\.epoch) == draws.map { $0.draw.index + 1 })
        #expect(frame.map(\.score) == draws.map { $0.scores[1] })
        #expect(frame.map { $0.label ?? "" } == draws.indices.map { $0 == 1 ? "leak" : "" })

        // lm-evaluation-harness: its schema and hashes, and the data set library that loads it.
        #expect(found.lm_eval.task == "run" && found.lm_eval.rows == run.prompts.count)
        #expect(found.lm_eval.prompts == run.prompts.map(\.text))
        #expect(found.lm_eval.answers == grouped)
        #expect(found.lm_eval.hub_targets == run.prompts.map { $0.references.first ?? "" })

        // Leak@k and open-unlearning, by the fields of their formats.
        #expect(found.leak_at_k == grouped)
        for (scorer, identity) in run.identity.scorers.enumerated() {
            let means = run.evidence.map { $0.scores[scorer].mean }
            #expect(found.open_unlearning[identity.name]?.values == means)
            let mean = found.open_unlearning[identity.name]?.mean ?? -1
            #expect(abs(mean - means.reduce(0, +) / Double(means.count)) < 1e-15)
        }

        // pandas: every text with its commas, quotes and line ends, and numbers as numbers.
        #expect(found.tables.plain == draws.count { $0.draw.answer != nil })
        #expect(found.tables.ids == draws.map(\.draw.prompt.rawValue))
        for (read, text) in zip(found.tables.texts, texts) {
            #expect(read.utf8.elementsEqual((text ?? "").utf8), "\(read.debugDescription)")
        }
        #expect(
            found.tables.errors == draws.map { $0.draw.answer == nil ? "the server was gone" : "" })
        #expect(found.tables.scores == draws.map { $0.scores[1] })
        let numbers = ["draw": "i", "seed": "i", "score_rouge-l-recall": "f", "tokens": "f"]
        for (column, kind) in numbers { #expect(found.tables.kinds[column] == kind, "\(column)") }
        #expect(found.tables.rows == run.prompts.count * 2)
        for column in ["mean", "lower", "upper", "upper_limit", "level", "sum"] {
            #expect(found.tables.findings[column] == "f", "\(column)")
        }
        for column in ["n", "lost", "distinct"] {
            #expect(found.tables.findings[column] == "i", "\(column)")
        }
    }

    /// Texts that break careless readers, in a run with losses, tokens and a greedy answer.
    private static func run(_ path: String) throws -> Journal {
        let prompts = [
            Prompt(
                id: PromptID("007"), text: "Who, \"really\",\nwrote\r\nit?",
                references: ["R, 1", "R2"],
                keywords: ["K"], metadata: ["topic": "books"]),
            Prompt(
                id: PromptID("caf\u{E9}"), text: "\u{1F600} \u{2028}?",
                messages: [
                    Prompt.Message(role: "system", content: "Be brief."),
                    Prompt.Message(role: "developer", content: "Caf\u{E9}?"),
                ], references: ["only"]),
        ]
        let set = PromptSet(name: "set.jsonl", prompts: prompts, provenance: "test")
        let scorers = [
            RunIdentity.ScorerIdentity(
                name: "keyword", settings: "", isBinary: true, zero: "none", one: "some"),
            RunIdentity.ScorerIdentity(
                name: "rouge-l-recall", settings: "", isBinary: false, zero: "none", one: "all"),
        ]
        let journal = try Journal.create(
            at: path,
            identity: RunIdentity(
                promptsFingerprint: set.fingerprint, model: "model", modelFingerprint: "model",
                decodingName: "pure T=1", decodingJSON: #"{"maxTokens":9,"temperature":1}"#,
                template: "none", seed: 7, scorers: scorers),
            plan: RunPlan(
                name: "a", draws: 9, alpha: 0.01, servers: [], created: "2026-01-01T00:00:00Z",
                probabilities: 1),
            prompts: set)
        let texts: [String?] = [
            "a, \"b\"\n", "\r\n lead and trail \r", nil, "", "NA", "\u{1B}[2J\u{9B}\u{202E}",
            "=1+1", "e\u{301} \u{E9}", "東京\t,;|",
        ]
        for prompt in prompts {
            try journal.append(
                texts.enumerated().map { index, text in
                    var outcome = Draw.Outcome.lost(reason: "the server was gone")
                    if let text {
                        let tokens = [
                            Answer.Token(text: "a", logProbability: -0.5),
                            Answer.Token(
                                text: ", ", logProbability: -1.25,
                                alternatives: [.init(text: "x", logProbability: -.infinity)]),
                        ]
                        outcome = .completed(
                            Answer(
                                text: text, stop: .endOfText, tokenCount: 2,
                                tokens: index == 0 ? tokens : []))
                    }
                    let scores =
                        text == nil ? [nil, nil] : [Double(index % 2), 1 / Double(index + 3)]
                    return JournalDraw(
                        draw: Draw(
                            prompt: prompt.id, index: index, seed: UInt32(index), outcome: outcome),
                        scores: scores)
                })
            try journal.appendGreedy(
                GreedyAnswer(
                    prompt: prompt.id, answer: Answer(text: "g,", stop: .limit, tokenCount: 1),
                    isStable: true), scores: [0, 0.5])
        }
        try journal.setLabel(DrawLabel(label: "leak"), prompt: prompts[0].id, index: 1)
        return journal
    }
}
