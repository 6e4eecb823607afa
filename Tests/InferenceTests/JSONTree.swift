import Files
import Foundation

@testable import Inference

/// A whole JSON value, to compare the pull reader with Foundation's parser.
enum JSONTree: Equatable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([JSONTree])
    case object([String: JSONTree])

    init(_ reader: inout JSONReader) throws(JSONError) {
        switch reader.peek() {
        case UInt8(ascii: "{"):
            var members: [String: JSONTree] = [:]
            try reader.members { reader, key throws(JSONError) in
                members[String(key)] = try JSONTree(&reader)
            }
            self = .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONTree] = []
            try reader.elements { reader throws(JSONError) in
                elements.append(try JSONTree(&reader))
            }
            self = .array(elements)
        case UInt8(ascii: "\""): self = .string(try reader.string())
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .boolean(try reader.boolean())
        case UInt8(ascii: "n"):
            guard try reader.null() else { throw reader.expected("null") }
            self = .null
        default: self = .number(try reader.double())
        }
    }

    init(_ bytes: [UInt8]) throws {
        self = try bytes.readJSON { reader throws(JSONError) in try JSONTree(&reader) }
    }
}

extension JSONTree: Decodable {
    /// What Foundation reads.
    init(from decoder: any Decoder) throws {
        let box = try decoder.singleValueContainer()
        if box.decodeNil() {
            self = .null
        } else if let boolean = try? box.decode(Bool.self) {
            self = .boolean(boolean)
        } else if let number = try? box.decode(Double.self) {
            self = .number(number)
        } else if let string = try? box.decode(String.self) {
            self = .string(string)
        } else if let elements = try? box.decode([JSONTree].self) {
            self = .array(elements)
        } else {
            self = .object(try box.decode([String: JSONTree].self))
        }
    }
}
