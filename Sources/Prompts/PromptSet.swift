/// The prompts of one run, in the order of their file: a collection of them.
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

extension PromptSet: RandomAccessCollection, MutableCollection {
    package var startIndex: Int { prompts.startIndex }
    package var endIndex: Int { prompts.endIndex }
    package subscript(position: Int) -> Prompt {
        get { prompts[position] }
        set { prompts[position] = newValue }
    }
}
