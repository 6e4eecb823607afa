import Evidence
import Exchange
import Foundation
import Journal
import Prompts
import Statistics
import Testing
import Text

/// The report as one file of HTML: whole, true to the report, and harmless whatever a model wrote.
@Suite struct HTMLReportTests {
    private static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style><svg onload=x>",
        "</details></body></html>", "&lt;b&gt; &amp;", "'; DROP", "\u{202E}txt.exe",
        "a\u{0}b\u{1B}[2J",
        "<!-- ", "]]>", "javascript:alert(1)", "{{7*7}}",
    ]

    private func page(
        _ fixture: Fixture, labels: [(index: Int, label: String)] = []
    ) throws -> (html: String, report: RunReport) {
        let prompts = Self.hostile.map {
            Prompt(id: PromptID("id " + $0), text: "Q " + $0, references: ["R " + $0])
        }
        let scorers = [
            RunIdentity.ScorerIdentity(
                name: "s" + Self.hostile[1], settings: "", isBinary: true,
                zero: "0 " + Self.hostile[0], one: "1 " + Self.hostile[2]),
            Fixture.rouge,
        ]
        let journal = try fixture.run(
            scorers: scorers,
            answers: prompts.map { prompt in
                (prompt, Self.hostile.map { ("A " + $0, [0, 0.25]) } + [nil, ("", [1, nil])])
            }, decoding: "T=1 " + Self.hostile[3])
        for label in labels {
            try journal.setLabel(
                DrawLabel(label: label.label), prompt: prompts[0].id, index: label.index)
        }
        let run = try journal.restore()
        let report = RunReport(run)
        return (report.html(run, labels: try journal.labels()), report)
    }

    @Test func `nothing that a model or a file says is markup`() throws {
        let (html, _) = try page(Fixture(), labels: [(0, "leak <script>"), (1, "not")])
        let document = try XMLDocument(html)
        #expect(document.elements.isSubset(of: Self.elements), "\(document.elements)")
        #expect(document.attributes.isSubset(of: Self.attributes), "\(document.attributes)")
        // Links lead to places of the page alone.
        #expect(document.links.allSatisfy { $0.hasPrefix("#p") && document.places.contains($0) })
        for scalar in html.unicodeScalars where scalar != "\n" {
            #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
            #expect(scalar.value != 0x202E)
        }
        // What was written can still be read.
        for text in Self.hostile.prefix(4) { #expect(document.text.contains("A " + text)) }
    }

    @Test func `the page's policy lets nothing in but its own sheet`() throws {
        let (html, _) = try page(Fixture())
        let sheet = try #require(html.firstMatch(of: /<style>([\s\S]*?)<\/style>/)?.output.1)
        let policy = try #require(
            html.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)?.output.1)
        #expect(policy.contains("default-src 'none'") && policy.contains("base-uri 'none'"))
        let hash = try #require(policy.firstMatch(of: /style-src 'sha256-([^']*)'/)?.output.1)
        #expect(Data(base64Encoded: String(hash)) == sha256(Data(sheet.utf8)))
        #expect(!html.contains("http:") && !html.contains("https:") && !html.contains("url("))
        #expect(!html.contains(" style=") && !html.contains("<script"))
    }

    @Test func `it says what the report says`() throws {
        let fixture = try Fixture()
        let (html, report) = try page(fixture, labels: [(0, "leak"), (13, "leak"), (2, "not")])
        let text = try XMLDocument(html).text
        for finding in report.findings.prefix(4) {
            let sentence = SafeWords.of(report.sentence(of: finding))
            #expect(text.contains(sentence), "\(sentence)")
        }
        // One table a scorer, one row a prompt, with the report's limits.
        func column(_ label: String) -> [String] {
            html.matches(of: /data-label="([^"]*)">([^<]*)</)
                .filter { $0.output.1 == label }.map { String($0.output.2) }
        }
        let findings = (0..<2).flatMap { scorer in
            stride(from: scorer, to: report.findings.count, by: 2).map { report.findings[$0] }
        }
        #expect(
            column("upper alone")
                == findings.map { $0.upperLimit.map { Figure.number($0.upper, .up) } ?? "–" })
        #expect(
            column("limits")
                == findings.map { finding in
                    finding.interval.map {
                        Figure.number($0.lower, .down) + " – " + Figure.number($0.upper, .up)
                    } ?? "–"
                })
        #expect(text.contains("leak × 1") && text.contains("not × 1"))
        #expect(html.contains("<svg role=\"img\""))
    }

    @Test func `contradictory draws are said first, without a limit`() throws {
        let fixture = try Fixture()
        let prompt = Prompt(id: PromptID("p"), text: "Who?")
        let draws = (0..<400).map { ("x", [$0 < 200 ? 0.0 : 1.0] as [Double?]) }
        let journal = try fixture.run(answers: [(prompt, draws)])
        let run = try journal.restore()
        let report = RunReport(run)
        try #require(report.findings[0].void != nil)
        let html = report.html(run)
        let first = try #require(html.range(of: "no limit holds"))
        let table = try #require(html.range(of: "<h2>"))
        #expect(first.lowerBound < table.lowerBound)
        #expect(html.contains(">void</td>") && !html.contains("class=\"limit\""))
    }

    private static let elements: Set = [
        "html", "head", "meta", "title", "style", "body", "header", "section", "h1", "h2", "h3",
        "p",
        "table", "caption", "thead", "tbody", "tr", "th", "td", "div", "span", "a", "pre",
        "details",
        "summary", "figure", "figcaption", "svg", "line", "rect", "circle", "text",
    ]
    private static let attributes: Set = [
        "lang", "charset", "http-equiv", "content", "name", "class", "data-label", "href", "id",
        "role",
        "aria-label", "width", "height", "viewBox", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy",
        "r",
        "rx", "text-anchor", "open",
    ]

    private func sha256(_ data: Data) -> Data {
        // By the system's own program, not by ours.
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/sha256sum")
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try? process.run()
        input.fileHandleForWriting.write(data)
        try? input.fileHandleForWriting.close()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        var bytes = Data()
        var digits = text.prefix(64)[...]
        while let byte = UInt8(digits.prefix(2), radix: 16) {
            bytes.append(byte)
            digits = digits.dropFirst(2)
        }
        return bytes
    }
}

