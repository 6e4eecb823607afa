/// A value of JSON, with numbers as they are written and fields in the order of the file.
package enum JSONValue: Sendable, Hashable {
    case string(String)
    /// The digits as they stand, so that none is lost.
    case number(String)
    case bool(Bool)
    case null
    case array([JSONValue])
    case object([Field])

    /// A member of an object.
    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// What it is, for error messages.
    package var kind: String {
        switch self {
        case .string: "a text"
        case .number: "a number"
        case .bool: "true or false"
        case .null: "null"
        case .array: "a list"
        case .object: "an object"
        }
    }

    /// A text, number or truth value as text; nil for all else.
    package var scalarText: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// The value as text: a scalar as it is, a list or object as compact JSON.
    package var text: String {
        scalarText ?? json
    }

    /// The value as compact JSON.
    package var json: String {
        var json = ""
        write(to: &json)
        return json
    }

    private func write(to json: inout String) {
        switch self {
        case .string(let text): Self.write(text, to: &json)
        case .number(let digits): json += digits
        case .bool(let value): json += value ? "true" : "false"
        case .null: json += "null"
        case .array(let values):
            json += "["
            for (index, value) in values.enumerated() {
                if index > 0 { json += "," }
                value.write(to: &json)
            }
            json += "]"
        case .object(let fields):
            json += "{"
            for (index, field) in fields.enumerated() {
                if index > 0 { json += "," }
                Self.write(field.name, to: &json)
                json += ":"
                field.value.write(to: &json)
            }
            json += "}"
        }
    }

    private static func write(_ text: String, to json: inout String) {
        json += "\""
        defer { json += "\"" }
        let needsEscapes = text.utf8.contains {
            $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\")
        }
        guard needsEscapes else {
            json += text
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case "\r": json += "\\r"
            case "\t": json += "\\t"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
    }
}
