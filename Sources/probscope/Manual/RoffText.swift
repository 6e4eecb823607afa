/// A page in the language of `man`, written piece by piece.
///
/// The text is ASCII alone: whatever else there is becomes an escape, so that the page is the same
/// under every locale and every formatter.
struct RoffText {
    private(set) var text = ""
    /// A heading begins a paragraph by itself.
    private var isAfterHeading = false

    /// The title line.
    init(name: String, section: Int, date: String, source: String, manual: String) {
        // The date is read by the formatter, so that its hyphens stay.
        text +=
            ".TH \"\(Self.escaped(name.uppercased()))\" \"\(section)\" \"\(date)\" "
            + "\"\(Self.escaped(source))\" \"\(Self.escaped(manual))\"\n"
    }

    mutating func section(_ title: String) { heading("SH", title.uppercased()) }

    mutating func subsection(_ title: String) { heading("SS", title) }

    /// A paragraph that is filled.
    mutating func paragraph(_ words: String) { marked(Self.line(words)) }

    /// Lines that stay as they are, such as examples and tables.
    mutating func verbatim(_ lines: [some StringProtocol]) {
        beginParagraph()
        text += ".EX\n"
        for line in lines { text += Self.line(String(line)) + "\n" }
        text += ".EE\n"
    }

    /// A term with its explanation; the term's markup is made by ``bold(_:)`` and ``italic(_:)``.
    mutating func entry(_ term: String, _ explanation: String) {
        text += ".TP\n\(term)\n\(Self.line(explanation))\n"
        isAfterHeading = false
    }

    /// A paragraph that has its markup already.
    mutating func marked(_ line: String) {
        beginParagraph()
        text += line + "\n"
    }

    /// The text of a help page: blocks between empty lines are filled, unless their lines are
    /// indented or have columns.
    mutating func discussion(_ help: String) {
        let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
        for block in lines.split(whereSeparator: \.isEmpty) {
            if block.contains(where: { $0.contains("  ") }) {
                verbatim(Array(block))
            } else {
                paragraph(block.joined(separator: " "))
            }
        }
    }

    // MARK: - Markup

    static func bold(_ words: String) -> String { "\\fB\(escaped(words))\\fR" }

    static func italic(_ words: String) -> String { "\\fI\(escaped(words))\\fR" }

    /// Text in which nothing is a command to the formatter.
    static func escaped(_ words: String) -> String {
        var result = ""
        for scalar in words.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            // A bare one is a hyphen, which cannot be pasted into a shell.
            case "-": result += "\\-"
            // These become typographic marks.
            case "'": result += "\\(aq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "\"": result += "\\(dq"
            case "\n", "\t": result += " "
            case " "..."\u{7E}": result.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result +=
                    "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count))
                    + digits + "]"
            }
        }
        return result
    }

    /// A whole line of text: a dot or an apostrophe at its start would be a request.
    private static func line(_ words: String) -> String {
        let result = escaped(words)
        return result.hasPrefix(".") ? "\\&" + result : result
    }

    private mutating func heading(_ request: String, _ title: String) {
        text += ".\(request) \"\(Self.escaped(title))\"\n"
        isAfterHeading = true
    }

    private mutating func beginParagraph() {
        if !isAfterHeading { text += ".PP\n" }
        isAfterHeading = false
    }
}
