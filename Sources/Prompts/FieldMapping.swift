/// Which fields of a record are what, where the names alone do not tell.
///
/// Whatever is nil is detected by the names in ``FieldRoles``.
public struct FieldMapping: Sendable, Hashable {
    /// The field with the prompt's text or messages.
    public var prompt: String?
    /// The fields with reference answers; several fields give several references.
    public var references: [String]?
    /// The field with keywords.
    public var keywords: String?
    /// The field with the prompt's id.
    public var id: String?

    public init(
        prompt: String? = nil, references: [String]? = nil, keywords: String? = nil,
        id: String? = nil
    ) {
        self.prompt = prompt
        self.references = references
        self.keywords = keywords
        self.id = id
    }
}

/// A condition on a field, such as `split=forget`: only prompts that meet it are read.
public struct PromptFilter: Sendable, Hashable, CustomStringConvertible {
    public var field: String
    public var value: String

    public init(field: String, value: String) {
        self.field = field
        self.value = value
    }

    /// A filter from `field=value`; nil where there is no field or no equals sign.
    public init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        self.init(field: String(parts[0]), value: String(parts[1]))
    }

    public var description: String { "\(field)=\(value)" }
}
