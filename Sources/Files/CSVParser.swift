/// The rows of comma-separated values (RFC 4180) in valid UTF-8, with the lines where they begin.
///
/// White space belongs to a cell, quoted or not. A quote within an unquoted cell is a character like
/// any other (A 5" pipe), as all readers of tables have it. What they differ in is refused rather
/// than guessed: white space before an opening quote, and text behind a closing quote.
package struct CSVParser {
    package struct Fault: Error {
        package var line: Int
        package var reason: String
    }

    private let bytes: TextBytes
    private var separator = UInt8(ascii: ",")
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
        separator = first.guessedSeparator()
    }

    /// The cells of the next line that is not empty, with its number; nil at the end.
    package mutating func row() throws(Fault) -> (line: Int, cells: [String])? {
        skipEmptyLines()
        guard offset < bytes.count else { return nil }
        let start = line
        var cells = [try cell(rowLine: start)]
        while offset < bytes.count, bytes[offset] == separator {
            offset += 1
            cells.append(try cell(rowLine: start))
        }
        return (start, cells)
    }

    // MARK: - Cells

    /// The cell that begins here, up to its separator, the line's end or the end.
    private mutating func cell(rowLine: Int) throws(Fault) -> String {
        guard offset < bytes.count, bytes[offset] == Self.quote else {
            let start = offset
            while offset < bytes.count, !endsCell(bytes[offset]) {
                if bytes[offset] == Self.quote, isBlank(start..<offset) {
                    throw Self.stray(rowLine)
                }
                offset += 1
            }
            return bytes.text(start..<offset)
        }
        return try quotedCell(rowLine: rowLine)
    }

    private mutating func quotedCell(rowLine: Int) throws(Fault) -> String {
        let startLine = line
        offset += 1
        var content: [UInt8] = []
        var start = offset
        while offset < bytes.count {
            guard bytes[offset] == Self.quote else {
                if !takeLineEnd() { offset += 1 }
                continue
            }
            content.append(contentsOf: bytes[start..<offset])
            offset += 1
            guard offset < bytes.count, bytes[offset] == Self.quote else {
                guard offset == bytes.count || endsCell(bytes[offset]) else {
                    throw Self.stray(rowLine)
                }
                return String(decoding: content, as: UTF8.self)
            }
            // The second of two quotes is part of the cell.
            start = offset
            offset += 1
        }
        throw Fault(line: startLine, reason: "the quoted cell that begins here is never closed")
    }

    private func endsCell(_ byte: UInt8) -> Bool { byte == separator || Self.isLineEnd(byte) }

    private func isBlank(_ range: Range<Int>) -> Bool {
        range.allSatisfy { bytes[$0] == 0x20 || bytes[$0] == 0x09 }
    }

    private static func stray(_ line: Int) -> Fault {
        Fault(
            line: line,
            reason: "white space stands before the opening quote of a cell, or text follows the "
                + "closing quote of one; quote the whole cell and double the quotes in it")
    }

    // MARK: - Lines

    private mutating func skipEmptyLines() {
        while offset < bytes.count, takeLineEnd() {}
    }

    /// Goes behind a line feed, a carriage return, or both.
    private mutating func takeLineEnd() -> Bool {
        guard Self.isLineEnd(bytes[offset]) else { return false }
        let isPair = bytes[offset] == 0x0D && offset + 1 < bytes.count && bytes[offset + 1] == 0x0A
        offset += isPair ? 2 : 1
        line += 1
        return true
    }

    /// The first comma, semicolon or tab outside of quotes in the row that begins here, without one
    /// an upright bar; a comma where there is none of them.
    private func guessedSeparator() -> UInt8 {
        var isQuoted = false
        var separator = UInt8(ascii: ",")
        for position in offset..<max(offset, bytes.count) {
            let byte = bytes[position]
            if byte == Self.quote { isQuoted.toggle() }
            if isQuoted { continue }
            if Self.isLineEnd(byte) { break }
            if Self.separators.contains(byte) { return byte }
            if byte == UInt8(ascii: "|") { separator = byte }
        }
        return separator
    }

    private static let quote = UInt8(ascii: "\"")
    private static let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
