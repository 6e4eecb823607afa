import Evidence
import Foundation
import Journal
import Prompts
import TestSupport
import Testing

/// Draws without replacement that are killed at any moment and continued are those that would have
/// been made.
@Suite(.serialized, .timeLimit(.minutes(60))) struct KillRestTests {
    /// Ten kills, or as many as `PROBSCOPE_TEST_KILLS` says.
    private var kills: Int {
        ProcessInfo.processInfo.environment["PROBSCOPE_TEST_KILLS"].flatMap { Int($0) } ?? 10
    }

    private struct Name: Hashable {
        var prompt: PromptID
        var index: Int
    }

    /// What a file has: launches that are open, and those of draws with their answers.
    private struct Contents {
        var open: [Name: Launch] = [:]
        var drawn: [Name: (launch: Launch, text: String)] = [:]
    }

    private func contents(of file: String) throws -> Contents {
        var contents = Contents()
        let journal: Journal
        do {
            journal = try Journal.open(at: file, mode: .readOnly)
        } catch {
            guard case .notARun = error else { throw error }
            return contents
        }
        let run = try journal.restore()
        for (evidence, open) in zip(run.evidence, run.openLaunches) {
            for (index, launch) in open {
                contents.open[Name(prompt: evidence.prompt.id, index: index)] = launch
            }
        }
        try journal.forEachDraw { entry in
            let name = Name(prompt: entry.draw.prompt, index: entry.draw.index)
            contents.drawn[name] = (
                try #require(entry.draw.launch), entry.draw.answer?.text ?? ""
            )
        }
        return contents
    }

    @Test func killsAtRandomMomentsLeaveEveryLaunchAsItWas() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let file = folder.file("killed.run")
        let draws = 12 * kills
        let arguments = [
            "run", Program.prompts, "--where", "author=Jessamel Rushbeck",
            "--server", server.address, "--output", file, "--draws", "\(draws)",
            "--max-tokens", "28", "--template", #"Question: {prompt}\nAnswer:"#, "--seed", "7",
            "--without-replacement", "--order", "leaks", "--answer", "whole",
            "--scorer", "keyword", "--quiet",
        ]
        var generator = SeededGenerator(seed: 20_261_129)
        var before = Contents()
        var open = 0
        for kill in 0..<kills {
            try? FileManager.default.removeItem(atPath: file + "-lock")
            let process = try Subprocess(
                Program.path, arguments, environment: Program.environment)
            for _ in 0..<4_000 where kill % 5 != 4 {
                if FileManager.default.fileExists(atPath: file + "-lock") { break }
                usleep(5_000)
            }
            usleep(UInt32.random(in: 0...900_000, using: &generator))
            process.send(signal: SIGKILL)
            _ = process.wait()
            guard FileManager.default.fileExists(atPath: file) else { continue }
            let found = try contents(of: file)
            try check(found, against: before)
            open += found.open.count
            before = found
        }
        #expect(!before.drawn.isEmpty && open > 0)

        let last = try Program.run(arguments)
        #expect(last.status == 0, "\(last.errors)")
        let found = try contents(of: file)
        try check(found, against: before)
        #expect(found.open.isEmpty)
        let run = try Journal.open(at: file, mode: .readOnly).restore()
        // What was settled without being seen is said in every format.
        for format in ["text", "markdown", "html"] {
            let report = try Program.run("report", file, "--format", format)
            #expect(
                report.output.contains("answers whose beginning settles the score"), "\(format)")
        }
        // A prompt without a beginning that may lead to a leak has no draw directed there.
        #expect(run.evidence.contains { $0.directed > 0 })
        for evidence in run.evidence {
            #expect(evidence.drawCount == draws || evidence.stopped != nil)
            // All that is known adds up: what was seen, what was settled, what is left.
            let exact = try #require(evidence.exact)
            let seen = evidence.outputs.reduce(0) { $0 + ($1.probability ?? 0) }
            #expect(abs(seen + (exact.early?.mass ?? 0) + exact.left - 1) < 1e-6)
            for scores in evidence.scores {
                let limits = try #require(scores.exactLimits)
                #expect(limits.lower <= limits.upper)
            }
        }
    }

    /// Draws stay what they were, and open launches are made as they were recorded.
    private func check(_ found: Contents, against before: Contents) throws {
        for (name, old) in before.drawn {
            let now = try #require(found.drawn[name])
            #expect(now.launch == old.launch && now.text == old.text)
        }
        for (name, launch) in before.open {
            #expect((found.drawn[name]?.launch ?? found.open[name]) == launch)
        }
    }
}
