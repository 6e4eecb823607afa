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

    init() throws {
        folder = try TemporaryFolder()
        run = folder.file("a.run")
        try Self.makeRun(run, draws: 40_000)
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

    @Test func `an existing file is replaced whole, with its rights, and only with force`() throws {
        let file = try folder.file("old.jsonl", containing: "old")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        let link = folder.file("link.jsonl")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        let arguments = ["export", run, "--format", "jsonl", "--output", link]
        let refused = try Program.run(arguments)
        #expect(refused.status == 64 && refused.errors.contains("--force"))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "old")

        #expect(try Program.run(arguments + ["--force"]).status == 0)
        #expect(try String(contentsOfFile: file, encoding: .utf8).contains("answer 39999 "))
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
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
