import Files

/// What a chat template is told beside the messages, such as `enable_thinking=false`.
///
/// Servers take it as `chat_template_kwargs`.
package struct TemplateOptions: Sendable, Hashable {
    /// Names and their values as JSON, in the order of the names.
    let values: [(name: String, json: String)]

    /// No options.
    package static let none = TemplateOptions([:])

    private init(_ values: [String: String]) {
        self.values = values.sorted { $0.key < $1.key }.map { (name: $0.key, json: $0.value) }
    }

    /// Reads `name=value` texts; a value that is `true`, `false`, `null` or a number is that, and
    /// anything else a text.
    ///
    /// - Throws: ``InferenceError/badRequest(_:)`` for a text without a name, or a name given twice.
    package init(_ texts: [String]) throws(InferenceError) {
        var values: [String: String] = [:]
        for text in texts {
            guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
                throw .badRequest("\"\(text)\" is no NAME=VALUE, such as enable_thinking=false")
            }
            let name = String(text[..<sign])
            let value = String(text[text.index(after: sign)...])
            guard values.updateValue(TemplateOptions.json(value), forKey: name) == nil else {
                throw .badRequest("the template option \(name) is given twice")
            }
        }
        self.init(values)
    }

    /// Whether there are none.
    package var isEmpty: Bool { values.isEmpty }

    /// The options in one line, `name=json` each; part of a run's identity.
    package var canonicalText: String {
        values.map { "\($0.name)=\($0.json)" }.joined(separator: ",")
    }

    package static func == (one: TemplateOptions, other: TemplateOptions) -> Bool {
        one.canonicalText == other.canonicalText
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(canonicalText) }

    private static func json(_ value: String) -> String {
        if ["true", "false", "null"].contains(value) { return value }
        let bytes = Array(value.utf8)
        let number = try? bytes.readJSON { reader throws(JSONError) in try reader.double() }
        return number == nil ? JSONWriter.quoted(value) : value
    }
}

extension JSONWriter {
    /// The options as servers take them, where there are any.
    mutating func member(_ options: TemplateOptions) {
        guard !options.isEmpty else { return }
        key("chat_template_kwargs")
        for (place, value) in options.values.enumerated() {
            raw((place == 0 ? "{" : ",").utf8)
            raw("\(JSONWriter.quoted(value.name)):\(value.json)".utf8)
        }
        raw("}".utf8)
    }
}
