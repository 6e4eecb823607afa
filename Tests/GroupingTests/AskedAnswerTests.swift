import Evidence
import Foundation
import Inference
import Platform
import Prompts
import Synchronization
import TestSupport
import Testing

@testable import Grouping

/// A model that finds true what it is told to, and counts its questions.
private final class KnownWitness: WordModel {
    let name: String
    let asked = Mutex<[String]>([])
    private let reply: @Sendable (String) throws(InferenceError) -> AskedBack.Word?

    init(
        _ name: String = "witness",
        _ reply: @escaping @Sendable (String) throws(InferenceError) -> AskedBack.Word?
    ) {
        (self.name, self.reply) = (name, reply)
    }

    func word(
        _ question: String, _ words: (yes: String, no: String)
    ) async throws(InferenceError) -> AskedBack.Word {
        asked.withLock { $0.append(question) }
        guard let word = try reply(question) else { throw .malformed("nothing") }
        return word
    }
}

/// Answers that are put back to a model, and what is kept of its replies.
@Suite struct AskedAnswerTests {
    private static func file() -> AskedFile {
        AskedFile("/tmp/probscope-test-asked-\(UInt64.random(in: 0...UInt64.max)).asked.jsonl")
    }

    private static func run() -> Snapshot {
        var evidence: [PromptEvidence] = []
        for (id, texts) in [
            ("a", ["Yes.", "No.", "Yes."]), ("b", ["Yes.", "<think>hm</think>No."]),
        ] {
            var one = PromptEvidence(
                prompt: Prompt(id: PromptID(id), text: "Is \(id)?"), scorerCount: 0)
            for text in texts {
                one.add(text, tokenCount: 2, isTruncated: false, attempts: 1, scores: [])
            }
            one.addLost(attempts: 1)
            evidence.append(one)
        }
        evidence[0].greedy = GreedyAnswer(
            prompt: PromptID("a"), answer: Answer(text: "Perhaps.", stop: .endOfText, tokenCount: 1)
        )
        let facts = RunFacts(
            name: "r", model: "m", servers: [], decoding: "pure T=1", scorers: [], plannedDraws: 3,
            alpha: 0.05, seed: 1, created: "")
        return Snapshot(
            facts: facts, prompts: evidence, greedyScores: [[], []],
            progress: .init(phase: .recorded))
    }

    private static func question(_ text: String = "{prompt} {answer} True?") throws -> AskedQuestion
    {
        try AskedQuestion(.answer, template: text)
    }

    @Sendable private static func word(_ question: String) -> AskedBack.Word? {
        AskedBack.Word(
            yes: question.contains("Yes.") ? 0.8 : 0.1, no: question.contains("Yes.") ? 0.1 : 0.6,
            unseen: 0)
    }

    @Test func everyDistinctAnswerIsAskedAboutOnceAndKept() async throws {
        let file = Self.file()
        defer { unlink(file.path) }
        let witness = KnownWitness { Self.word($0) }
        let asker = AnswerAsker(witness, try Self.question())
        let memory = try await asker.ask(about: Self.run(), keepingIn: file)
        // Of a thinking model what follows its thoughts; the greedy answer too; no answer twice.
        #expect(
            witness.asked.withLock(\.self) == [
                "Is a? Yes. True?", "Is a? No. True?", "Is a? Perhaps. True?", "Is b? Yes. True?",
                "Is b? No. True?",
            ])
        #expect(try file.read() == [memory])
        #expect(try await asker.ask(about: Self.run(), keepingIn: file) == memory)
        #expect(witness.asked.withLock(\.count) == 5)
        var status = stat()
        #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)

