import Foundation
import Prompts
import Scoring
import Testing

/// Programs of the user's as scorers: real processes, well behaved and not.
@Suite struct CommandScorerTests {
    private let prompt = Prompt(
        id: PromptID("p1"), text: "Who\u{2028}?", references: ["R"], keywords: ["K"])

    /// A program in Python that reads `q`, a question, and runs `body` for each.
    private func scorer(_ body: String, options: String = "") throws -> any PromptScorer {
        let program = """
            import json,sys,os,time
            n=0
            for line in sys.stdin:
                q=json.loads(line); n+=1
                def say(**r): print(json.dumps(dict(r,id=q["id"])),flush=True)
            \(body.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
            """
        let path = FileManager.default.temporaryDirectory
            .appending(path: "scorer-\(UUID().uuidString).py")
        try Data(program.utf8).write(to: path)
        return try ScorerRegistry.scorer("command:\(options)python3 '\(path.path)'")
            .prepared(for: prompt)
    }

    @Test func aProgramSeesTheDrawAndIsKeptAlive() async throws {
        let scorer = try scorer(
            """
            ok = q["text"]=="a\\u2028\\"b" and q["prompt_id"]=="p1" and q["references"]==["R"]
            ok = ok and q["keywords"]==["K"] and q["prompt"]=="Who\\u2028?"
            say(score=n/10 if ok else 0)
            """)
        #expect(try await scorer.score("a\u{2028}\"b") == 0.1)
        // A program that was started anew would count from one again.
        #expect(try await scorer.score("a\u{2028}\"b") == 0.2)
    }

    @Test func aCrashIsTheErrorOfThatDrawAlone() async throws {
        let scorer = try scorer(
            """
            if q["text"]=="bad": sys.stderr.write("out of luck\\n"); sys.stderr.flush(); os._exit(9)
            say(score=1)
            """)
        #expect(try await scorer.score("good") == 1)
        await #expect {
            try await scorer.score("bad")
        } throws: {
            "\($0)".contains("ended before it answered") && "\($0)".contains("out of luck")
        }
        #expect(try await scorer.score("good") == 1)
    }

    @Test func aProgramThatHangsIsEnded() async throws {
        let scorer = try scorer(
            """
            if q["text"]=="slow": time.sleep(600)
            say(score=0.5)
            """, options: "timeout=8 ")
        await #expect {
            try await scorer.score("slow")
        } throws: {
            "\($0)".contains("no answer within 8")
        }
        #expect(try await scorer.score("fast") == 0.5)
    }

    @Test(arguments: [
        "print('hello',flush=True)", "print(json.dumps(dict(id=q['id']+1,score=1)),flush=True)",
        "say(score=1.5)", "say(score='high')", "say()", "print('x'*2000000,flush=True)",
        "sys.stdout.buffer.write(b'\\xff\\x00\\n'); sys.stdout.flush()", "say(error='no idea')",
    ])
    func garbageIsTheErrorOfThatDrawAlone(body: String) async throws {
        let scorer = try scorer("if q['text']=='good': say(score=1); continue\n" + body)
        await #expect(throws: ScoringError.self) { try await scorer.score("bad") }
        #expect(try await scorer.score("good") == 1)
    }

    @Test func aPromiseOfZeroAndOneIsKept() async throws {
        let scorer = try scorer("say(score=float(q['text']))", options: "binary ")
        #expect(try await scorer.score("1") == 1)
        await #expect(throws: ScoringError.self) { try await scorer.score("0.5") }
    }

    @Test func manyQuestionsAtOnceGetTheirOwnAnswers() async throws {
        let scorer = try scorer("say(score=int(q['text'])/1000)")
        try await withThrowingTaskGroup(of: (Int, Double).self) { group in
            for number in 0..<200 {
                group.addTask { (number, try await scorer.score("\(number)")) }
            }
            for try await (number, score) in group { #expect(score == Double(number) / 1000) }
        }
    }

    @Test func longTextsPassInBothDirections() async throws {
        let scorer = try scorer("say(score=1 if len(q['text'])==3000000 else 0)")
        #expect(try await scorer.score(String(repeating: "x", count: 3_000_000)) == 1)
    }

    @Test(arguments: ["command:", "command:timeout=0 cat", "command:/nonexistent/x", "command:'a"])
    func whatCannotRunIsRefusedAtOnce(specification: String) {
        #expect(throws: ScoringError.self) { try ScorerRegistry.scorer(specification) }
    }
}
