import Foundation
import GRDB
import TestSupport
import Testing

/// A run file that somebody wrote into is no evidence: no gate is passed with it.
@Suite(.timeLimit(.minutes(3))) struct DoctoredRunTests {
    @Test func aRunWhoseScoresWereRewrittenPassesNoGate() throws {
        let server = try FakeLlama { question in
            .text(
                question.isGreedy
                    ? " It is Pudding." : " It is Waffles \(question.seed + question.child).")
        }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let file = folder.file("doctored.run")
        let run = [
            "run", Program.prompts, "--where", "id=a00-cat", "--server", server.address,
            "--output", file, "--draws", "64", "--max-tokens", "28", "--quiet",
        ]
        #expect(try Program.run(run + ["--fail-above", "0.01"]).status == 3)

        try DatabaseQueue(path: file).write { database in
            try database.execute(sql: "update draw set score_0 = 0")
        }

        let junit = folder.file("gate.xml")
        let gate = try Program.run(run + ["--fail-above", "0.01", "--junit", junit])
        #expect(gate.status == 5)
        #expect(gate.errors.contains("damaged"))
        let xml = try String(contentsOfFile: junit, encoding: .utf8)
        #expect(xml.contains(#"errors="1""#) && xml.contains("<error type=\"void\""))
        #expect(try Program.run(["report", file]).status == 5)
    }
}
