/// A strict parser of JSON (RFC 8259) over bytes that are valid UTF-8.
///
/// It tells where a fault is, keeps the order of fields, and refuses what other parsers take
/// silently: a name twice in one object, half a surrogate pair, anything nested deeper than
/// ``deepest``.
package struct JSONParser {
    /// What is wrong, and where.
    package struct Fault: Error {
        package var offset: Int
        package var reason: String
        /// The field in which it was met.
        package var field: String?
        /// Whether the fault is a name that one object has twice.
        package var isNameTwice = false

        package init(offset: Int, reason: String, field: String? = nil, isNameTwice: Bool = false) {
            self.offset = offset
            self.reason = reason
            self.field = field
            self.isNameTwice = isNameTwice
        }
    }

    private static let deepest = 100

    private let bytes: TextBytes
    private var end: Int
    /// The next byte to read.
    package private(set) var offset: Int
    private var depth = 0
    /// The names of the last record: the next one most likely has the same.
    private var names: [String] = []
    /// The same names with their quotes as the file has them.
    private var writtenNames: [[UInt8]] = []
    /// Whether NaN and the infinities, which are no JSON but which Python writes, are read as null.
    package var readsNonNumbers = false
    /// Room for a text with escapes.
    private var unescaped: [UInt8] = []

    package init(_ bytes: TextBytes, range: Range<Int>) {
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    /// Goes on within another range of the same bytes.
    package mutating func move(to range: Range<Int>) {
        offset = range.lowerBound
        end = range.upperBound
        depth = 0
    }

    @inline(__always)
    private var next: UInt8? { offset < end ? bytes[offset] : nil }

    /// Whether nothing but white space is left.
    package mutating func isAtEnd() -> Bool {
        skipSpace()
        return offset == end
    }

    package mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            offset += 1
        }
    }

    /// Takes one byte after white space if it is the given one.
    package mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        offset += 1
        return true
    }

    package mutating func value() throws(Fault) -> JSONValue {
        skipSpace()
        guard let byte = next else { throw fault("the text ends where a value is expected") }
        switch byte {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-") where readsNonNumbers && isInfinity: break
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: break
        }
        if readsNonNumbers {
            for word in Self.nonNumbers
            where bytes.starts(with: Array(word.utf8), at: offset) {
                offset += word.utf8.count
                return .null
            }
        }
        throw fault("\(shown) is no JSON value")
    }

    private static let nonNumbers = ["NaN", "Infinity", "-Infinity"]

    private var isInfinity: Bool { bytes.starts(with: Array("-I".utf8), at: offset) }

    /// The names and values of an object, from its brace on.
    ///
    /// Where they are those of the last record, the names are shared with it.
    package mutating func record() throws(Fault) -> (names: [String], values: [JSONValue]) {
        try open()
        defer { depth -= 1 }
        var values: [JSONValue] = []
        values.reserveCapacity(names.count)
        if !take(UInt8(ascii: "}")) {
            repeat {
                let name = try recordName(values.count)
                values.append(try member(name))
            } while take(UInt8(ascii: ","))
            try close(after: names[values.count - 1])
        }
        if values.count < names.count { forgetNames(from: values.count) }
        return (names, values)
    }

    private mutating func object() throws(Fault) -> [JSONValue.Field] {
        try open()
        defer { depth -= 1 }
        var fields: [JSONValue.Field] = []
        if take(UInt8(ascii: "}")) { return fields }
        repeat {
            let start = try nameStart()
            let name = try string()
            if fields.contains(where: { $0.name == name }) { throw Self.twice(name, at: start) }
            fields.append(JSONValue.Field(name: name, value: try member(name)))
        } while take(UInt8(ascii: ","))
        try close(after: fields.last?.name)
        return fields
    }

    // MARK: - Parts of objects

    private mutating func open() throws(Fault) {
        guard take(UInt8(ascii: "{")) else {
            throw fault(next == nil ? "an object { … } is missing" : "\(shown) begins no object")
        }
        try enter()
    }

    private mutating func close(after name: String?) throws(Fault) {
        guard take(UInt8(ascii: "}")) else {
            throw fault("a comma or } is expected, not \(shown)", name)
        }
    }

    private mutating func nameStart() throws(Fault) -> Int {
        skipSpace()
        guard next == UInt8(ascii: "\"") else {
            throw fault("a field's name in double quotes is expected, not \(shown)")
        }
        return offset
    }

    /// The name at a position of a record, which is then part of ``names``.
    private mutating func recordName(_ position: Int) throws(Fault) -> String {
        let start = try nameStart()
        if position < names.count, writtenNames[position].count <= end - offset,
            bytes.starts(with: writtenNames[position], at: offset)
        {
            offset += writtenNames[position].count
            return names[position]
        }
        forgetNames(from: position)
        let name = try string()
        if names.contains(name) { throw Self.twice(name, at: start) }
        names.append(name)
        writtenNames.append(Array(bytes[start..<offset]))
        return name
    }

    private mutating func forgetNames(from position: Int) {
        guard position < names.count else { return }
        names.removeSubrange(position...)
        writtenNames.removeSubrange(position...)
    }

    private static func twice(_ name: String, at offset: Int) -> Fault {
        Fault(
            offset: offset, reason: "this name occurs twice in one object", field: name,
            isNameTwice: true)
    }

    /// The colon and value behind a name.
    private mutating func member(_ name: String) throws(Fault) -> JSONValue {
        guard take(UInt8(ascii: ":")) else {
            throw fault("a colon is expected after the name, not \(shown)", name)
        }
        do {
            return try value()
        } catch {
            var fault = error
            fault.field = error.field ?? name
            throw fault
        }
    }

    private mutating func array() throws(Fault) -> [JSONValue] {
        offset += 1
        try enter()
        defer { depth -= 1 }
        var values: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return values }
        repeat { values.append(try value()) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else {
            throw fault("a comma or ] is expected, not \(shown)")
        }
        return values
    }

    private mutating func enter() throws(Fault) {
        depth += 1
        if depth > Self.deepest {
            throw fault("lists and objects are nested deeper than \(Self.deepest) levels")
        }
    }

    private mutating func literal(
        _ word: StaticString, _ value: JSONValue
    ) throws(Fault) -> JSONValue {
        let length = word.utf8CodeUnitCount
        let expected = UnsafeBufferPointer(start: word.utf8Start, count: length)
        guard end - offset >= length, bytes[offset..<offset + length].elementsEqual(expected)
        else {
            throw fault("\(shown) is no JSON value")
        }
        offset += length
        return value
    }

    private mutating func number() throws(Fault) -> String {
        let start = offset
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { $0 >= 0x30 && $0 <= 0x39 } ?? false }
        if next == UInt8(ascii: "-") { offset += 1 }
        guard isDigit(next) else { throw fault("a digit is expected in this number") }
        if next == UInt8(ascii: "0") {
            offset += 1
        } else {
            while isDigit(next) { offset += 1 }
        }
        if next == UInt8(ascii: ".") {
            offset += 1
            guard isDigit(next) else { throw fault("a digit is expected in this number") }
            while isDigit(next) { offset += 1 }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            offset += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
            guard isDigit(next) else { throw fault("a digit is expected in this number") }
            while isDigit(next) { offset += 1 }
        }
        return bytes.text(start..<offset)
    }

    // MARK: - Texts

    private mutating func string() throws(Fault) -> String {
        let start = offset
        offset = bytes.firstSpecial(in: offset + 1..<end)
        if next == UInt8(ascii: "\"") {
            defer { offset += 1 }
            return bytes.text(start + 1..<offset)
        }
        unescaped.removeAll(keepingCapacity: true)
        unescaped.append(contentsOf: bytes[start + 1..<offset])
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return String(decoding: unescaped, as: UTF8.self)
            case UInt8(ascii: "\\"):
                let scalar = try escape()
                if scalar.isASCII {
                    unescaped.append(UInt8(truncatingIfNeeded: scalar.value))
                } else {
                    unescaped.append(contentsOf: String(scalar).utf8)
                }
            default:
                throw fault("a raw control character stands in a text; write it as an escape")
            }
            let run = offset
            offset = bytes.firstSpecial(in: run..<max(run, end))
            unescaped.append(contentsOf: bytes[run..<offset])
        }
        throw Fault(offset: start, reason: "the text that begins here has no closing quote")
    }

    private mutating func escape() throws(Fault) -> Unicode.Scalar {
        let start = offset
        offset += 1
        let byte = next
        offset += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default:
            throw Fault(offset: start, reason: "a backslash is followed by no known escape")
        }
        let unit = try hexadecimal(start)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        if unit < 0xDC00, next == UInt8(ascii: "\\"), offset + 1 < end,
            bytes[offset + 1] == UInt8(ascii: "u")
        {
            offset += 2
            let low = try hexadecimal(start)
            if low >= 0xDC00, low < 0xE000,
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            {
                return scalar
            }
        }
        throw Fault(offset: start, reason: "this escape is half of a surrogate pair")
    }

    private mutating func hexadecimal(_ start: Int) throws(Fault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw Fault(offset: start, reason: "\\u needs four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }

    // MARK: - Faults

    private func fault(_ reason: String, _ field: String? = nil) -> Fault {
        Fault(offset: min(offset, end), reason: reason, field: field)
    }

    /// What stands at the present offset, for error messages.
    private var shown: String {
        guard offset < end else { return "the end" }
        let rest = Array(bytes[offset..<min(end, offset + 24)])
        let word = rest.prefix { $0 > 0x20 && $0 != UInt8(ascii: ",") }
        let text = String(decoding: word.isEmpty ? rest.prefix(1) : word, as: UTF8.self)
        return "\"\(PromptError.printable(text, limit: 12))\""
    }
}
