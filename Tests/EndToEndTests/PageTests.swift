import Foundation
import TestSupport
import Testing

@testable import probscope

/// The pages of the documentation: their commands work, and `probscope help` shows them.
@Suite(.serialized, .timeLimit(.minutes(10))) struct PageTests {
    /// All pages that have commands, README first.
    static let pages: [String] = {
        let folder = Program.checkout + "/Documentation"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return ["README.md"]
            + names.filter { $0.hasSuffix(".md") }.sorted().map { "Documentation/" + $0 }
    }()

    private static func text(_ page: String) throws -> String {
        try String(contentsOfFile: Program.checkout + "/" + page, encoding: .utf8)
    }

    /// Every block is run as it is printed, on a real server, or says why it cannot be.
    @Test(arguments: pages) func everyCommandWorks(page: String) throws {
        let result = try Subprocess.run(
            try RealServer.python(),
            [
                Program.checkout + "/Tests/Pages/run", Program.path,
                Program.checkout + "/" + page,
            ])
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }

    /// What the script that runs pages finds wrong is really found.
    @Test func aPageWithWrongCommandsFails() throws {
        let folder = Program.checkout + "/.build/pages-\(getpid())"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let page = folder + "/wrong.md"
        try """
        Words.

            probscope report nowhere.run

        <!-- exit: 3 -->
            probscope prompts forget.jsonl

        ```sh
        probscope prompts forget.jsonl
        ```
        """.write(toFile: page, atomically: false, encoding: .utf8)
        let result = try Subprocess.run(
            try RealServer.python(), [Program.checkout + "/Tests/Pages/run", Program.path, page])
        #expect(result.status == 1)
        #expect(result.output.contains("wrong.md:3: ends with 1: probscope report nowhere.run"))
        #expect(result.output.contains("wrong.md:6: ends with 0: probscope prompts"))
        #expect(result.output.contains("wrong.md:8: a block of which nothing says what it is"))
    }

    /// The first page leads to all others.
    @Test func everyPageIsLinkedFromTheReadme() throws {
        let readme = try Self.text("README.md")
        #expect(Self.pages.count > 15)
        for page in Self.pages.dropFirst() { #expect(readme.contains("](\(page))"), "\(page)") }
    }

    /// Rates are decimals, as in JSON and in the options; a percent sign is a level.
    @Test func aPercentSignIsALevelOnEveryScreen() throws {
        let files = try ["ExplorerTests", "EndToEndTests"].flatMap { module in
            let folder = "Tests/\(module)/Goldens"
            return try FileManager.default.contentsOfDirectory(
                atPath: Program.checkout + "/" + folder
            ).filter { $0.hasSuffix(".txt") }.map { folder + "/" + $0 }
        }
        var levels = 0
        for file in files + ["README.md"] {
            for match in try Self.text(file).matches(of: #/([0-9.]+) ?%/#) {
                levels += 1
                let isLevel = ["90", "95", "99", "99.9"].contains(match.1)
                #expect(isLevel, "\(file): \(match.0)")
            }
        }
        #expect(files.count > 100 && levels > 200)
    }

    /// Sixteen words in a row stand on one page alone.
    @Test func noPageRepeatsAnother() throws {
        var homes: [[Substring]: String] = [:]
        for page in Self.pages {
            for passage in try Self.prose(of: page) {
                let words = passage.split { !$0.isLetter && !$0.isNumber }
                guard words.count >= 16 else { continue }
                for start in 0...(words.count - 16) {
                    let run = Array(words[start..<start + 16])
                    let home = homes[run, default: page]
                    #expect(home == page, "\(page) and \(home): \(run.joined(separator: " "))")
                    guard home == page else { break }
                    homes[run] = page
                }
            }
        }
        #expect(homes.count > 5_000)
    }

    /// The paragraphs of a page, without examples and pictures.
    private static func prose(of page: String) throws -> [String] {
        var passages = [""]
        var isFenced = false
        for line in try text(page).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") { isFenced.toggle() }
            if isFenced || line.isEmpty || line.hasPrefix("    ") || line.hasPrefix("```") {
                passages.append("")
            } else {
                passages[passages.count - 1] += line + "\n"
            }
        }
        return passages
    }

    // MARK: - In the terminal

    @Test(arguments: HelpTopic.allCases) func helpShowsThePageWithAllItsWords(topic: HelpTopic)
        throws
    {
        let result = try Program.run("help", topic.rawValue)
        #expect(result.status == 0, "\(result.errors)")
        #expect(!result.output.contains("](") && !result.output.contains("<!--"))
        let source = try Self.text("Documentation/\(topic.rawValue).md")
        let shown = Self.words(result.output.replacing(/[│█▍▎]/, with: ""))
        for word in Self.words(Self.withoutMarkup(source)) where !shown.contains(word) {
            // A long word of a narrow column is broken.
            #expect(word.count > 10, "\(word)")
        }
        // Only examples and pictures are wider than the terminal.
        for line in result.output.split(separator: "\n") where line.count > 80 {
            #expect(source.contains(line.drop { $0 == " " }), "\(line)")
        }
    }

    private static func words(_ text: String) -> Set<String> {
        Set(text.split { !$0.isLetter && !$0.isNumber }.map(String.init))
    }

    private static func withoutMarkup(_ source: String) -> String {
        source.replacing(/<!--.*?-->/.dotMatchesNewlines(), with: "")
            .replacing(/(?m)^```.*$/, with: "")
            .replacing(/\[([^\]]*)\]\([^)]*\)/) { $0.output.1 }
    }

    @Test func aMissingPageIsOneSentence() throws {
        let result = try Program.run(
            ["help", "formats"], environment: ["PROBSCOPE_DATA": "/nonexistent"])
        #expect(result.status == 1)
        #expect(
            result.errors
                == "probscope: Documentation/formats.md was not found in /nonexistent.\n")
    }

    @Test func helpWithWhatIsNoneIsRefused() throws {
        let result = try Program.run("help", "nonsense")
        #expect(result.status == 64 && result.output.isEmpty)
        #expect(result.errors.contains("no page nonsense; pages are statistics, "))
    }

    @Test func helpOfACommandIsStillThat() throws {
        let result = try Program.run("help", "merge")
        #expect(result.status == 0)
        #expect(result.output.contains("USAGE: probscope merge"))
    }
}

/// How pages are laid out in columns.
@Suite struct MarkdownPageTests {
    private func page(_ source: String, _ columns: Int = 40) -> [String] {
        MarkdownPage(source, columns: columns).lines
    }

    @Test func paragraphsAreFilledAndMarkupIsTakenAway() {
        #expect(
            page("# Title\n\nSome **bold** words and\na [link](x.md#y) that go on and on.\n")
                == ["Title", "", "Some bold words and a link that go on", "and on."])
    }

    @Test func itemsHangAndExamplesStay() {
        let source =
            "- one two three four five six seven eight\n  nine\n- ten\n\n    a   b\n\n    c\n"
        #expect(
            page(source, 20)
                == [
                    "- one two three four", "  five six seven", "  eight nine", "- ten", "",
                    "    a   b", "", "    c",
                ])
    }

    @Test func tablesFitAndKeepTheirBars() {
        let source = """
            | word | meaning |
            | --- | --- |
            | `a\\|b` | one two three four five |
            """
        #expect(
            page(source, 24)
                == ["word   meaning", "`a|b`  one two three", "       four five"])
    }

    @Test func commentsAndHostileCharactersAreGone() {
        #expect(page("<!-- screenshot: x -->\n```text\na\u{1B}[31mb\n```\n").joined().contains("a"))
        #expect(page("<!-- one\ntwo -->\nwords\n") == ["words"])
    }

    @Test func anyTextIsLaidOutInAnyWidth() {
        let pieces = [
            "|", "`", "[", "](", ")", "- ", "1. ", "\n", "    ", "```\n", "<!--", "-->", "界", "#",
        ]
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<400 {
            let text = (0..<30).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            for columns in [1, 20, 80] { _ = page(text, columns) }
        }
    }
}
