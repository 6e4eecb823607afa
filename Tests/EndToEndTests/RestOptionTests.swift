import Evidence
import Foundation
import Journal
import TestSupport
import Testing

/// Draws without replacement on llama.cpp's own server, by every command and decoding that offers them.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RestOptionTests {
    private func arguments(_ server: RealServer, _ file: String, draws: Int) -> [String] {
        [
            "run", Program.prompts, "--where", "id=a00-cat", "--server", server.address,
            "--output", file, "--draws", "\(draws)", "--max-tokens", "16", "--seed", "3",
            "--template", #"Question: {prompt}\nAnswer:"#, "--quiet", "--json", "--alpha", "0.0001",
        ]
    }

    /// More tokens survive than are listed, and no file is larger for it.
    ///
    /// Token 30 is a part of a character, which the server does not tell; 10 is likely, so that it is
    /// forbidden where a draw is made from what was not listed.
    @Test func everyDecodingAgreesWithItsPlainDraws() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        for (place, options) in [
            ["--top-k", "60"], ["--top-p", "0.95"], ["--min-p", "0.001"], ["--typical-p", "0.9"],
            ["--temperature", "1.5"], ["--repeat-penalty", "1.3"],
            ["--frequency-penalty", "0.5", "--presence-penalty", "0.5"],
            ["--logit-bias", "30=2", "--logit-bias", "31=never", "--logit-bias", "10=2"],
            ["--repeat-penalty", "1.1", "--top-p", "0.9", "--temperature", "0.8"],
        ].enumerated() {
            func row(_ name: String, draws: Int, _ more: [String]) throws -> [String: Any] {
                let file = folder.file("\(name)\(place).run")
                let result = try Program.run(
                    arguments(server, file, draws: draws) + options + more)
                #expect(result.status == 0, "\(options): \(result.errors)")
                return try #require(
                    try JSONSerialization.jsonObject(with: Data(result.output.utf8))
                        as? [String: Any])
            }
            let rest = try row("rest", draws: 96, ["--without-replacement"])
            let plain = try row("plain", draws: 800, [])
            func number(_ row: [String: Any], _ key: String) throws -> Double {
                try #require(row[key] as? Double, "\(options) \(key)")
            }
            // At α = 1e-4 both hold the truth, and the draws without replacement know much more.
            #expect(rest["lost"] as? Int == 0 && rest["void"] == nil, "\(options)")
            #expect(
                try number(rest, "exact_lower") <= number(plain, "upper")
                    && number(plain, "lower") <= number(rest, "exact_upper"), "\(options)")
            #expect(
                try number(rest, "lower") <= number(plain, "upper")
                    && number(plain, "lower") <= number(rest, "upper"), "\(options)")
            #expect(try number(rest, "left") < 0.7, "\(options)")
            let size =
                try FileManager.default.attributesOfItem(
                    atPath: folder.file("rest\(place).run"))[.size] as? Int
            // An empty file takes 77,824 bytes.
            #expect((size ?? .max) < 100_000 + 96 * 2_000, "\(options): \(size ?? 0)")
        }
    }

    @Test func aSweepMakesItsRunsWithoutReplacement() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let result = try Program.run([
            "sweep", Program.prompts, "--where", "id=a00-cat", "--server", server.address,
            "--output", folder.file("s"), "--max-tokens", "8", "--draws", "20", "--temperatures",
            "0.7,1.2", "--without-replacement", "--quiet",
        ])
        #expect(result.status == 0, "\(result.errors)")
        for name in ["T0.7", "T1.2"] {
            let run = try Journal.open(at: folder.file("s-\(name).run"), mode: .readOnly).restore()
            #expect(run.identity.withoutReplacement == true)
            let evidence = try #require(run.evidence.first { $0.drawCount > 0 })
            #expect(evidence.scores[0].launches.count == 20)
            // Launches that are on their way at once may end in one answer.
            #expect(Set(evidence.outputs.map(\.text)).count > 5)
            #expect((evidence.exact?.left ?? 1) < 0.9)
        }
    }

    @Test func theDemoDrawsWithoutReplacement() throws {
        let demo = try RecordingTerminal(liveDemo: "--without-replacement --theme mono")
        try demo.tmux.wait(for: "what is left", seconds: 90) { screen in
            screen.contains("left") && screen.contains("upper")
        }
        try demo.tmux.send("5t")
        try demo.tmux.wait(for: "the tree", seconds: 30) { $0.contains("share: ") }
        try demo.tmux.wait(for: "what may lie below", seconds: 30) { $0.contains("exact") }
        try demo.tmux.send("Q")
        try demo.tmux.wait(for: "LEFT", seconds: 30)
        #expect(demo.hasLeftInOrder)
    }
}
