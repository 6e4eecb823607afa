import Foundation
import TestSupport
import Testing

/// `rank` of files and of a folder.
@Suite struct RankTests {
    @Test func filesAndFoldersAreRanked() throws {
        let folder = try TemporaryFolder()
        for name in ["one", "two"] {
            try FileManager.default.copyItem(
                atPath: Program.smallRun, toPath: folder.file("\(name).run"))
        }
        let told = try Program.run("rank", folder.path, Program.smallRun)
        #expect(told.status == 0, "\(told.errors)")
        #expect(told.output.contains("3 runs by") && told.output.contains("credible"))
        // Equal draws: no rank is excluded.
        #expect(told.output.contains("1–3"))
        let json = try Program.run(
            "rank", folder.path, "--format", "json")
        #expect(json.status == 0 && json.output.contains("\"probscope ranking\""))
        let csv = try Program.run("rank", folder.path, "--format", "csv")
        #expect(csv.output.split(whereSeparator: \.isNewline).count == 3)
    }

    @Test func oneRunOrNoFileIsAClearError() throws {
        let one = try Program.run("rank", Program.smallRun)
        #expect(one.status == 1 && one.errors.contains("two runs"))
        let none = try Program.run("rank", "/nowhere.run", Program.smallRun)
        #expect(none.status == 1 && none.errors.contains("nowhere"))
    }
}
