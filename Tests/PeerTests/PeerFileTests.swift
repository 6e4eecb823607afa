import Evidence
import Exchange
import Foundation
import Journal
import Prompts
import Testing

/// Files that the peers' own packages write, read by this program.
@Suite(.serialized) struct PeerFileTests {
    private struct LMEvalFile: Decodable {
        var path: String
        var lines: Int
        var prompts: [String]
        var targets: [String]
        var answers: [[String]]
    }

    @Test func `samples that lm_eval writes are read with all repeats, once for all filters`()
        throws
    {
        let folder = try TemporaryFolder()
        let file = try PeerScript.writeLMEval.run(LMEvalFile.self, folder: folder.path)
        #expect(file.lines == 6 && file.prompts.count == 3)
        let draws = try DrawImport(TemporaryFolder.bytes(file.path), name: file.path)
        #expect(draws.prompts.map(\.id.rawValue) == ["0", "1", "2"])
        #expect(draws.prompts.map(\.text) == file.prompts)
        #expect(draws.prompts.map(\.references) == file.targets.map { [$0] })
        #expect(draws.prompts[0].metadata["topic"] == "books")
        #expect(draws.draws.map { $0.map { $0.text ?? "" } } == file.answers)
        #expect(draws.draws.map(\.count) == [4, 4, 4])
        for (draw, answer) in zip(draws.draws.joined(), file.answers.joined()) {
            #expect((draw.text ?? "").utf8.elementsEqual(answer.utf8))
        }
        #expect(draws.decoding.words == "T=0.7, top-p 0.9, 32 tokens")
        let journal = try draws.write(
            to: folder.path + "/lm.run", name: "lm", set: "samples",
            created: "2026-01-01T00:00:00Z", scorer: Self.scorer)
        #expect(
            journal.identity.decodingName
                == "T=0.7, top-p 0.9, 32 tokens, reported, not verified")
        #expect(try journal.restore().evidence.map(\.drawCount) == [4, 4, 4])
    }

    private struct InspectFile: Decodable {
        var json: String
        var packed: String
        var deflated: String
        var status: String
        var samples: [Sample]
        var dataset: String
        var records: [Record]

        struct Sample: Decodable {
            var id: String
            var epoch: Int
            var text: String?
            var error: String?
            var includes: String?
        }

        struct Record: Decodable {
            var id: String
            var input: String
            var target: [String]
        }
    }

    @Test func `a log that Inspect writes is read with its epochs, losses, scores and tokens`()
        throws
    {
        let folder = try TemporaryFolder()
        let file = try PeerScript.writeInspect.run(InspectFile.self, folder: folder.path)
        #expect(file.status == "success" && file.samples.count == 9)
        let draws = try DrawImport(TemporaryFolder.bytes(file.json), name: "log.json")
        #expect(draws.model == "mockllm/model")
        #expect(Set(draws.prompts.map(\.id.rawValue)) == ["7", "chat", "broken"])
        for (prompt, entries) in zip(draws.prompts, draws.draws) {
            let samples = file.samples.filter { $0.id == prompt.id.rawValue }
                .sorted { $0.epoch < $1.epoch }
            #expect(entries.map(\.text) == samples.map(\.text))
            #expect(entries.map { $0.error != nil } == samples.map { $0.error != nil })
            let scores = samples.map { $0.includes.map { $0 == "C" ? 1.0 : 0.0 } }
            #expect(entries.map { $0.scores["includes"] } == scores)
            for entry in entries where entry.text != nil {
                #expect(entry.scores["several/a"] == 1 && entry.scores["several/b"] == 0.5)
                #expect(entry.scores["unscored"] == nil)
                let words = entry.text.map { $0.split(separator: " ").map(String.init) } ?? []
                #expect(entry.tokens.map(\.text) == words && entry.tokenCount == words.count)
                #expect(entry.tokens.first?.logProbability == -0.25)
                #expect(entry.tokens.first?.alternatives.last?.text == "x")
            }
        }
        let named = Dictionary(uniqueKeysWithValues: draws.prompts.map { ($0.id.rawValue, $0) })
        #expect(named["7"]?.references == ["Ada", "Lovelace"])
        #expect(named["7"]?.metadata["topic"] == "x")
        #expect(named["chat"]?.text == "O\u{F9}?" && named["chat"]?.messages.count == 2)
        #expect(draws.decoding.words == "T=0.7, top-p 0.9, 64 tokens")
        let journal = try draws.write(
            to: folder.path + "/inspect.run", name: "inspect", set: "log.json",
            created: "2026-01-01T00:00:00Z", scorer: Self.scorer)
        let evidence = try journal.restore().evidence
        #expect(evidence.map(\.drawCount) == [3, 3, 3])
        #expect(evidence.map(\.lost).reduce(0, +) == 1)
        #expect(journal.plan.probabilities == 2)

        // The log as Inspect packs it now, and as it did, is the same.
        for path in [file.packed, file.deflated] {
            let unpacked = try DrawImport(TemporaryFolder.bytes(path), name: path)
            #expect(unpacked.prompts == draws.prompts && unpacked.model == draws.model)
            #expect(unpacked.draws.map { $0.map(\.text) } == draws.draws.map { $0.map(\.text) })
            #expect(unpacked.draws.map { $0.map(\.scores) } == draws.draws.map { $0.map(\.scores) })
            #expect(unpacked.draws.map { $0.map(\.tokens) } == draws.draws.map { $0.map(\.tokens) })
            #expect(unpacked.decoding.words == draws.decoding.words)
        }

        // A dataset is understood as Inspect's own reader understands it.
        let set = try PromptReader().read(path: file.dataset)
        #expect(set.prompts.map(\.id.rawValue) == file.records.map(\.id))
        #expect(set.prompts.map(\.text) == file.records.map(\.input))
        #expect(set.prompts.map(\.references) == file.records.map(\.target))
    }

    private static func scorer(_ name: String) -> RunIdentity.ScorerIdentity {
        RunIdentity.ScorerIdentity(
            name: name, settings: "imported", isBinary: false, zero: "0", one: "1")
    }
}
