/// A reader of comma-separated values (RFC 4180) over bytes that are valid UTF-8.
///
/// Cells may be quoted and then hold the separator, line breaks and doubled quotes. Lines may end in
/// LF, CRLF or CR; empty ones are skipped. Packages for this give no line numbers and guess where
/// quotes are broken; prompts must not be guessed.
struct CSVParser {
    struct Fault: Error {
        var line: Int
        var reason: String
    }

    private let bytes: TextBytes
    private let separator: UInt8
    /// The next byte to read.
    private(set) var offset: Int
    /// The line of the next byte, from 1.
    private(set) var line = 1

    init(_ bytes: TextBytes, from start: Int, separator: UInt8) {
        self.bytes = bytes
        self.separator = separator
        offset = start
    }

    /// The separator that the first line uses most, outside of quotes: comma, semicolon or tab.
    static func separator(of bytes: TextBytes, from start: Int) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in bytes[start..<bytes.count] {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, byte == 0x0A || byte == 0x0D { break }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]
        return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? candidates[0]
    }

    /// The cells of the next line that is not empty, with its number; nil at the end.
    mutating func row() throws(Fault) -> (line: Int, cells: [String])? {
        while offset < bytes.count, takeLineEnd() {}
        guard offset < bytes.count else { return nil }
        let start = line
        var cells: [String] = []
        while true {
            cells.append(try cell())
            guard offset < bytes.count else { break }
            if bytes[offset] == separator {
                offset += 1
                continue
            }
            if takeLineEnd() { break }
        }
        return (start, cells)
    }

    /// Leaves the offset at a separator, a line's end or the end.
    private mutating func cell() throws(Fault) -> String {
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") { return try quoted() }
        let start = offset
        while offset < bytes.count, !isEnd(bytes[offset]) {
            if bytes[offset] == UInt8(ascii: "\"") {
                throw Fault(
                    line: line,
                    reason: "a quote stands within an unquoted cell; quote the whole cell and "
                        + "double the quotes in it")
            }
            offset += 1
        }
        return bytes.text(start..<offset)
    }

    private mutating func quoted() throws(Fault) -> String {
        let opening = line
        offset += 1
        var text: [UInt8] = []
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                offset += 1
                guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
                    guard offset == bytes.count || isEnd(bytes[offset]) else {
                        throw Fault(
                            line: line, reason: "text follows the closing quote of a cell")
                    }
                    return String(decoding: text, as: UTF8.self)
                }
            } else if byte == 0x0A || byte == 0x0D && !isFollowedByLineFeed {
                line += 1
            }
            text.append(byte)
            offset += 1
        }
        throw Fault(line: opening, reason: "the quoted cell that begins here is never closed")
    }

    private var isFollowedByLineFeed: Bool {
        offset + 1 < bytes.count && bytes[offset + 1] == 0x0A
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == separator || byte == 0x0A || byte == 0x0D
    }

    private mutating func takeLineEnd() -> Bool {
        guard bytes[offset] == 0x0A || bytes[offset] == 0x0D else { return false }
        offset += bytes[offset] == 0x0D && isFollowedByLineFeed ? 2 : 1
        line += 1
        return true
    }
}
