/// Reads values of JSON (RFC 8259) strictly from bytes that are valid UTF-8.
///
/// ``JSONReader`` knows the tokens; this makes values of them. It tells where a fault is, keeps the
/// order of fields, and refuses what other parsers take silently: a name twice in one object, half
/// a surrogate pair unless ``takesHalfPairs`` says otherwise, anything nested deeper than ``deepest``.
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
    /// So many names are compared one by one.
    private static let few = 16

    private let bytes: TextBytes
    /// The tokens of the present range.
    private var reader: JSONReader
    /// Where the range begins.
    private var start: Int
    private var depth = 0
    /// The names of the last record: the next one most likely has the same.
    private var names: [String] = []
    /// The same names with their quotes as the file has them.
    private var writtenNames: [[UInt8]] = []
    /// The same names once more, so that an object of many costs no more a name than one of few.
    private var knownNames: Set<String> = []
    /// Whether NaN and the infinities, which are no JSON but which Python writes, are read as null.
    package var readsNonNumbers = false
    /// Whether half a surrogate pair, which Python writes of an answer that was cut within an emoji, is
    /// read as U+FFFD.
    package var takesHalfPairs = false
    /// How many texts had half a pair and were taken.
    package private(set) var halfPairs = 0

    package init(_ bytes: TextBytes, range: Range<Int>) {
        self.bytes = bytes
        start = range.lowerBound
        reader = JSONReader(UnsafeRawBufferPointer(bytes[range]))
    }

    /// The next byte to read.
    package var offset: Int { start + reader.position }

    /// Goes on within another range of the same bytes.
    package mutating func move(to range: Range<Int>) {
        start = range.lowerBound
        reader = JSONReader(UnsafeRawBufferPointer(bytes[range]))
        depth = 0
    }

    private var end: Int { start + reader.bytes.count }

    @inline(__always)
    private var next: UInt8? {
        reader.position < reader.bytes.count ? reader.bytes[reader.position] : nil
    }

    /// Whether nothing but white space is left.
    package mutating func isAtEnd() -> Bool {
        reader.skipSpace()
        return next == nil
    }

    /// One value with nothing but white space behind it.
    ///
    /// - Parameter reason: what is said where something follows.
    package mutating func onlyValue(
        orSay reason: String = "text follows the value"
    ) throws(Fault) -> JSONValue {
        let value = try value()
        guard isAtEnd() else { throw Fault(offset: offset, reason: reason) }
        return value
    }

    package mutating func skipSpace() { reader.skipSpace() }

    /// Takes one byte after white space if it is the given one.
    package mutating func take(_ byte: UInt8) -> Bool {
        reader.skipSpace()
        return reader.take(byte)
    }

    package mutating func value() throws(Fault) -> JSONValue {
        reader.skipSpace()
        guard let byte = next else { throw fault("the text ends where a value is expected") }
        switch byte {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "t"), UInt8(ascii: "f"):
            if let value = try? reader.boolean() { return .bool(value) }
        case UInt8(ascii: "n"):
            if (try? reader.null()) == true { return .null }
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            if readsNonNumbers, takeNonNumber() { return .null }
            return .number(try number())
        default: break
        }
        if readsNonNumbers, takeNonNumber() { return .null }
        throw fault("\(shown) is no JSON value")
    }

    private static let nonNumbers = ["NaN", "Infinity", "-Infinity"].map { Array($0.utf8) }

    private mutating func takeNonNumber() -> Bool {
        for word in Self.nonNumbers
        where word.count <= end - offset && bytes.starts(with: word, at: offset) {
            reader.move(to: reader.position + word.count)
            return true
        }
        return false
    }

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
        // Most objects have few members, which are compared faster than hashed.
        var known: Set<String> = []
        if take(UInt8(ascii: "}")) { return fields }
        repeat {
            let start = try nameStart()
            let name = try string()
            if fields.count == Self.few { known = Set(fields.map(\.name)) }
            let isTwice =
                fields.count < Self.few
                ? fields.contains { $0.name == name } : !known.insert(name).inserted
            if isTwice { throw Self.twice(name, at: start) }
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
            reader.move(to: reader.position + writtenNames[position].count)
            return names[position]
        }
        forgetNames(from: position)
        let name = try string()
        guard knownNames.insert(name).inserted else { throw Self.twice(name, at: start) }
        names.append(name)
        writtenNames.append(Array(bytes[start..<offset]))
        return name
    }

    private mutating func forgetNames(from position: Int) {
        guard position < names.count else { return }
        knownNames.subtract(names[position...])
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
        reader.move(to: reader.position + 1)
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

    private mutating func number() throws(Fault) -> String {
        do throws(JSONError) {
            let range = try reader.numberRange()
            return bytes.text(start + range.lowerBound..<start + range.upperBound)
        } catch {
            throw Fault(offset: start + error.offset, reason: error.reason)
        }
    }

    private mutating func string() throws(Fault) -> String {
        let first = reader.position + 1
        do throws(JSONError) {
            let text = try reader.text()
            if let half = text.loneSurrogate {
                guard takesHalfPairs else {
                    throw JSONError(
                        offset: first + half, reason: "this escape is half of a surrogate pair")
                }
                halfPairs += 1
            }
            return String(text)
        } catch {
            throw Fault(offset: start + error.offset, reason: error.reason)
        }
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

extension JSONValue {
    /// The value that a whole text is; nil where it is no JSON, or where anything follows.
    package init?(whole text: String) {
        let bytes = TextBytes(Array(text.utf8))
        var parser = JSONParser(bytes, range: 0..<bytes.count)
        guard let value = try? parser.onlyValue() else { return nil }
        self = value
    }
}
