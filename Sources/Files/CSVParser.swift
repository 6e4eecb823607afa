import SwiftCSV

/// The rows of comma-separated values (RFC 4180) in valid UTF-8.
///
/// SwiftCSV reads the cells. Its errors have no place, and some texts that the standard allows it
/// changes silently, so that it gets one row at a time in this way:
/// - A row ends at the first line end where no quote is open, and is ended with a line feed, without
///   which an empty last cell would be lost.
/// - SwiftCSV goes by `Character` and drops white space before a cell: of `1, 2` it would give "2",
///   and of `1,` before a combining mark, a vowel sign or a skin tone one cell. So bytes that are
///   neither graphic ASCII nor the separator are shown to it as letters (``disguised(_:)``).
/// - It takes doubled quotes in an unquoted cell, and quotes that are never closed. So what it has
///   read must be the row again when it is written.
package struct CSVParser {
    package struct Fault: Error {
        package var line: Int
        package var reason: String
    }

    private let bytes: TextBytes
    private var delimiter = CSVDelimiter.tab
    /// The next byte to read.
    package private(set) var offset: Int
    /// The line of the next byte, from 1.
    package private(set) var line = 1

    /// - Parameter start: where the first row begins; what separates its cells, a comma, a semicolon
    ///   or a tab, separates all.
    package init(_ bytes: TextBytes, from start: Int) {
        self.bytes = bytes
        offset = start
        var first = self
        first.skipEmptyLines()
        delimiter = .guessed(string: disguised(first.takeRow().range))
    }

    /// The cells of the next line that is not empty, with its number; nil at the end.
    package mutating func row() throws(Fault) -> (line: Int, cells: [String])? {
        skipEmptyLines()
        guard offset < bytes.count else { return nil }
        let start = line
        let (range, isClosed) = takeRow()
        // The header of a table that has only this row.
        let table = try? CSV<NoRows>(
            string: disguised(range) + "\n", delimiter: delimiter, loadColumns: false)
        let cells = table?.header.map(revealed)
        if let cells, !isClosed {
            throw Fault(
                line: start + cells.dropLast().map(Self.lineEnds).reduce(0, +),
                reason: "the quoted cell that begins here is never closed")
        }
        guard let cells, isFaithful(cells, to: range) else {
            throw Fault(
                line: start,
                reason: "a quote stands within an unquoted cell, or text follows the closing quote "
                    + "of a cell; quote the whole cell and double the quotes in it")
        }
        return (start, cells)
    }

    // MARK: - Places

    private mutating func skipEmptyLines() {
        while offset < bytes.count, takeLineEnd() {}
    }

    /// Goes to the line end, or the end, where no quote is open.
    private mutating func takeRow() -> (range: Range<Int>, isClosed: Bool) {
        let start = offset
        var isQuoted = false
        while offset < bytes.count {
            if bytes[offset] == Self.quote { isQuoted.toggle() }
            if !isQuoted, Self.isLineEnd(bytes[offset]) { break }
            if !takeLineEnd() { offset += 1 }
        }
        return (start..<offset, !isQuoted)
    }

    /// Goes behind a line feed, a carriage return, or both.
    private mutating func takeLineEnd() -> Bool {
        guard Self.isLineEnd(bytes[offset]) else { return false }
        let isPair = bytes.starts(with: Self.pair, at: offset)
        offset += isPair ? 2 : 1
        line += 1
        return true
    }

    private static let quote = UInt8(ascii: "\"")
    private static let pair: [UInt8] = [0x0D, 0x0A]

    private static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == 0x0A || byte == 0x0D
    }

    private static func lineEnds(_ text: String) -> Int {
        text.count { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
    }

    // MARK: - What SwiftCSV is shown

    /// A row in which every scalar is a character of its own, and none but a separator is white.
    ///
    /// The byte b becomes the letter U+0100 + b.
    private func disguised(_ range: Range<Int>) -> String {
        var shown: [UInt8] = []
        shown.reserveCapacity(2 * range.count)
        for byte in bytes[range] {
            if 0x21...0x7E ~= byte || byte == 0x09 && delimiter == .tab {
                shown.append(byte)
            } else {
                shown.append(0xC4 | byte >> 6)
                shown.append(0x80 | byte & 0x3F)
            }
        }
        return String(decoding: shown, as: UTF8.self)
    }

    private func revealed(_ cell: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(cell.utf8.count)
        var high: UInt8 = 0
        for byte in cell.utf8 {
            switch byte {
            case 0xC4...0xC7: high = byte << 6
            case 0x80...0xBF: bytes.append(high | byte & 0x3F)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether cells, written again with quotes where the row has them, are the row.
    private func isFaithful(_ cells: [String], to range: Range<Int>) -> Bool {
        var rest = bytes[range][...]
        for (index, cell) in cells.enumerated() {
            if index > 0, rest.popFirst() != delimiter.rawValue.asciiValue { return false }
            let isQuoted = rest.first == Self.quote
            if isQuoted { rest.removeFirst() }
            for byte in cell.utf8 {
                if rest.popFirst() != byte { return false }
                if isQuoted, byte == Self.quote, rest.popFirst() != byte { return false }
            }
            if isQuoted, rest.popFirst() != Self.quote { return false }
        }
        return rest.isEmpty
    }
}

/// What SwiftCSV makes of a table below its header: nothing.
private struct NoRows: CSVView {
    var rows: [Never] { [] }
    var columns: Never? { nil }

    init(
        header: [String], text: String, delimiter: CSVDelimiter, loadColumns: Bool, rowLimit: Int?
    ) {}

    func serialize(header: [String], delimiter: CSVDelimiter) -> String { "" }
}
