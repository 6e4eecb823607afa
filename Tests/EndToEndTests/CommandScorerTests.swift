import Foundation
import TestSupport
import Testing

/// A program as a scorer of a whole run: what it does wrong costs single draws.
@Suite(.serialized, .timeLimit(.minutes(2))) struct CommandScorerTests {
    private func program(_ folder: TemporaryFolder, _ body: String) throws -> String {
        try folder.file(
            "score.py",
            containing: """
                import json,sys,os,time
                for line in sys.stdin:
                    q=json.loads(line); t=q["text"]
                    def say(s): print(json.dumps({"id":q["id"],"score":s}),flush=True)
                \(body.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
                """)
    }

    @Test func aRunGoesOnWhereTheProgramFailsAndSaysSo() throws {
        // Answers that came again in their order would be copies.
        let server = try FakeLlama { question in
            var drawn = SeededGenerator(seed: UInt64(question.seed + question.child))
            return .text(" answer \(drawn.next() % 16)")
        }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let program = try program(
            folder,
            """
            if t.endswith(" 3"): sys.stderr.write("no threes\\n"); sys.stderr.flush(); os._exit(7)
            if t.endswith(" 5"): print("what?",flush=True); continue
            if t.endswith(" 7"): say(float("nan")); continue
            say(1 if t.endswith(" 1") else 0)
            """)
        let prompts = try folder.file(
            "p.jsonl", containing: #"{"id":"a","prompt":"Tell me."}"# + "\n")
        let result = try Program.run(
            "run", prompts, "--server", server.address, "--draws", "64", "--json", "--seed", "1",
            "--output", folder.file("a.run"), "--scorer",
            "command:binary,timeout=20 python3 \(program)")
        #expect(result.status == 0, "\(result.errors)")
        let row = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let lost = try #require(row["lost"] as? Int)
        #expect(lost > 3 && row["unscored"] as? Int == lost && row["n"] as? Int == 64 - lost)
        #expect(row["sum"] as? Double ?? 0 >= 1)
        let words = "\(lost) answers have no score by command"
        #expect(result.errors.contains(words), "\(result.errors)")
        // Why is in the run file, for whoever reads it later.
        let report = try Program.run("report", folder.file("a.run"))
        #expect(report.output.contains(words))
        #expect(
            report.output.contains("\(lost) not scored and counted at their worst"))
        // The same run again has nothing left to do, and loses nothing.
        let again = try Program.run(
            "run", prompts, "--server", server.address, "--draws", "64", "--json", "--output",
            folder.file("a.run"), "--quiet")
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.output == result.output)
    }

    /// What has no score counts as lost: a run, and a run scored again, of which most is so is no success.
    @Test func mostAnswersWithoutAScoreAreNoSuccess() throws {
        let server = try FakeLlama { .text(" answer \(($0.seed + $0.child) % 16)") }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let program = try program(
            folder, #"say(1) if t.endswith(" 1") else print("what?", flush=True)"#)
        let prompts = try folder.file(
            "p.jsonl", containing: #"{"id":"a","prompt":"Tell me."}"# + "\n")
        let scorer = "command:timeout=20 python3 \(program)"
        let result = try Program.run(
            "run", prompts, "--server", server.address, "--draws", "32", "--seed", "1", "--quiet",
            "--output", folder.file("a.run"), "--scorer", scorer)
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.errors.contains("Most draws have no score by command, 30 of 32"))
        let plain = try Program.run(
            "run", prompts, "--server", server.address, "--draws", "32", "--seed", "1", "--quiet",
            "--output", folder.file("b.run"), "--scorer", "length")
        #expect(plain.status == 0, "\(plain.errors)")
        let scored = try Program.run(
            "score", folder.file("b.run"), "--scorer", scorer, "--output", folder.file("c.run"))
        #expect(scored.status == 1, "\(scored.errors)")
        #expect(scored.errors.contains("Most draws have no score by command, 30 of 32"))
        // It is there all the same, for whoever wants to see.
        #expect(try Program.run("report", folder.file("c.run")).status == 0)
    }

    /// Scores of two programs under one name would be one column.
    @Test func aProgramThatHasChangedDoesNotGoOnWithARun() throws {
        let server = try FakeLlama { .text(" answer \(($0.seed + $0.child) % 16)") }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let prompts = try folder.file(
            "p.jsonl", containing: #"{"id":"a","prompt":"Tell me."}"# + "\n")
        func run(_ body: String, draws: Int) throws -> Subprocess.Result {
            try Program.run(
                "run", prompts, "--server", server.address, "--draws", "\(draws)", "--seed", "1",
                "--output", folder.file("a.run"), "--quiet", "--scorer",
                "command:timeout=20 python3 \(try program(folder, body))")
        }
        #expect(try run("say(0)", draws: 16).status == 0)
        let changed = try run(#"say(1 if t.endswith(" 1") else 0)"#, draws: 32)
        #expect(changed.status == 64, "\(changed.errors)")
        #expect(changed.errors.contains("scorer command gives other scores than it gave"))
        // The run is as it was, and goes on with the program that it had.
        let report = try Program.run("report", folder.file("a.run"))
        #expect(!report.errors.contains("was being written"), "\(report.errors)")
        #expect(report.output.contains("16 draws"))
        #expect(try run("say(0)", draws: 32).status == 0)
    }

    /// A program of the user's may be anybody's: it sees none of the keys.
    @Test func noKeyReachesAProgram() throws {
        let server = try FakeLlama { .text(" answer \(($0.seed + $0.child) % 16)") }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let program = try program(
            folder, #"say(1 if any("sk-told" in v for v in os.environ.values()) else 0)"#)
        let prompts = try folder.file(
            "p.jsonl", containing: #"{"id":"a","prompt":"Tell me."}"# + "\n")
        let result = try Program.run(
            [
                "run", prompts, "--server", server.address, "--draws", "4", "--json", "--seed", "1",
                "--output", folder.file("a.run"), "--scorer",
                "command:timeout=20 python3 \(program)",
            ],
            environment: [
                "PROBSCOPE_API_KEY": "sk-told-1", "PROBSCOPE_JUDGE_API_KEY": "sk-told-2",
                // Of every server that there is, and of any that comes.
                "PROBSCOPE_EMBEDDING_API_KEY": "sk-told-3", "PROBSCOPE_NEW_API_KEY": "sk-told-4",
            ])
        #expect(result.status == 0, "\(result.errors)")
        let row = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(row["n"] as? Int == 4 && row["sum"] as? Double == 0, "\(result.output)")
    }

    @Test func aProgramThatNeverAnswersIsAFailureAfterItsTimeAndLeavesNoProcess() throws {
        let folder = try TemporaryFolder()
        // A length of sleep that nobody else has.
        let sleep = "sleep 3\(UInt32.random(in: 100_000...999_999))"
        let script = try folder.file("hang.sh", containing: "\(sleep) & exec \(sleep)\n")
        let draws = try folder.file(
            "d.jsonl", containing: #"{"prompt_id":"a","text":"x"}"# + "\n")
        #expect(
            try Program.run("import", draws, "--output", folder.file("d.run")).status == 0)
        let result = try Program.run(
            "score", folder.file("d.run"), "--scorer", "command:timeout=0.3 sh \(script)")
        #expect(result.status == 1)
        #expect(result.errors.contains("No answer has a score by command"))
        #expect(result.errors.contains("no answer within 0.3 seconds"))
        // The whole group is gone, children of the program's too.
        let left = try Subprocess.run("pgrep", ["-f", sleep])
        #expect(left.output.isEmpty, "\(left.output)")
    }

    @Test func theScorersAreListedWithWhatTheirNumbersMean() throws {
        let result = try Program.run("score", "--list")
        #expect(result.status == 0)
        for (name, zero, one) in [
            ("keyword", "no keyword in the answer", "a keyword in the answer"),
            ("exact", "the answer is not a reference", "the answer is a reference"),
            ("regex", "the pattern does not match", "the pattern matches"),
            ("rouge-l-f1", "no word of a reference", "the words of a reference"),
            ("refusal", "no refusal at the beginning", "a refusal at the beginning"),
            ("command", "the program's 0", "the program's 1"),
        ] {
            #expect(result.output.contains("  \(name) "))
            #expect(result.output.contains("0 = \(zero)"), "\(name)")
            #expect(result.output.contains("1 = \(one)"), "\(name)")
        }
        #expect(result.output.contains("\"I cannot\"") && result.output.contains("in English"))
        #expect(result.output.contains("no-diacritics"))
        #expect(result.output.contains("sensitivity=S"))
        #expect(try Program.run("score", "--scorer", "keyword").status == 64)
    }
}
