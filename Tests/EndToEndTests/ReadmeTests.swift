import Foundation
import TestSupport
import Testing

@testable import probscope

/// What README and pages show and name is what the program shows and has.
@Suite struct ReadmeTests {
    /// README and all pages, by path within the checkout.
    private static let pages: [String] = {
        let folder = Program.checkout + "/Documentation"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return ["README.md"]
            + names.filter { $0.hasSuffix(".md") }.sorted().map { "Documentation/" + $0 }
    }()

    private func text(of page: String) throws -> String {
        try String(contentsOfFile: Program.checkout + "/" + page, encoding: .utf8)
    }

    /// Each `<!-- screenshot: … -->` is followed by a fenced block with that command's output.
    ///
    /// `UPDATE_GOLDEN=1` writes the blocks anew.
    @Test func screenshotsAreReal() throws {
        var count = 0
        for page in Self.pages {
            let text = try text(of: page)
            var updated = ""
            var rest = text[...]
            while let start = rest.range(of: "<!-- screenshot: ") {
                let end = try #require(rest.range(of: " -->\n```text\n"), "\(page)")
                let close = try #require(rest[end.upperBound...].range(of: "```\n"), "\(page)")
                let arguments = rest[start.upperBound..<end.lowerBound].split(separator: " ")
                let result = try Program.run(
                    ["screenshot", Program.recordedRun] + arguments.map(String.init))
                #expect(result.status == 0, "\(result.errors)")
                updated += rest[..<end.upperBound] + result.output + "```\n"
                rest = rest[close.upperBound...]
                count += 1
            }
            updated += rest
            if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
                let path = Program.checkout + "/" + page
                if updated != text { try Data(updated.utf8).write(to: URL(filePath: path)) }
            } else {
                #expect(updated == text, "old pictures in \(page); write them with UPDATE_GOLDEN=1")
            }
        }
        #expect(count >= 5)
    }

    /// Keys are the explorer's table; `UPDATE_GOLDEN=1` writes the page anew.
    @Test func thePageOfKeysIsTheTable() throws {
        let path = Program.checkout + "/Documentation/keys.md"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try HelpTopic.keyPage.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == HelpTopic.keyPage)
    }

    /// A first page is read to its end.
    @Test func theReadmeIsShort() throws {
        #expect(try text(of: "README.md").split(whereSeparator: \.isWhitespace).count <= 1_200)
    }

    /// Every link to a file of the checkout leads to one, and its heading is there.
    @Test func linksLeadSomewhere() throws {
        var count = 0
        for page in Self.pages {
            let folder = URL(filePath: Program.checkout + "/" + page).deletingLastPathComponent()
            for link in try text(of: page).matches(of: /\]\(([^)\s]+)\)/) {
                let parts = link.output.1.split(separator: "#", omittingEmptySubsequences: false)
                guard let path = parts.first, !link.output.1.contains("://") else { continue }
                let target =
                    path.isEmpty
                    ? Program.checkout + "/" + page
                    : folder.appending(path: String(path)).standardizedFileURL.path()
                #expect(
                    FileManager.default.fileExists(atPath: target),
                    "\(page) links to \(link.output.1)")
                if parts.count > 1 {
                    let headings = try String(contentsOfFile: target, encoding: .utf8)
                        .matches(of: /(?m)^#+ (.+)$/).map { anchor(of: String($0.output.1)) }
                    #expect(headings.contains(String(parts[1])), "\(page): \(link.output.1)")
                }
                count += 1
            }
        }
        #expect(count >= 10)
    }

    /// The anchor that a heading gets on GitHub.
    private func anchor(of heading: String) -> String {
        String(
            heading.lowercased().unicodeScalars.compactMap { scalar -> Character? in
                if scalar == " " { return "-" }
                let isKept = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                return isKept || scalar == "-" || scalar == "_" ? Character(scalar) : nil
            })
    }

    @Test func theTestCommandOfTheReadmeIsWhatContinuousIntegrationRuns() throws {
        #expect(try text(of: "README.md").contains("\n    make test "))
        #expect(try text(of: ".ci/run").contains("make test"))
    }

    /// A newcomer types what the pages say: each command and each option of it must exist.
    @Test func everyCommandExistsWithItsOptions() throws {
        let help = try HelpDump()
        var count = 0
        for page in Self.pages {
            let joined = try text(of: page).replacing(/\\\n +/, with: "")
            for line in joined.split(separator: "\n") {
                guard line.hasPrefix("    "), let start = line.range(of: "probscope ") else {
                    continue
                }
                let words = line[start.upperBound...].split(separator: " ").map(String.init)
                guard let command = words.first,
                    line.hasPrefix("    probscope ") || line.contains("|")
                else { continue }
                let options = try #require(help.options[command], "\(page): \(line)")
                for word in words where word.hasPrefix("--") {
                    #expect(options.contains(word), "\(page): \(line)")
                }
                count += 1
            }
        }
        #expect(count >= 15)
    }

    /// Every `make` target that a page names exists.
    @Test func everyTargetExists() throws {
        let makefile = try text(of: "Makefile")
        let targets = Set(
            makefile.matches(of: /(?m)^\.PHONY: (.+)$/).flatMap {
                $0.output.1.split(separator: " ").map(String.init)
            })
        for page in Self.pages {
            for match in try text(of: page).matches(of: /(?m)(?:^    |`)make ([a-z][a-z-]*)/) {
                #expect(targets.contains(String(match.output.1)), "\(page): make \(match.output.1)")
            }
        }
    }

    @Test func thePackagesThatTheInstallationIsCheckedWithAreNamed() throws {
        let packages = try #require(
            try text(of: "Makefile").firstMatch(of: /RUNTIME_PACKAGES := (.+)/)
        ).output.1
        #expect(
            try text(of: "Documentation/installing.md").contains("apt-get install \(packages)\n"))
    }
}
