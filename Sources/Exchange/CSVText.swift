/// Writes rows as CSV (RFC 4180): commas, line feeds, quotes doubled within quotes.
enum CSVText {
    /// One row with its line feed.
    static func row(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",") + "\n"
    }

    private static func cell(_ text: String) -> String {
        let needsQuotes = text.utf8.contains {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n")
                || $0 == UInt8(ascii: "\r")
        }
        // Spaces at an end are kept by every reader only within quotes.
        let hasOuterSpace = text.first == " " || text.last == " "
        guard needsQuotes || hasOuterSpace else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
