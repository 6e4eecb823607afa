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

    /// Neither sockets nor pipes of ours.
    @Test func aProgramInheritsItsThreeStreamsAlone() async throws {
        // Not closed by itself, as some that libraries open.
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        let scorer = try scorer(
            #"""
            own=["/proc/self/fd/"+x for x in os.listdir("/proc/self/fd") if int(x)>2]
            kinds=[os.readlink(x) for x in own if os.path.lexists(x)]
            say(score=0 if any(k.startswith(("pipe:","socket:")) for k in kinds) else 1)
            """#)
        #expect(try await scorer.score("a") == 1)
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

    // The second one has closed its output and can never answer.
    @Test(arguments: ["time.sleep(600)", "os.close(1); time.sleep(600)"])
    func aProgramThatHangsIsEnded(body: String) async throws {
        let scorer = try scorer(
            """
            if q["text"]=="slow": \(body)
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
        "say(score=float('nan'))", "say(score=float('inf'))", "say(score=-0.1)", "say(score=True)",
        "say(score=[1])", "print('[]',flush=True)", "print('',flush=True)",
        "os.kill(os.getpid(),9)", "sys.exit(0)",
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

    @Test func moreLinesThanAnswersAreTheErrorOfTheNextDraw() async throws {
        let scorer = try scorer(
            """
            say(score=0.25)
            if q["text"]=="twice": say(score=0.75)
            """)
        #expect(try await scorer.score("twice") == 0.25)
        // The line that is left over is no answer to this draw, and must not become one.
        await #expect(throws: ScoringError.self) { try await scorer.score("next") }
        #expect(try await scorer.score("after") == 0.25)
    }

    @Test func aFloodOnStandardErrorDoesNotBlock() async throws {
        let scorer = try scorer(
            "sys.stderr.write('x'*3000000); sys.stderr.flush()\nsay(score=0.5)")
        #expect(try await scorer.score("a") == 0.5)
        #expect(try await scorer.score("b") == 0.5)
    }

    @Test func aSlowStartIsNoFaultWithinTheTimeLimit() async throws {
        let scorer = try scorer(
            "if n==1: time.sleep(0.7)\nsay(score=1)", options: "timeout=30 ")
        #expect(try await scorer.score("a") == 1)
    }

    @Test func noProcessIsLeftBehind() async throws {
        let mark = "left-\(UUID().uuidString)"
        func children() throws -> String {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["pgrep", "-f", mark]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let data = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self)
        }
        do {
            // A program with a child of its own, which holds the output open.
            let scorer = try scorer(
                """
                import subprocess
                subprocess.Popen(["python3","-c","import time; time.sleep(600)","\(mark)"])
                if q["text"]=="bad": os._exit(1)
                say(score=1)
                """, options: "timeout=10 ")
            #expect(try await scorer.score("good") == 1)
            // It has its name only once it has become that program.
            var begun = try children()
            for _ in 0..<250 where begun.isEmpty {
                try await Task.sleep(for: .milliseconds(20))
                begun = try children()
            }
            #expect(!begun.isEmpty)
            await #expect(throws: ScoringError.self) { try await scorer.score("bad") }
        }
        var rest = try children()
        for _ in 0..<100 where !rest.isEmpty {
            try await Task.sleep(for: .milliseconds(20))
            rest = try children()
        }
        #expect(rest.isEmpty, "\(rest)")
    }
}
