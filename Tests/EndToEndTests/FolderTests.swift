import Foundation
import TestSupport
import Testing

/// `probscope explore FOLDER`.
@Suite struct FolderTests {
    @Test func theRunsOfAFolderAreListedWithWhatTheyProve() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/below", withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: Program.recordedRun, toPath: folder.path + "/below/b.run")
        try FileManager.default.copyItem(
            atPath: Program.smallRun, toPath: folder.path + "/a.run")
        try "no run".write(
            toFile: folder.path + "/broken.run", atomically: true, encoding: .utf8)
        try "{}".write(toFile: folder.path + "/prompts.jsonl", atomically: true, encoding: .utf8)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/below/round", withDestinationPath: folder.path)
        let result = try Program.run("explore", folder.path, "--plain")
        let lines = result.output.split(separator: "\n")
        #expect(result.status == 0 && lines.count == 3, "\(result.output)\(result.errors)")
        #expect(lines[0].hasPrefix("a.run: ") && lines[0].contains(" prompts, n="))
        #expect(lines[1].hasPrefix("below/b.run: authors-gd") && lines[1].contains("n=16384"))
        #expect(lines[1].contains(" above target 0.05") && lines[1].contains("99 %"))
        #expect(lines[2].hasPrefix("broken.run: unreadable"))
        #expect(!result.output.contains("\u{1B}"))
    }

    @Test func aFolderWithoutRunsSaysHowToMakeOne() throws {
        let folder = try TemporaryFolder()
        let result = try Program.run("explore", folder.path)
        #expect(result.status == 64 && result.errors.contains("probscope run PROMPTS"))
        let both = try Program.run("explore", folder.path, "--server", "http://127.0.0.1:1")
        #expect(both.status == 64 && both.errors.contains("is a folder"))
    }
}
