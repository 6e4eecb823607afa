/// The prompts of one run, in the order of their file.
public struct PromptSet: Sendable, Hashable {
    /// The file's name without its folder, or "standard input".
    public var name: String
    public var prompts: [Prompt]
    /// What the reader understood: the format and which field became what.
    public var provenance: String

    public init(name: String, prompts: [Prompt], provenance: String) {
        self.name = name
        self.prompts = prompts
        self.provenance = provenance
    }
}