/// Text as safe text shows it.
private enum SafeWords {
    static func of(_ text: String) -> String { SafeText(sanitizing: text).string }
}

/// The page's elements, found by a reader of tags that knows nothing of the writer.
private struct XMLDocument {
    private(set) var elements: Set<String> = []
    private(set) var attributes: Set<String> = []
    private(set) var links: [String] = []
    private(set) var places: Set<String> = []
    private(set) var text = ""

    struct Fault: Error { var place: Substring }

    init(_ html: String) throws {
        var rest = html[...]
        var open: [String] = []
        while let start = rest.firstIndex(of: "<") {
            text += Self.resolved(rest[..<start])
            rest = rest[start...]
            guard
                let tag = rest.prefixMatch(
                    of: /<(\/?)([a-zA-Z!][a-zA-Z0-9]*)((?:\s+[a-zA-Z0-9-]+(?:="[^"<>]*")?)*)\s*\/?>/
                )
            else { throw Fault(place: rest.prefix(60)) }
            let name = String(tag.output.2)
            rest = rest[tag.range.upperBound...]
            if name == "!DOCTYPE" { continue }
            elements.insert(name)
            for attribute in tag.output.3.matches(of: /([a-zA-Z0-9-]+)(?:="([^"]*)")?/) {
                attributes.insert(String(attribute.output.1))
                if attribute.output.1 == "href" { links.append(String(attribute.output.2 ?? "")) }
                if attribute.output.1 == "id" { places.insert("#" + (attribute.output.2 ?? "")) }
            }
            if name == "style" {
                guard let end = rest.range(of: "</style>") else { throw Fault(place: rest) }
                rest = rest[end.upperBound...]
                continue
            }
            let isAlone =
                ["meta", "line", "rect", "circle"].contains(name) && html[tag.range].hasSuffix("/>")
                || name == "meta"
            if tag.output.1 == "/" {
                guard open.popLast() == name else { throw Fault(place: html[tag.range]) }
            } else if !isAlone {
                open.append(name)
            }
        }
        guard open.isEmpty else { throw Fault(place: "\(open)"[...]) }
        text += Self.resolved(rest)
    }

    private static func resolved(_ text: Substring) -> String {
        String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&amp;", with: "&")
    }
}
