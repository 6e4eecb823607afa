/// Which fields of a record are what, where the names alone do not tell.
///
/// Whatever is nil is detected by the names in ``FieldRoles``.
package struct FieldMapping: Sendable, Hashable {
    /// The field with the prompt's text or messages.
    package var prompt: String?
    /// The fields with reference answers; several fields give several references.
    package var references: [String]?
    /// The field with keywords.
    package var keywords: String?
    /// The field with the prompt's id.
    package var id: String?
    /// Fields with the same question in other words, each a prompt of its own.
    package var wordings: [String]

    package init(
        prompt: String? = nil, references: [String]? = nil, keywords: String? = nil,
        id: String? = nil, wordings: [String] = []
    ) {
        self.wordings = wordings
        self.prompt = prompt
        self.references = references
        self.keywords = keywords
        self.id = id
    }
}
