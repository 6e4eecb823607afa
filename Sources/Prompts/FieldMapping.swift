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