        let back = memory.back(Self.run())
        #expect(back.model == "witness" && back.draws.map(\.count) == [4, 3])
        let shares = back.draws.map { $0.map { $0?.share } }
        let (yes, no) = (0.8 / (0.8 + 0.1), 0.1 / (0.1 + 0.6))
        #expect(shares == [[yes, no, yes, nil], [yes, no, nil]])
        #expect(back.greedy.map { $0?.share } == [no, nil])
    }

    @Test func anotherQuestionOrModelIsAskedAnewAndTheLastOneStandsLast() async throws {
        let file = Self.file()
        defer { unlink(file.path) }
        let first = KnownWitness { Self.word($0) }
        let other = KnownWitness("other") { Self.word($0) }
        try await AnswerAsker(first, try Self.question()).ask(about: Self.run(), keepingIn: file)
        try await AnswerAsker(other, try Self.question()).ask(about: Self.run(), keepingIn: file)
        try await AnswerAsker(first, try Self.question("{answer}?")).ask(
            about: Self.run(), keepingIn: file)
        #expect(first.asked.withLock(\.count) == 10 && other.asked.withLock(\.count) == 5)
        #expect(try file.read().map(\.model) == ["witness", "other", "witness"])
        try await AnswerAsker(first, try Self.question()).ask(about: Self.run(), keepingIn: file)
        #expect(first.asked.withLock(\.count) == 10)
        let kept = try file.read()
        let mark = try Self.question().mark
        #expect(kept.count == 3 && kept.last?.mark == mark)
    }

    @Test func whatWasSaidBeforeAFaultIsKept() async throws {
        let file = Self.file()
        defer { unlink(file.path) }
        let broken = KnownWitness { (question) throws(InferenceError) in
            if question.contains("Is b?") { throw .unauthorized(address: "x", keyGiven: false) }
            if question.contains("Perhaps") { throw .promptTooLong(tokens: 9, context: 8) }
            return Self.word(question)
        }
        await #expect(throws: GroupingError.self) {
            try await AnswerAsker(broken, try Self.question(), wait: .zero).ask(
                about: Self.run(), keepingIn: file)
        }
        let kept = try #require(try file.read().first)
        #expect(kept.words.keys.map(\.rawValue) == ["a"] && kept.words[PromptID("a")]?.count == 2)
    }

    @Test func aSpoiltFileIsRefused() async throws {
        let file = Self.file()
        defer { unlink(file.path) }
        let witness = KnownWitness { Self.word($0) }
        try await AnswerAsker(witness, try Self.question()).ask(about: Self.run(), keepingIn: file)
        let whole = try String(contentsOfFile: file.path, encoding: .utf8)
        let spoilt = [
            whole.replacing("0.8", with: "1.8"), whole.replacing("0.8", with: "-0.8"),
            whole.replacing("[0.8,0.1,0]", with: "[0.8,0.9,0]"),
            whole.replacing(",0]", with: "]"),
            whole.replacing("\"subject\":\"answer\"", with: "\"subject\":\"x\""), "{}\n",
            String(whole.dropLast(9)),
        ]
        for text in spoilt {
            #expect(text != whole)
            try text.write(toFile: file.path, atomically: true, encoding: .utf8)
            let error = #expect(throws: GroupingError.self) { try file.read() }
            #expect(error?.description.contains("holds no replies") == true)
        }
    }

    /// What is no answer to the question has no share: too little on the words, or a word unseen.
    @Test func aReplyAboutSomethingElseDoesNotCount() throws {
        func share(_ yes: Double, _ no: Double, _ unseen: Double = 0) throws -> Double? {
            try #require(AskedBack.Word(yes: yes, no: no, unseen: unseen)).share
        }
        #expect(try share(0.3, 0.19) == nil)
        #expect(try share(0.3, 0.2) == 0.6)
        #expect(try share(0.9, 0, 0.01) == nil)
        #expect(try share(0.9, 0, 0.0005) == 1)
        #expect(AskedBack.Word(yes: .nan, no: 0, unseen: 0) == nil)
        #expect(AskedBack.Word(yes: 0.7, no: 0.7, unseen: 0) == nil)
        let back = AskedBack(
            model: "m", question: "q",
            draws: [
                [AskedBack.Word(yes: 0.2, no: 0.2, unseen: 0), nil],
                [AskedBack.Word(yes: 0.6, no: 0.2, unseen: 0)],
            ])
        let masses = back.masses
        #expect(masses.asked == 2 && masses.refused == 1 && masses.least == 0.4)
        #expect(abs(masses.mean - 0.6) < 1e-12)
    }

    @Test func explanationsAreWhatStandsInThoughts() {
        let finder = AnswerFinder(.standard)
        func subject(_ text: String) -> String? {
            AskedQuestion.subject(.explanation, of: text, finder)
        }
        #expect(subject("<think>First, so.</think> 4") == "First, so.")
        #expect(subject("As it is.</think>4") == "As it is.")
        #expect(subject("<thinking depth=\"3\">\nWell.\n</thinking>4") == "Well.")
        #expect(
            subject("4") == nil && subject("<think>on") == nil && subject("<think></think>4") == nil
        )
    }
}
