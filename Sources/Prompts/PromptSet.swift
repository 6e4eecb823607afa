/// The prompts of one run, in the order of their file.
package struct PromptSet: Sendable, Hashable {
    /// The file's name without its folder, or "standard input".
    package var name: String
    package var prompts: [Prompt]
    /// What the reader understood: the format and which field became what.
    package var provenance: String

    package init(name: String, prompts: [Prompt], provenance: String) {
        self.name = name
        self.prompts = prompts
        self.provenance = provenance
    }
}
