import Foundation
import TestSupport
import Testing

/// The pictures in the README are what the program shows.
@Suite struct ReadmeTests {
    /// Each `<!-- screenshot: … -->` is followed by a fenced block with that command's output.
    ///
    /// `UPDATE_GOLDEN=1` writes the blocks anew.
    @Test func screenshotsInTheReadmeAreReal() throws {
        let path = Program.checkout + "/README.md"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var updated = ""
        var rest = text[...]
        var count = 0
        while let start = rest.range(of: "<!-- screenshot: ") {
            let end = try #require(rest.range(of: " -->\n```text\n"))
            let close = try #require(rest[end.upperBound...].range(of: "```\n"))
            let arguments = rest[start.upperBound..<end.lowerBound].split(separator: " ")
            let result = try Program.run(
                ["screenshot", Program.recordedRun] + arguments.map(String.init))
            #expect(result.status == 0, "\(result.errors)")
            updated += rest[..<end.upperBound] + result.output + "```\n"
            rest = rest[close.upperBound...]
            count += 1
        }
        updated += rest
        #expect(count >= 3)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(updated.utf8).write(to: URL(filePath: path))
        } else {
            #expect(
                updated == text, "the README's pictures are old; write them with UPDATE_GOLDEN=1")
        }
    }

    @Test func theTestCommandOfTheReadmeIsWhatContinuousIntegrationRuns() throws {
        let readme = try String(
            contentsOfFile: Program.checkout + "/README.md", encoding: .utf8)
        let integration = try String(
            contentsOfFile: Program.checkout + "/.ci/run", encoding: .utf8)
        #expect(readme.contains("\n    make test "))
        #expect(integration.contains("make test"))
    }

    /// A newcomer types what the README says: each command and each option of it must exist.
    @Test func everyCommandOfTheReadmeExistsWithItsOptions() throws {
        let readme = try String(
            contentsOfFile: Program.checkout + "/README.md", encoding: .utf8)
        let help = try HelpDump()
        let joined = readme.replacing(/\\\n +/, with: "")
        var count = 0
        for line in joined.split(separator: "\n") {
            guard line.hasPrefix("    "), let start = line.range(of: "probscope ") else { continue }
            let words = line[start.upperBound...].split(separator: " ").map(String.init)
            guard let command = words.first, line.hasPrefix("    probscope ") || line.contains("|")
            else { continue }
            let options = try #require(help.options[command], "\(line)")
            for word in words where word.hasPrefix("--") {
                #expect(options.contains(word), "\(line)")
            }
            count += 1
        }
        #expect(count >= 10)
    }

    @Test func theReadmeNamesThePackagesThatTheInstallationIsCheckedWith() throws {
        let readme = try String(
            contentsOfFile: Program.checkout + "/README.md", encoding: .utf8)
        let makefile = try String(
            contentsOfFile: Program.checkout + "/Makefile", encoding: .utf8)
        let packages = try #require(makefile.firstMatch(of: /RUNTIME_PACKAGES := (.+)/)).output.1
        #expect(readme.contains("apt-get install \(packages)\n"))
    }
}
