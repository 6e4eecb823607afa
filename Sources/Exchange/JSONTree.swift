import Files
import FoundationEssentials

/// A value of JSON, read without assumptions about its shape.
enum JSONTree: Sendable, Hashable, Decodable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONTree])
    case object([String: JSONTree])
    /// A value that was written before.
    case written([UInt8])

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

    /// One line of JSON with sorted fields; see ``JSONOutput`` for what is escaped.
    func json() throws(EncodingFault) -> String {
        var output = JSONOutput()
        try write(to: &output)
        return String(decoding: output.bytes, as: UTF8.self)
    }

    func write(to output: inout JSONOutput) throws(EncodingFault) {
        switch self {
        case .null: output.null()
        case .bool(let value): output.bool(value)
        case .number(let value): try output.number(value)
        case .string(let value): output.string(value)
        case .written(let json): output.raw(json)
        case .array(let values):
            output.beginList()
            for value in values { try value.write(to: &output) }
            output.endList()
        case .object(let fields):
            output.beginObject()
            try Self.write(members: fields, to: &output)
            output.endObject()
        }
    }

    /// Writes the members of an object that is open, sorted by their names.
    static func write(
        members fields: [String: JSONTree], to output: inout JSONOutput
    ) throws(EncodingFault) {
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            output.name(name)
            try value.write(to: &output)
        }
    }

    static func texts(_ texts: [String]) -> JSONTree { .array(texts.map { .string($0) }) }

    subscript(_ name: String) -> JSONTree? {
        guard case .object(let fields) = self else { return nil }
        return fields[name]
    }
}
