/// A strict parser of JSON (RFC 8259) over bytes that are valid UTF-8.
///
/// It tells where a fault is, keeps the order of fields, and refuses what other parsers take
/// silently: a name twice in one object, half a surrogate pair, anything nested deeper than
/// ``deepest``.
struct JSONParser {
    /// What is wrong, and where.
    struct Fault: Error {
        var offset: Int
        var reason: String
        /// The field in which it was met.
        var field: String?
    }

    private static let deepest = 100

    private let bytes: [UInt8]
    private let end: Int
    /// The next byte to read.
    private(set) var offset: Int
    private var depth = 0
    /// The names in the order of the last object at the outermost level: the next object most
    /// likely has the same ones, whose texts can then be shared.
    private var names: [String] = []

    init(_ bytes: [UInt8], range: Range<Int>) {
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    /// Goes on within another range of the same bytes.
    mutating func move(to range: Range<Int>) -> JSONParser {
        var parser = JSONParser(bytes, range: range)
        parser.names = names
        return parser
    }

    private var next: UInt8? { offset < end ? bytes[offset] : nil }

    /// Whether nothing but white space is left.
    mutating func isAtEnd() -> Bool {
        skipSpace()
        return offset == end
    }

    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            offset += 1
        }
    }

    /// Takes one byte after white space if it is the given one.
    mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        offset += 1
        return true
    }

    mutating func value() throws(Fault) -> JSONValue {
        skipSpace()
        guard let byte = next else { throw fault("the text ends where a value is expected") }
        switch byte {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw fault("\(shown) is no JSON value")
        }
    }

    /// The members of an object, from its brace on.
    mutating func object() throws(Fault) -> [JSONValue.Field] {
        guard take(UInt8(ascii: "{")) else {
            throw fault(next == nil ? "an object { … } is missing" : "\(shown) begins no object")
        }
        try enter()
        defer { depth -= 1 }
        var fields: [JSONValue.Field] = []
        if take(UInt8(ascii: "}")) { return fields }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else {
                throw fault("a field's name in double quotes is expected, not \(shown)")
            }
            let start = offset
            let name = try name(fields.count)
            if fields.contains(where: { $0.name == name }) {
                throw Fault(
                    offset: start, reason: "this name occurs twice in one object", field: name)
            }
            guard take(UInt8(ascii: ":")) else {
                throw fault("a colon is expected after the name, not \(shown)", name)
            }
            do {
                fields.append(JSONValue.Field(name: name, value: try value()))
            } catch {
                throw Fault(
                    offset: error.offset, reason: error.reason, field: error.field ?? name)
            }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else {
            throw fault("a comma or } is expected, not \(shown)", fields.last?.name)
        }
        if depth == 1 { names = fields.map(\.name) }
        return fields
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
        guard end - offset >= length, bytes[offset..<offset + length].elementsEqual(expected) else {
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
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    // MARK: - Texts

    /// A field's name, shared with the last object where it is the same.
    private mutating func name(_ index: Int) throws(Fault) -> String {
        if depth == 1, index < names.count {
            let expected = names[index].utf8
            let length = expected.count
            if end - offset > length + 1, bytes[offset + 1 + length] == UInt8(ascii: "\""),
                bytes[offset + 1..<offset + 1 + length].elementsEqual(expected),
                !expected.contains(UInt8(ascii: "\\")), !expected.contains(UInt8(ascii: "\""))
            {
                offset += length + 2
                return names[index]
            }
        }
        return try string()
    }

    private mutating func string() throws(Fault) -> String {
        let start = offset
        offset += 1
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                defer { offset += 1 }
                return String(decoding: bytes[start + 1..<offset], as: UTF8.self)
            case UInt8(ascii: "\\"):
                return try escapedString(start)
            case 0..<0x20:
                throw fault("a raw control character stands in a text; write it as an escape")
            default:
                offset += 1
            }
        }
        throw Fault(offset: start, reason: "the text that begins here has no closing quote")
    }

    /// The rest of a text whose first escape is at the present offset.
    private mutating func escapedString(_ start: Int) throws(Fault) -> String {
        var text = Array(bytes[start + 1..<offset])
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                let scalar = try escape()
                text.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
            case 0..<0x20:
                throw fault("a raw control character stands in a text; write it as an escape")
            default:
                text.append(byte)
                offset += 1
            }
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
        let rest = bytes[offset..<min(end, offset + 24)]
        let word = rest.prefix { $0 > 0x20 && $0 != UInt8(ascii: ",") }
        let text = String(decoding: word.isEmpty ? rest.prefix(1) : word, as: UTF8.self)
        return "\"\(PromptError.printable(text, limit: 12))\""
    }
}
