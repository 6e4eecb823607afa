import Files

/// A list or a dictionary of texts as Python prints it, which data frames write into cells.
enum PythonList {
    /// Texts in single or double quotes with commas or blanks between them, also as an array; nil for all
    /// else.
    static func texts(_ cell: String) -> [String]? {
        guard case .array(let values)? = PythonReader.value(cell, groups: false) else { return nil }
        return texts(values)
    }

    /// The same of a tuple or a set.
    static func group(_ cell: String) -> [String]? {
        guard let first = cell.utf8.first, first == UInt8(ascii: "(") || first == UInt8(ascii: "{"),
            case .array(let values)? = PythonReader.value(cell, groups: true)
        else { return nil }
        return texts(values)
    }

    /// The fields of a dictionary of texts and of lists of texts; nil for all else.
    static func fields(_ cell: String) -> [JSONValue.Field]? {
        guard case .object(let fields)? = PythonReader.value(cell, groups: true) else { return nil }
        return fields
    }

    private static func texts(_ values: [JSONValue]) -> [String]? {
        var texts: [String] = []
        for case .string(let text) in values { texts.append(text) }
        return texts.isEmpty || texts.count != values.count ? nil : texts
    }
}

/// Reads what Python prints of texts, numbers, lists and dictionaries, and NumPy of arrays.
private struct PythonReader {
    private var rest: Substring
    private let groups: Bool
    private static let mostDepth = 8

    /// The value that a whole cell is.
    ///
    /// - Parameter groups: whether tuples and sets are lists.
    static func value(_ cell: String, groups: Bool) -> JSONValue? {
        guard cell.utf8.first.map({ "[({a".utf8.contains($0) }) == true else { return nil }
        var reader = PythonReader(rest: cell[...], groups: groups)
        guard let value = reader.value(0) else { return nil }
        reader.skip()
        return reader.rest.isEmpty ? value : nil
    }

    private mutating func skip() { rest = rest.drop(while: \.isWhitespace) }

    private mutating func take(_ word: String) -> Bool {
        guard rest.hasPrefix(word) else { return false }
        rest = rest.dropFirst(word.count)
        return true
    }

    private mutating func value(_ depth: Int) -> JSONValue? {
        skip()
        guard depth < Self.mostDepth, let first = rest.first else { return nil }
        switch first {
        case "'", "\"": return text().map(JSONValue.string)
        case "[": return list(until: "]", depth)
        case "(": return groups ? list(until: ")", depth) : nil
        case "{": return groups ? braces(depth) : nil
        case "a": return array(depth)
        default: return word()
        }
    }

    /// `array([…], dtype=object)`.
    private mutating func array(_ depth: Int) -> JSONValue? {
        guard take("array(") else { return nil }
        skip()
        guard rest.first == "[", let value = list(until: "]", depth) else { return nil }
        guard let end = rest.firstIndex(of: ")"),
            rest[..<end].allSatisfy({ $0.isLetter || $0.isNumber || " ,=<'>|_.".contains($0) })
        else { return nil }
        rest = rest[rest.index(after: end)...]
        return value
    }

    private mutating func list(until end: Character, _ depth: Int) -> JSONValue? {
        rest = rest.dropFirst()
        var values: [JSONValue] = []
        while true {
            skip()
            if rest.first == end {
                rest = rest.dropFirst()
                return .array(values)
            }
            if take(",") { continue }
            guard let value = value(depth + 1) else { return nil }
            values.append(value)
        }
    }

    /// A dictionary, or a set.
    private mutating func braces(_ depth: Int) -> JSONValue? {
        let start = rest
        rest = rest.dropFirst()
        var fields: [JSONValue.Field] = []
        while true {
            skip()
            if take("}") { return fields.isEmpty ? nil : .object(fields) }
            if take(",") { continue }
            guard let name = text() else { return nil }
            skip()
            guard take(":") else {
                rest = start
                return fields.isEmpty ? list(until: "}", depth) : nil
            }
            guard let value = value(depth + 1) else { return nil }
            fields.append(JSONValue.Field(name: name, value: value))
        }
    }

    private mutating func text() -> String? {
        guard let quote = rest.first, quote == "'" || quote == "\"" else { return nil }
        rest = rest.dropFirst()
        var text = ""
        while let character = rest.popFirst() {
            if character == quote { return text }
            guard character == "\\" else {
                text.append(character)
                continue
            }
            guard let next = rest.popFirst() else { return nil }
            text.append(next == "n" ? "\n" : next == "t" ? "\t" : next)
        }
        return nil
    }

    private mutating func word() -> JSONValue? {
        let found = rest.prefix { $0.isLetter || $0.isNumber || "+-._".contains($0) }
        rest = rest.dropFirst(found.count)
        switch found {
        case "None", "nan": return .null
        case "True": return .bool(true)
        case "False": return .bool(false)
        default: return Double(found).flatMap { $0.isFinite ? .number("\(found)") : nil }
        }
    }
}
