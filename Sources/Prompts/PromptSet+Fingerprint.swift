import Files

extension PromptSet {
    /// A hash of everything that decides what is sent and what answers are scored against.
    ///
    /// These are the prompts in order with ids, texts, messages, references and keywords. Metadata,
    /// the file's name and its format do not count.
    /// 64 hexadecimal digits. Two runs can be joined only where theirs are equal.
    package var fingerprint: String {
        var hash = SHA256()
        hash.update(field: "probscope prompts 1")
        func update(list: [String]) {
            hash.update(field: String(list.count))
            for text in list { hash.update(field: text) }
        }
        for prompt in prompts {
            hash.update(field: prompt.id.rawValue)
            hash.update(field: prompt.text)
            update(list: prompt.messages.flatMap { [$0.role, $0.content] })
            update(list: prompt.references)
            update(list: prompt.keywords)
        }
        return hash.finish()
    }
}
