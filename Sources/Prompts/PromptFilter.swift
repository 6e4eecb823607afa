import Files

/// A condition on a field, such as `split=forget` or `prompt!=null`: only prompts that meet it are read.
package struct PromptFilter: Sendable, Hashable, CustomStringConvertible {
    package var field: String
    package var value: String
    /// Whether the field must have any other value.
    package var isNegated: Bool

    package init(field: String, value: String, isNegated: Bool = false) {
        self.field = field
        self.value = value
        self.isNegated = isNegated
    }

    /// A filter from `field=value` or `field!=value`; nil where there is no field or no equals sign.
    package init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let isNegated = parts[0].hasSuffix("!")
        let field = isNegated ? parts[0].dropLast() : parts[0]
        guard !field.isEmpty else { return nil }
        self.init(field: String(field), value: String(parts[1]), isNegated: isNegated)
    }

    package var description: String { "\(field)\(isNegated ? "!=" : "=")\(value)" }

    /// A list has a value where one of its members does; what is missing is null and empty.
    func holds(for record: PromptRecord) -> Bool { has(record[field]) != isNegated }

    private func has(_ found: JSONValue?) -> Bool {
        switch found {
        case .array(let members)?: members.contains { $0.text == value }
        case nil, .null?: value.isEmpty || value == "null"
        case .string(let text)? where value == "null" && !RecordMapper.isVisible(text): true
        case .some(let found): found.text == value
        }
    }
}
