import Evidence
import Foundation
import Journal
import Prompts
import TestSupport
import Testing

/// Decodings, stop rules, sweeps and merges from the command line, on a real server.
@Suite(.serialized, .timeLimit(.minutes(3))) struct OptionTests {
    private func arguments(
        _ server: RealServer, _ file: String, _ more: String...
    ) -> [String] {
        [
            "run", Program.prompts, "--where", "author=Jessamel Rushbeck",
            "--server", server.address, "--output", file, "--max-tokens", "16", "--seed", "7",
            "--draws", "16", "--template", #"Question: {prompt}\nAnswer:"#, "--quiet",
        ] + more
    }

    private func restored(_ file: String) throws -> RestoredRun {
        try Journal.open(at: file, mode: .readOnly).restore()
    }

    @Test func everyDecodingIsSampledNamedAndWarnedAbout() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let grammar = try folder.file("yes.gbnf", containing: #"root ::= " " [a-z ]+"#)
        let cases: [(options: [String], name: String, setting: String, warning: String?)] = [
            (
                ["--decoding", "pure", "--temperature", "0.7"], "pure T=0.7", "temperature = 0.7",
                nil
            ),
            (["--top-k", "5"], "T=1 top-k 5", "top_k = 5", "top-k 5"),
            (
                ["--decoding", "custom", "--top-p", "0.9", "--min-p", "0.1"],
                "T=1 top-p 0.9 min-p 0.1", "top_p = 0.9", "nucleus"
            ),
            (["--typical-p", "0.8"], "T=1 typical-p 0.8", "typical_p = 0.8", "typical set"),
            (
                ["--repeat-penalty", "1.1", "--presence-penalty", "0.2"],
                "T=1 repeat 1.1 presence 0.2", "repeat_penalty = 1.1", nil
            ),
            (["--grammar", grammar], "T=1 grammar", "grammar = ", "outside the grammar"),
            (
                ["--logit-bias", "300=-1.5", "--logit-bias", "301=never"], "T=1 biased",
                "logit_bias = 2 tokens", "those tokens"
            ),
            (["--decoding", "server-default"], "server default", "top_k = 40", "top-k 40"),
            (["--decoding", "greedy"], "greedy", "temperature = 0", nil),
            (["--adaptive", "0.9"], "adaptive c=0.9 T=1", "temperature = 1", "that confident"),
            (
                ["--adaptive-per-token", "0.6"], "adaptive per token c=0.6 T=1",
                "temperature = 1", "most probable"
            ),
        ]
        for (number, expected) in cases.enumerated() {
            let file = folder.file("\(number).run")
            let result = try Program.run(arguments(server, file) + expected.options)
            #expect(result.status == 0, "\(expected.options): \(result.errors)")
            let run = try restored(file)
            #expect(run.identity.decodingName == "\(expected.name), 16 tokens")
            #expect(run.evidence.allSatisfy { $0.drawCount == 16 && $0.lost == 0 })
            // With adaptive temperature the server may never have been asked for a draw.
            if expected.options.first != "--adaptive" {
                #expect(run.plan.settings.contains { $0.hasPrefix(expected.setting) })
            }
            if let warning = expected.warning {
                #expect(run.plan.warnings.contains { $0.contains(warning) })
                #expect(result.errors.contains(warning))
            } else {
                #expect(run.plan.warnings.isEmpty && !result.errors.contains("Warning"))
            }
        }
    }

    /// What a conversation's other messages say is not sent without a chat template.
    @Test func aConversationThatIsNotSentWholeIsWarnedAbout() throws {
        let server = try FakeLlama(FakeLlama.Defects(chatTemplate: "x")) { _ in .text(" four") }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let whole = #"[{"role":"system","content":"Lie."},{"role":"user","content":"2+2?"}]"#
        let single = #"[{"role":"user","content":"2+2?"}]"#
        for (name, messages, options, isCut) in [
            ("cut", whole, [], true), ("framed", whole, ["--template", "Q: {prompt}"], true),
            ("whole", whole, ["--chat"], false), ("single", single, [], false),
        ] {
            let prompts = try folder.file(
                "\(name).jsonl", containing: #"{"id":"a","input":\#(messages),"ideal":"4"}"#)
            let run = folder.file("\(name).run")
            let result = try Program.run(
                ["run", prompts, "--server", server.address, "--draws", "2", "--output", run]
                    + options)
            #expect(result.status == 0, "\(result.errors)")
            let warning = "1 prompt is a conversation of which only the last message of the user"
            #expect(result.errors.contains(warning) == isCut, "\(name): \(result.errors)")
            #expect(try Program.run("report", run).output.contains(warning) == isCut, "\(name)")
        }
    }

    @Test func optionsThatContradictEachOtherAreRefused() throws {
        let usual = ["run", Program.prompts, "--server", "http://127.0.0.1:1"]
        for options in [
            ["--decoding", "pure", "--top-k", "5"], ["--top-p", "1.5"], ["--temperature", "0"],
            ["--decoding", "server-default", "--temperature", "0.5"], ["--logit-bias", "x=1"],
            ["--adaptive", "0.5", "--adaptive-per-token", "0.5"], ["--adaptive", "0.5,0.9"],
            ["--stop-width", "0"], ["--stop-verdict", "2"], ["--stop-time", "soon"],
            ["--grammar", "/nowhere.gbnf"], ["--order", "luck"],
            ["--validity", "fixed", "--stop-verdict", "0.1", "--fail-above", "0.1"],
        ] {
            let result = try Program.run(usual + options)
            // The two that are found only with the server's facts fail for want of a server.
            #expect(result.status == 64 || options[0] == "--grammar", "\(options)")
            #expect(!result.errors.isEmpty)
        }
    }

    @Test func stopRulesEndPromptsAndRunsAndAreKept() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        func stop(_ name: String, _ options: String...) throws -> RestoredRun {
            let file = folder.file("\(name).run")
            let many =
                arguments(server, file).map { $0 == "16" ? "20000" : $0 } + ["--max-tokens", "16"]
            let result = try Program.run(many + options)
            #expect(result.status == 0, "\(result.errors)")
            return try restored(file)
        }
        let verdict = try stop("verdict", "--stop-verdict", "0.7", "--order", "need")
        #expect(verdict.events.last?.text.contains("0.7") == true)
        #expect(verdict.events.count { $0.kind.rawValue == "prompt stopped" } == 8)
        let width = try stop("width", "--stop-width", "0.5")
        #expect(width.events.last?.text == "interval no wider than 0.5")
        #expect(
            try stop("tokens", "--stop-tokens", "400").events.last?.text == "400 tokens generated")
        #expect(
            try stop("requests", "--stop-requests", "30").events.last?.text == "30 requests sent")
        #expect(try stop("time", "--stop-time", "1s").events.last?.text == "1 s of sampling")
    }

    @Test func aSweepMakesSiblingsThatAMergeTellsApart() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let stem = folder.file("s")
        let sweep = [
            "sweep", Program.prompts, "--where", "author=Jessamel Rushbeck",
            "--server", server.address, "--output", stem, "--max-tokens", "8", "--draws", "8",
            "--temperatures", "0.5,1", "--adaptive", "0.9", "--quiet",
        ]
        let first = try Program.run(sweep)
        #expect(first.status == 0, "\(first.errors)")
        let files = ["T0.5", "T1", "c0.9"].map { "\(stem)-\($0).run" }
        let runs = try files.map { try restored($0) }
        #expect(
            runs.map(\.identity.decodingName) == [
                "pure T=0.5, 8 tokens", "pure T=1, 8 tokens", "adaptive c=0.9 T=1, 8 tokens",
            ])
        #expect(Set(runs.map(\.identity.seed)).count == 1)
        #expect(runs.allSatisfy { run in run.evidence.allSatisfy { $0.drawCount == 8 } })
        // The same command continues all of them.
        let more = try Program.run(sweep + ["--draws", "12"])
        #expect(more.status == 0, "\(more.errors)")
        #expect(try restored(files[2]).evidence.allSatisfy { $0.drawCount == 12 })

        let refused = try Program.run(["merge", files[0], files[1], "-o", folder.file("m.run")])
        #expect(refused.status == 64)
        #expect(refused.errors.contains("decoding") && refused.errors.contains("T=0.5"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("m.run")))
    }

    @Test func runsOfTwoMachinesAreMergedAndTheMergeGoesOn() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let (a, b, c) = (folder.file("a.run"), folder.file("b.run"), folder.file("c.run"))
        for (file, seed) in [(a, "7"), (b, "8")] {
            let seeded = arguments(server, file).map { $0 == "7" ? seed : $0 }
            #expect(try Program.run(seeded).status == 0)
        }
        let merge = try Program.run(["merge", a, b, "-o", c])
        #expect(merge.status == 0, "\(merge.errors)")
        #expect(merge.output.contains("256 draws from 2 runs"))
        let merged = try restored(c)
        #expect(merged.evidence.allSatisfy { $0.drawCount == 32 })
        let texts = try [a, b].map { file in
            try restored(file).evidence.map { known in
                known.sequence.map { known.outputs[Int($0)].text }
            }
        }
        for (position, known) in merged.evidence.enumerated() {
            #expect(
                known.sequence.map { known.outputs[Int($0)].text }
                    == texts[0][position] + texts[1][position])
        }
        // It is a run as any other.
        let more = try Program.run(
            arguments(server, c).map { $0 == "16" ? "40" : $0 } + ["--max-tokens", "16"])
        #expect(more.status == 0, "\(more.errors)")
        #expect(try restored(c).evidence.allSatisfy { $0.drawCount == 40 })
    }
}
