import Evidence
import Foundation
import Journal
import Prompts
import TestSupport
import Testing

/// Files that the program writes are whole or not there.
@Suite(.serialized) struct ExportFileTests {
    private let folder: TemporaryFolder
    private let run: String

    /// One prompt with 40,000 different answers, made once; as a file that is removed by others where this
    /// process is killed.
    private static let made = Result {
        try makeRun(path, draws: 40_000)
        atexit { unlink(ExportFileTests.path) }
    }
    private static let path = "/tmp/probscope-export-\(getpid())-made.run"

    init() throws {
        folder = try TemporaryFolder()
        run = folder.file("a.run")
        try Self.made.get()
        try FileManager.default.copyItem(atPath: Self.path, toPath: run)
    }

    @Test(arguments: ["jsonl", "inspect", "csv"], [SIGKILL, SIGTERM])
    func `a killed export leaves nothing that looks whole, and its repetition works`(
        format: String, signal: Int32
    ) throws {
        let file = folder.file("out.\(format)")
        var arguments = ["export", run, "--format", format, "--output", file]
        if format == "csv" { arguments[0] = "report" }
        let process = try Subprocess(Program.path, arguments, environment: Program.environment)
        for _ in 0..<4_000 {
            if (try? FileManager.default.attributesOfItem(atPath: file + ".partial")) != nil {
                break
            }
            usleep(1_000)
        }
        process.send(signal: signal)
        let result = process.wait()
        // It was at it, and did not end by itself.
        #expect(result.status == 128 + signal, "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: file))

        let again = try Program.run(arguments)
        #expect(again.status == 0, "\(again.errors)")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.hasSuffix("\n") && text.contains("answer 39999 "))
        #expect(!FileManager.default.fileExists(atPath: file + ".partial"))
    }

    @Test func `a new file with prompts and answers is its owner's to read`() throws {
        for (format, name) in [
            ("jsonl", "new.jsonl"), ("leak-at-k", "new-leak.jsonl"), ("inspect", "new.json"),
        ] {
            let file = folder.file(name)
            let made = try Program.run(["export", run, "--format", format, "--output", file])
            #expect(made.status == 0, "\(made.errors)")
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `an existing file is replaced whole, with its rights, and only with force`() throws {
        let file = try folder.file("old.jsonl", containing: "old")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        let link = folder.file("link.jsonl")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        let arguments = ["export", run, "--format", "jsonl", "--output", link]
        let refused = try Program.run(arguments)
        #expect(refused.status == 64 && refused.errors.contains("--force"))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "old")

        #expect(try Program.run(arguments + ["--force"]).status == 0)
        #expect(try String(contentsOfFile: file, encoding: .utf8).contains("answer 39999 "))
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        #expect(
            try FileManager.default.attributesOfItem(atPath: link)[.type] as? FileAttributeType
                == .typeSymbolicLink)
    }

    @Test func `a device is written to, not replaced`() throws {
        let full = try Program.run("export", run, "--format", "jsonl", "--output", "/dev/full")
        #expect(full.status == 1)
        #expect(full.errors.contains("/dev/full cannot be written: No space left on device"))
        #expect(!full.errors.contains("a.run"))
    }

    @Test func `Parquet goes through pyarrow, with types, nulls and every text`() throws {
        let lines = folder.file("in.jsonl")
        let texts = ["a, \"b\"\nc", "", "NUL \u{0}", "e\u{301}", "\u{202E}x"]
        let rows = try texts.enumerated().map { number, text in
            let fields: [String: Any] = [
                "prompt_id": "p\"'", "prompt": "Q", "text": text, "draw": number, "seed": number,
                "scores": ["s'\"x": Double(number) / 8],
            ]
            let json = try JSONSerialization.data(withJSONObject: fields)
            return String(decoding: json, as: UTF8.self)
        }
        let lost = #"{"prompt_id":"p\"'","draw":5,"seed":5,"text":null,"error":"gone"}"#
        try Data((rows + [lost]).joined(separator: "\n").utf8).write(to: URL(filePath: lines))
        let imported = folder.file("small.run")
        #expect(try Program.run("import", lines, "--output", imported).status == 0)

        let file = folder.file("it's.parquet")
        let arguments = ["export", imported, "--format", "parquet", "--output", file]
        // First where no program can write it.
        let without = try Program.run(arguments, environment: ["PATH": folder.path])
        #expect(without.status == 1, "\(without.errors)")
        #expect(
            without.errors.contains("pip install pyarrow") && without.errors.contains("duckdb -c"))
        #expect(!FileManager.default.fileExists(atPath: file))

        let python =
            ProcessInfo.processInfo.environment["PROBSCOPE_PEERS_PYTHON"]
            ?? Program.checkout + "/.build/peer-packages/bin/python"
        let bin = URL(filePath: python).deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let with = try Program.run(arguments, environment: ["PATH": bin + ":" + path])
        #expect(with.status == 0, "\(with.errors)")
        let script = try folder.file(
            "read.py",
            containing: """
                import json, sys, pyarrow.parquet
                table = pyarrow.parquet.read_table(sys.argv[1])
                print(json.dumps([[f"{f.name}: {f.type}" for f in table.schema], table.to_pylist()]))
                """)
        let found = try #require(
            try JSONSerialization.jsonObject(
                with: Data(try PeerPackages.run(script, [file]).utf8)) as? [Any])
        let types = try #require(found[0] as? [String])
        #expect(types.contains("draw: int64") && types.contains("score_s'\"x: double"))
        #expect(types.contains("text: string") && types.contains("temperature: double"))
        let read = try #require(found[1] as? [[String: Any]])
        let readTexts = read.map { $0["text"] as? String }
        for (read, text) in zip(readTexts, texts) {
            #expect(read?.utf8.elementsEqual(text.utf8) == true, "\(text.debugDescription)")
        }
        #expect(readTexts.count == 6 && readTexts[5] == nil)
        #expect(read[5]["error"] as? String == "gone" && read[0]["error"] is NSNull)
        #expect(
            read.prefix(5).map { $0["score_s'\"x"] as? Double } == [0, 0.125, 0.25, 0.375, 0.5])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path)
                .allSatisfy { !$0.hasSuffix(".partial") })
    }

    /// One prompt with different answers.
    private static func makeRun(_ path: String, draws: Int) throws {
        let set = PromptSet(
            name: "one", prompts: [Prompt(id: PromptID("p"), text: "Who?")], provenance: "test")
        let identity = RunIdentity(
            promptsFingerprint: set.fingerprint, model: "m", modelFingerprint: "m",
            decodingName: "pure T=1", decodingJSON: "{}", template: "none", seed: 1,
            scorers: [
                RunIdentity.ScorerIdentity(
                    name: "s", settings: "", isBinary: true, zero: "kept", one: "told")
            ])
        try Journal.writeWhole(
            to: path, identity: identity,
            plan: RunPlan(
                name: "a", draws: draws, alpha: 0.05, servers: [], created: "2026-01-01T00:00:00Z"),
            prompts: set
        ) { journal in
            for start in stride(from: 0, to: draws, by: 4_000) {
                try journal.append(
                    (start..<start + 4_000).map { number in
                        let answer = Answer(
                            text: "answer \(number) of many", stop: .endOfText, tokenCount: 3)
                        return JournalDraw(
                            draw: Draw(
                                prompt: PromptID("p"), index: number, seed: UInt32(number),
                                outcome: .completed(answer)), scores: [0])
                    })
            }
        }
    }
}
