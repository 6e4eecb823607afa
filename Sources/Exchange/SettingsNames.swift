import Files

/// Which fields of records say something of the decoding by their names.
///
/// A file of a million records has the same few names a million times: what each means is found once.
struct SettingsNames {
    /// What stands in a field of this name.
    struct Meaning {
        /// Whether it is itself a setting, such as a temperature.
        let isSetting: Bool
        /// Whether an object there may have settings.
        let mayHold: Bool
        /// Whether a text there may be a list of settings.
        let mayList: Bool
    }

    private var known: [String: Meaning] = [:]
    /// A hostile file has no end of names; these are remembered.
    private static let most = 4_096

    /// What a field of this name may have.
    mutating func meaning(of name: String) -> Meaning {
        if let meaning = known[name] { return meaning }
        let plain = FieldName.plain(name)
        let mayHold =
            !Self.others.contains(plain) && !Self.othersWords.contains { plain.contains($0) }
        let meaning = Meaning(
            isSetting: Self.settings.contains(plain), mayHold: mayHold,
            mayList: mayHold && Self.texts.contains { plain.contains($0) })
        if known.count < Self.most { known[name] = meaning }
        return meaning
    }

    private static let settings = Set(
        (ReportedDecoding.settings + ReportedDecoding.methods).map(FieldName.plain))

    /// Names of fields that have what was asked, answered or measured, or that speak of another model
    /// than the one that answered; whatever else is within a record may have settings.
    private static let others: Set<String> = [
        "prompt", "prompts", "messages", "conversation", "conversations", "question", "instruction",
        "input", "inputs", "doc", "document", "documents", "target", "reference", "references",
        "answer", "answers", "response", "responses", "output", "outputs", "completion",
        "completions", "generation", "generations", "samples", "choices", "resps", "filteredresps",
        "scores", "usage", "logprobs", "probabilities", "tokens", "attachments", "vars", "testcase",
        "context",
    ]
    private static let othersWords = [
        "judge", "grader", "grading", "evaluator", "scorer", "scoring", "metric", "attack",
        "retriev", "embed", "classif", "greedy",
    ]
    private static let texts = [
        "param", "config", "kwargs", "args", "settings", "options", "sampling", "decoding",
    ]
}
