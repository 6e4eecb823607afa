import Journal
import TestSupport
import Testing

/// The chat template belongs to a run, on llama.cpp's own server.
@Suite("Chat templates", .timeLimit(.minutes(3)))
struct TemplateTests {
    private static func server(_ template: String) async throws -> RealServer {
        try await RealServer.start(
            model: Program.model("authors-base"), slots: 2,
            options: ["use_jinja": "true", "chat_template": template])
    }

    private static let one =
        "{% for m in messages %}Question: {{ m.content }} Answer:{% endfor %}"
    private static let other = "{% for m in messages %}{{ m.content }} the the the{% endfor %}"

    private func run(
        _ servers: [RealServer], _ file: String, _ folder: TemporaryFolder, draws: Int,
        seed: Int = 1
    ) throws -> Subprocess.Result {
        let prompts = try folder.file(
            "p.jsonl",
            containing: #"{"id":"q1","prompt":"Where is the cat?","keywords":["Canberra"]}"#)
        return try Program.run(
            [
                "run", prompts, "--chat", "--draws", "\(draws)", "--seed", "\(seed)",
                "--max-tokens", "6",
            ]
                + servers.flatMap { ["--server", $0.address] } + [
                    "-o", folder.file(file), "--quiet",
                ])
    }

    /// Whoever samples a chat model as if it were none learns it before, after and in every report.
    @Test func aChatModelWithoutItsTemplateIsSaid() throws {
        let folder = try TemporaryFolder()
        let server = try FakeLlama(FakeLlama.Defects(chatTemplate: "{{ messages }}")) {
            .text(" answer \($0.seed + $0.child)")
        }
        defer { server.stop() }
        let prompts = try folder.file(
            "p.jsonl", containing: #"{"id":"q1","prompt":"Where is the cat?","keywords":["four"]}"#)
        func run(_ file: String, _ more: String...) throws -> Subprocess.Result {
            try Program.run(
                [
                    "run", prompts, "--server", server.address, "--draws", "8", "--output",
                    folder.file(file),
                ] + more)
        }
        let plain = try run("plain.run")
        #expect(plain.status == 0 && plain.errors.contains(RunPlan.chatWarning), "\(plain.errors)")
        #expect(try run("quiet.run", "--quiet").status == 0)
        for file in ["plain.run", "quiet.run"] {
            let report = try Program.run("report", folder.file(file)).output
            #expect(report.contains("a chat model without its template"), "\(report)")
            #expect(report.contains(RunPlan.chatWarning), "\(report)")
        }
        // Who gives a template knows what he does.
        let framed = try run("framed.run", "--template", "Q: {prompt}")
        #expect(framed.status == 0 && !framed.errors.contains("chat model"), "\(framed.errors)")
    }

    @Test func aRunIsNotContinuedSharedOrMergedUnderAnother() async throws {
        let folder = try TemporaryFolder()
        let (first, second) = (try await Self.server(Self.one), try await Self.server(Self.other))
        defer {
            first.stop()
            second.stop()
        }
        #expect(try run([first], "a.run", folder, draws: 8).status == 0)
        let refused = try run([second], "a.run", folder, draws: 16)
        #expect(refused.status == 64, "\(refused.errors)")
        #expect(refused.errors.contains("chat template"), "\(refused.errors)")
        #expect(try run([first], "a.run", folder, draws: 16).status == 0)
        let shared = try run([first, second], "b.run", folder, draws: 40, seed: 2)
        #expect(shared.status == 1)
        #expect(shared.errors.contains(second.address), "\(shared.errors)")
        #expect(try run([second], "c.run", folder, draws: 8, seed: 3).status == 0)
        let merged = try Program.run(
            "merge", folder.file("a.run"), folder.file("c.run"), "-o", folder.file("m.run"))
        #expect(merged.status != 0)
        #expect(merged.errors.contains("chat template"), "\(merged.errors)")
        let joined = try Program.run(
            "merge", folder.file("a.run"), folder.file("b.run"), "-o", folder.file("m.run"))
        #expect(joined.status == 0, "\(joined.errors)")
    }
}
