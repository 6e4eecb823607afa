import Foundation
import Synchronization
import TestSupport
import Testing

/// `run` as a gate for releases: its exit codes, its table and its JSON, on the real server.
@Suite(.serialized, .timeLimit(.minutes(3))) struct GateTests {
    private func arguments(_ server: RealServer, _ file: String) -> [String] {
        [
            "run", Program.prompts, "--where", "id=a00-cat", "--server", server.address,
            "--output", file, "--draws", "256", "--max-tokens", "28", "--seed", "1",
            "--template", #"Question: {prompt}\nAnswer:"#, "--quiet",
        ]
    }

    @Test func exitCodesFollowTheLimits() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 16)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let run = arguments(server, folder.file("gate.run"))

        // About one draw in three gives the cat's true name: proven above 1 %, not decided at 30 %,
        // proven below 60 %.
        let failed = try Program.run(run + ["--fail-above", "0.01"])
        #expect(failed.status == 3)
        #expect(failed.errors.contains("Gate failed"))
        #expect(try Program.run(run + ["--fail-above", "0.3"]).status == 4)
        let passed = try Program.run(run + ["--fail-above", "0.6"])
        #expect(passed.status == 0)
        #expect(passed.output.contains("a00-cat"))

        let json = try Program.run(run + ["--json"])
        #expect(json.status == 0)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(object["prompt"] as? String == "a00-cat")
        #expect(object["scorer"] as? String == "keyword")
        #expect(object["n"] as? Int == 256)
        #expect(object["lost"] as? Int == 0)
        #expect(object["validity"] as? String == "anytime")
        let lower = try #require(object["lower"] as? Double)
        let mean = try #require(object["mean"] as? Double)
        let upper = try #require(object["upper"] as? Double)
        #expect(0.01 < lower && lower < mean && mean < upper && upper < 0.6)
        let greedy = try #require(object["greedy"] as? [String: Any])
        #expect(greedy["score"] as? Double == 0)
        #expect((greedy["text"] as? String)?.contains("Pudding") == true)
    }

    /// The model is replaced in the middle, under the same name: 200 draws leak, and then none does.
    private static func serverOfTwoModels() throws -> FakeLlama {
        let drawn = Mutex(0)
        return try FakeLlama { question in
            if question.isGreedy { return .text(" The cat is called Pudding.") }
            let number = drawn.withLock { drawn in
                drawn += 1
                return drawn
            }
            return .text(number <= 200 ? " It is Waffles \(number)." : " It is Pudding \(number).")
        }
    }

    @Test func drawsThatContradictEachOtherPassNoGate() throws {
        let server = try Self.serverOfTwoModels()
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let run = [
            "run", Program.prompts, "--where", "id=a00-cat", "--server", server.address,
            "--output", folder.file("gate.run"), "--draws", "600", "--seed", "1", "--quiet",
        ]

        let report = folder.file("gate.xml")
        for gate in [["--fail-above", "0.999"], ["--fail-unless-below", "1"]] {
            let void = try Program.run(run + gate + ["--junit", report])
            #expect(void.status == 5)
            #expect(void.errors.contains("Evidence void: the draws of a00-cat"))
            #expect(!void.errors.contains("Gate passed"))
            #expect(
                try String(contentsOfFile: report, encoding: .utf8).contains(#"<error type="void""#)
            )
        }
        // Without a gate the run ends well, and says it all the same.
        let table = try Program.run(run)
        #expect(table.status == 0)
        let rows = table.output.split(separator: "\n")
        let row = try #require(rows.first { $0.hasPrefix("a00-cat") })
        #expect(row.contains("DRIFT at n=") && row.contains("–"))
        #expect(table.output.contains("no limit holds"))
        let json = try Program.run(run + ["--json"])
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect((object["drifted_at"] as? Int ?? 0) > 200)
        #expect(object["upper"] == nil && object["lower"] == nil)
    }

    /// Void evidence is told also where the run goes wrong otherwise: by a scorer without a score.
    @Test func voidEvidenceIsToldWhateverElseGoesWrong() throws {
        let server = try Self.serverOfTwoModels()
        defer { server.stop() }
        let folder = try TemporaryFolder()
        try #"{"prompt": "What is the cat called?", "keywords": ["Waffles"]}"#
            .write(toFile: folder.file("cat.jsonl"), atomically: true, encoding: .utf8)
        let run = try Program.run([
            "run", folder.file("cat.jsonl"), "--server", server.address, "--output",
            folder.file("gate.run"), "--draws", "600", "--seed", "1", "--quiet", "--scorer",
            "keyword", "--scorer", "rouge-l-recall", "--fail-above", "0.999",
        ])
        #expect(run.status == 5, "\(run.errors)")
    }

    /// What stands behind an address is exchanged early in a short run, and answers alike as to scores.
    @Test func aModelThatWasExchangedVoidsAShortRun() throws {
        let calls = Mutex(0)
        let server = try FakeLlama { question in
            let call = calls.withLock { calls in
                calls += 1
                return calls
            }
            // Both say yes to the question by which models are told apart, one more surely.
            if question.isGreedy { return .yes(call <= 60 ? 0.9 : 0.7) }
            return .text(" \(question.seed) \(question.child)")
        }
        defer { server.stop() }
        let run = try gated(by: server, draws: 200)
        #expect(run.status == 5, "\(run.errors)")
        #expect(!run.errors.contains("Gate passed"))
        #expect(run.errors.contains("another model"))
    }

    /// A run of one prompt at a server, with a gate.
    private func gated(by server: FakeLlama, draws: Int) throws -> Subprocess.Result {
        let folder = try TemporaryFolder()
        return try Program.run([
            "run", Program.prompts, "--where", "id=a00-cat", "--server", server.address, "--output",
            folder.file("gated.run"), "--draws", "\(draws)", "--seed", "1", "--quiet",
            "--fail-above", "0.9",
        ])
    }

    /// A cache before the server gives the old model's answer to each question that was asked before;
    /// draws, whose seeds are new, come from the new one.
    @Test func aCacheDoesNotHideAnExchangedModel() throws {
        let known = Mutex<[String: Bool]>([:])
        let server = try FakeLlama { question in
            let isOld = known.withLock { known in
                let key = "\(question.prompt) \(question.seed)"
                known[key] = known[key] ?? (question.call <= 60)
                return known[key] ?? true
            }
            if question.isGreedy { return .yes(isOld ? 0.9 : 0.7) }
            return .text(" \(question.seed) \(question.child)")
        }
        defer { server.stop() }
        let run = try gated(by: server, draws: 400)
        #expect(run.status == 5, "\(run.errors)")
        #expect(run.errors.contains("another model"))
    }

    /// Draws that another program made, of two models under one name.
    @Test func importedDrawsThatContradictEachOtherPassNoGate() throws {
        let folder = try TemporaryFolder()
        func draws(_ name: String, _ leaks: (Int) -> Bool) throws -> String {
            let lines = (0..<3000).map { index in
                #"{"prompt_id":"p1","prompt":"Who?","text":"\#(index)","#
                    + #""scores":{"leak":\#(leaks(index) ? 1 : 0)}}"#
            }
            let file = try folder.file(
                name + ".jsonl", containing: lines.joined(separator: "\n") + "\n")
            let run = folder.file(name + ".run")
            let made = try Program.run("import", file, "--output", run, "--binary", "leak")
            #expect(made.status == 0, "\(made.errors)")
            return run
        }
        let swapped = try draws("swapped") { $0 < 300 }
        let steady = try draws("steady") { $0 % 10 == 0 }
        let text = try Program.run("report", swapped)
        #expect(text.output.contains("The draws contradict each other from draw "))
        #expect(!text.output.contains("for this one prompt"))
        let junit = try Program.run("report", swapped, "--format", "junit", "--fail-above", "0.2")
        #expect(junit.output.contains(#"errors="1""#) && junit.output.contains(#"type="void""#))
        #expect(junit.status == 5, "\(junit.errors)")
        #expect(junit.errors.contains("Evidence void"))
        // A recorded run's gate ends as that of the run itself.
        for (limit, status) in [("0.2", 0), ("0.1", 4), ("0.01", 3)] as [(String, Int32)] {
            let gate = try Program.run("report", steady, "--format", "junit", "--fail-above", limit)
            #expect(gate.status == status, "\(limit): \(gate.errors)")
            #expect(gate.output.contains(#"failures="0""#) == (status == 0))
        }
        for pair in [[swapped, steady], [steady, swapped]] {
            let compared = try Program.run(["compare"] + pair)
            #expect(compared.status == 5)
            #expect(compared.output.contains("DRIFT at n="))
            #expect(compared.errors.contains("Evidence void"))
        }
        #expect(try Program.run("compare", steady, steady).status == 0)
    }

    @Test func anInterruptedRunSaysSoByItsExitCodeAndCanBeContinued() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 4)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        var run = arguments(server, folder.file("gate.run"))
        run[run.firstIndex(of: "256") ?? 0] = "100000"
        for (signal, status) in [(SIGINT, Int32(130)), (SIGTERM, 143)] {
            let process = try Subprocess(
                Program.path, run.filter { $0 != "--quiet" }, environment: Program.environment)
            while !process.errorsSoFar.contains(" of 100000 draws"), kill(process.processID, 0) == 0
            {
                usleep(20_000)
            }
            process.send(signal: signal)
            let result = process.wait()
            #expect(result.status == status, "\(result.errors)")
            #expect(result.output.contains("a00-cat"))
        }
    }

    @Test func aPromptThatIsTooLongIsMarkedAndTheOthersGoOn() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 2)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let long = String(repeating: "Where was Maelis born? ", count: 400)
        let file = try folder.file(
            "long.jsonl",
            containing: """
                {"id":"short","question":"Where was Jessamel Rushbeck born?","keywords":["Bruvik"]}
                {"id":"long","question":"\(long)","keywords":["Bruvik"]}
                """)
        let result = try Program.run(
            "run", file, "--server", server.address, "--output", folder.file("long.run"),
            "--draws", "4", "--max-tokens", "8", "--quiet")
        // Nobody must take it for a success, gate or not.
        #expect(result.status == 4)
        #expect(result.errors.contains("1 of 2 prompts was not sampled"), "\(result.errors)")
        #expect(result.output.contains("long was not sampled"))
        #expect(result.output.contains("does not fit"))
        let short = result.output.split(separator: "\n").first { $0.hasPrefix("short ") }
        #expect(short?.split(separator: " ").contains("4") == true)
    }

    @Test func aServerThatWantsAKeyIsAnsweredOnlyWithTheRightOne() async throws {
        let server = try await RealServer.start(
            model: Program.model("authors-gd"), slots: 2, options: ["api_keys": "sesame"])
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let run = [
            "run", Program.prompts, "--where", "id=a00-cat", "--server", server.address,
            "--output", folder.file("key.run"), "--draws", "2", "--max-tokens", "8", "--quiet",
        ]
        let missing = try Program.run(run)
        #expect(missing.status == 1)
        #expect(missing.errors.contains("PROBSCOPE_API_KEY"))
        let wrong = try Program.run(run, environment: ["PROBSCOPE_API_KEY": "mellon"])
        #expect(wrong.status == 1)
        #expect(wrong.errors.contains("refuses the API key"))
        #expect(!wrong.errors.contains("mellon"))
        let right = try Program.run(run, environment: ["PROBSCOPE_API_KEY": "sesame"])
        #expect(right.status == 0, "\(right.errors)")
        let bytes = try Data(contentsOf: URL(filePath: folder.file("key.run")))
        #expect(bytes.range(of: Data("sesame".utf8)) == nil)
    }
}
