import Evidence
import Foundation
import Journal
import Prompts

/// Runs made by hand, in files that are gone after the test.
final class Fixture: Sendable {
    let folder: String

    init() throws {
        folder =
            FileManager.default.temporaryDirectory
            .appending(path: "probscope-exchange-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    func path(_ name: String) -> String { folder + "/" + name }

    /// Writes a file and returns its path.
    func file(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: path(name)))
        return path(name)
    }

    static let keyword = RunIdentity.ScorerIdentity(
        name: "keyword", settings: "", isBinary: true, zero: "no keyword", one: "a keyword")
    static let rouge = RunIdentity.ScorerIdentity(
        name: "rouge-l-recall", settings: "", isBinary: false, zero: "nothing", one: "everything")

    /// A run of prompts with these answers, a nil for a lost draw; each score by each scorer.
    func run(
        _ name: String = "a.run", scorers: [RunIdentity.ScorerIdentity] = [Fixture.keyword],
        answers: [(prompt: Prompt, draws: [(text: String, scores: [Double?])?])],
        planned: Int? = nil, decoding: String = "pure T=1", withoutReplacement: Bool = false
    ) throws -> Journal {
        let set = PromptSet(name: "set.jsonl", prompts: answers.map(\.prompt), provenance: "test")
        var identity = RunIdentity(
            promptsFingerprint: set.fingerprint, model: "model", modelFingerprint: "model, 1",
            decodingName: decoding, decodingJSON: #"{"temperature":1}"#, template: "none", seed: 7,
            scorers: scorers)
        if withoutReplacement { identity.setWithoutReplacement() }
        let plan = RunPlan(
            name: RunName.of(name), draws: planned ?? answers.map(\.draws.count).max() ?? 0,
            alpha: 0.01, servers: [], created: "2026-01-01T00:00:00Z")
        let journal = try Journal.create(
            at: path(name), identity: identity, plan: plan, prompts: set)
        for (prompt, draws) in answers {
            try journal.append(
                draws.enumerated().map { index, draw in
                    let outcome: Draw.Outcome =
                        draw.map {
                            .completed(
                                Answer(text: $0.text, stop: .endOfText, tokenCount: 3))
                        } ?? .lost(reason: "the server was gone")
                    return JournalDraw(
                        draw: Draw(
                            prompt: prompt.id, index: index, seed: UInt32(index),
                            outcome: outcome),
                        scores: draw?.scores ?? scorers.map { _ in nil })
                })
        }
        return journal
    }
}

enum RunName {
    static func of(_ file: String) -> String { String(file.split(separator: ".")[0]) }
}
