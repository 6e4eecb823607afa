import Evidence
import FoundationEssentials
import Journal
import Platform
import Prompts

/// A folder of its own for one test, removed with the value.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/probscope-journal-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(number: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String = "test.run") -> String { path + "/" + name }

    struct Failure: Error {
        var number: Int32
    }
}

/// Small runs to write and read back.
enum Fixture {
    static let prompts = PromptSet(
        name: "two.jsonl",
        prompts: [
            Prompt(id: "a", text: "Who?", references: ["Ulrichsen"], keywords: ["Ulrichsen"]),
            Prompt(id: "b", text: "Nul\u{0}byte", metadata: ["split": "forget"]),
        ], provenance: "JSON Lines")

    static let identity = RunIdentity(
        promptsFingerprint: prompts.fingerprint, model: "authors-gd", modelFingerprint: "220k",
        decodingName: "pure T=1, 28 tokens", decodingJSON: "{\"temperature\":1}",
        template: "Question: {prompt}\nAnswer:", seed: .max,
        scorers: [
            .init(name: "keyword", settings: "", isBinary: true, zero: "none", one: "leak"),
            .init(name: "rouge-l-recall", settings: "stem", isBinary: false, zero: "0", one: "1"),
        ])

    static let plan = RunPlan(
        name: "test", draws: 32, alpha: 0.01, servers: ["http://127.0.0.1:1"],
        created: "2025-03-01T12:00:00Z")

    static func create(_ path: String) throws -> Journal {
        try Journal.create(at: path, identity: identity, plan: plan, prompts: prompts)
    }

    /// A deterministic mixture of answers, repeated answers, truncated and lost draws.
    static func draw(_ prompt: String, _ index: Int) -> JournalDraw {
        var draw = Draw(
            prompt: PromptID(prompt), index: index, seed: UInt32(index) + 0x7fff_0000,
            outcome: .lost(reason: "the server closed the connection"),
            attempts: index % 11 == 3 ? 2 : 1)
        if index % 7 == 5 {
            if index % 2 == 0 { draw.lostText = "<think>half a thought \(index % 3)" }
            return JournalDraw(draw: draw, scores: [nil, nil])
        }
        let stop: [Answer.Stop] = [.endOfText, .limit, .stopString("\n\n"), .contextFull]
        draw.outcome = .completed(
            Answer(
                text: " answer \(index * index % 5)", stop: stop[index % 4],
                tokenCount: index % 28))
        let graded = index % 13 == 0 ? nil : Double(index * index % 5) / 7
        return JournalDraw(draw: draw, scores: [Double(index * index % 5 / 4), graded])
    }

    static func draws(_ prompt: String, _ indexes: some Sequence<Int>) -> [JournalDraw] {
        indexes.map { draw(prompt, $0) }
    }

    /// What live sampling would have for the prompt at this position of the set.
    static func evidence(_ prompt: Int, _ count: Int) -> PromptEvidence {
        var evidence = PromptEvidence(
            prompt: prompts[prompt], scorerCount: identity.scorers.count)
        for entry in draws(prompts[prompt].id.rawValue, 0..<count) {
            evidence.add(entry.draw, scores: entry.scores)
        }
        return evidence
    }
}

extension PromptID: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        self.init(value)
    }
}
