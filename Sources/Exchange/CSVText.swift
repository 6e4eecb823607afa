import Files
import Text

/// Writes rows as CSV (RFC 4180): commas, line feeds, quotes doubled within quotes.
struct CSVText {
    /// What was written and not taken yet.
    var bytes: [UInt8] = []

    private let isForSpreadsheets: Bool
    private var isFirstCell = true

    /// - Parameter isForSpreadsheets: whether programs that compute what looks like a formula must
    ///   find none: such a cell begins with an apostrophe then, and control characters stand as text.
    init(isForSpreadsheets: Bool = false) {
        self.isForSpreadsheets = isForSpreadsheets
    }

    mutating func row(_ cells: [String]) {
        for cell in cells { self.cell(cell) }
        endRow()
    }

    mutating func cell(_ text: String) {
        separate()
        var text = isForSpreadsheets ? Self.harmless(text) : text
        text.withUTF8 { append($0) }
    }

    mutating func cell(_ number: Int) {
        separate()
        bytes.append(decimal: Int64(number))
    }

    /// A number with as many digits as tell it from all others, or an empty cell.
    mutating func cell(_ number: Double?) {
        separate()
        if let number { bytes.append(contentsOf: number.description.utf8) }
    }

    mutating func endRow() {
        bytes.append(UInt8(ascii: "\n"))
        isFirstCell = true
    }

    private mutating func separate() {
        if !isFirstCell { bytes.append(UInt8(ascii: ",")) }
        isFirstCell = false
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        let needsQuotes = text.contains {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n")
                || $0 == UInt8(ascii: "\r")
        }
        // Spaces at an end are kept by every reader only within quotes.
        let hasOuterSpace = text.first == UInt8(ascii: " ") || text.last == UInt8(ascii: " ")
        guard needsQuotes || hasOuterSpace else { return bytes.append(contentsOf: text) }
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The cell as text that no spreadsheet takes for a formula; numbers stay numbers.
    private static func harmless(_ text: String) -> String {
        let safe = SafeText.lines(text).map(\.string).joined(separator: "\n")
        // The last four are full-width forms, which some take for the first.
        let begins = "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars
        guard let first = safe.unicodeScalars.first, begins.contains(first), Double(safe) == nil
        else { return safe }
        return "'" + safe
    }
}
