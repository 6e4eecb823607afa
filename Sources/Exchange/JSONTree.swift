import Files
import FoundationEssentials

/// A value of JSON, read without assumptions about its shape.
enum JSONTree: Sendable, Hashable, Codable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONTree])
    case object([String: JSONTree])

    init(json: String) throws {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .throw
        self = try decoder.decode(JSONTree.self, from: Data(json.utf8))
    }

    init(from decoder: any Decoder) throws {
        let box = try decoder.singleValueContainer()
        if box.decodeNil() {
            self = .null
        } else if let value = try? box.decode(String.self) {
            self = .string(value)
        } else if let value = try? box.decode(Double.self) {
            self = .number(value)
        } else if let value = try? box.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? box.decode([JSONTree].self) {
            self = .array(value)
        } else {
            self = .object(try box.decode([String: JSONTree].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var box = encoder.singleValueContainer()
        switch self {
        case .null: try box.encodeNil()
        case .bool(let value): try box.encode(value)
        case .number(let value): try box.encode(value)
        case .string(let value): try box.encode(value)
        case .array(let value): try box.encode(value)
        case .object(let value): try box.encode(value)
        }
    }

    /// One line of JSON with sorted fields.
    ///
    /// Characters by which a text could control a terminal or the direction of writing stand as
    /// escapes, so that a file is harmless where it is shown and yet the same text.
    func json() throws -> String {
        let text = try jsonText()
        guard text.unicodeScalars.contains(where: Self.isUnruly) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            if Self.isUnruly(scalar) {
                let digits = String(scalar.value, radix: 16)
                escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Whether a character that JSON may hold as it is does something to a terminal.
    private static func isUnruly(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x7F...0x9F, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    static func texts(_ texts: [String]) -> JSONTree { .array(texts.map { .string($0) }) }

    subscript(_ name: String) -> JSONTree? {
        guard case .object(let fields) = self else { return nil }
        return fields[name]
    }
}
