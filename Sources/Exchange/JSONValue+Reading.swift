import Files
import Prompts

extension JSONValue {
    subscript(_ name: String) -> JSONValue? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { $0.name == name }?.value
    }

    var string: String? { if case .string(let text) = self { text } else { nil } }
    var number: Double? { if case .number(let digits) = self { Double(digits) } else { nil } }

    var flag: Bool? { if case .bool(let value) = self { value } else { nil } }
    var list: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
    var isNull: Bool { if case .null = self { true } else { false } }
    var isObject: Bool { if case .object = self { true } else { false } }

    /// The fields of an object by their names.
    var fields: [String: JSONValue]? {
        guard case .object(let fields) = self else { return nil }
        return Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    /// The first of these fields that is there, under its own name or one that differs in case and
    /// separators only, as "Prompt", "userPrompt" and "user prompt" do.
    func member(
        of names: [String], where isWanted: (JSONValue) -> Bool = { _ in true }
    ) -> (name: String, value: JSONValue)? {
        guard case .object(let fields) = self else { return nil }
        for name in names {
            if let field = fields.first(where: { $0.name == name }), isWanted(field.value) {
                return (field.name, field.value)
            }
        }
        // Most names are in lower case with underscores, as those looked for.
        let others = fields.filter { field in
            field.name.utf8.contains { 0x41...0x5A ~= $0 || $0 == 0x20 || $0 == 0x2D }
        }
        guard !others.isEmpty else { return nil }
        for name in names {
            if let field = others.first(where: { FieldName.areAlike($0.name, name) }),
                isWanted(field.value)
            {
                return (field.name, field.value)
            }
        }
        return nil
    }

    /// A text or number as an identifier; 1 and 1.0 are the same one.
    var scalar: String? {
        switch self {
        case .string(let text): text
        case .number(let digits):
            // Digits beyond what a floating-point number holds must not be lost.
            Int(digits).map { "\($0)" } ?? number.flatMap(Int.init(exactly:)).map { "\($0)" }
                ?? digits
        default: nil
        }
    }

    /// A text or number, or those of a list; nil for anything else.
    var texts: [String]? {
        guard case .array(let values) = self else { return scalarText.map { [$0] } }
        let texts = values.compactMap(\.scalarText)
        return texts.count == values.count ? texts : nil
    }

    /// Whether this, under a name such as "error", says that there was none, as tables and logs do that
    /// have such a field in every record.
    var isNoFault: Bool {
        switch self {
        case .null, .bool(false): true
        case .string(let text):
            ["", "none", "null", "nan", "no", "false"].contains(
                text.lowercased().trimmed)
        case .array(let values): values.isEmpty
        case .object(let fields): fields.isEmpty
        // A broken number measures something.
        default: number.map { $0 == 0 || $0 != $0.rounded() } ?? false
        }
    }

    /// What an error says, as a text or in its message.
    var fault: String { string ?? self["message"]?.string ?? "the request failed" }

    /// A message's content: a text, or parts of which those of text count.
    var plainText: String? {
        if let string { return string }
        guard case .array(let parts) = self else { return nil }
        return parts.compactMap { $0["text"]?.string }.joined()
    }
}
