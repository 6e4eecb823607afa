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
            mayList: mayHold && Self.mayList(plain))
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
        "answer", "answers", "responses", "outputs", "completions", "generations", "samples",
        "choices", "resps", "filteredresps",
        "scores", "usage", "logprobs", "probabilities", "tokens", "attachments", "vars", "testcase",
        "context",
    ]
    private static let othersWords = [
        "judge", "grader", "grading", "evaluator", "scorer", "scoring", "metric", "attack",
        "retriev", "embed", "classif", "greedy",
    ]
    /// What a field says of how a draw was made, beside the settings that are read: a penalty, a number of
    /// examples, whether the model thinks, how it was trained.
    enum OtherSetting {
        case none, always
        /// Where it is a truth value: a text of this name is something else.
        case flag
        /// Where it stands among settings, and is a number or a truth value.
        case amongSettings
    }

    /// - Parameter plain: the field's plain name.
    static func otherSetting(_ plain: String) -> OtherSetting {
        guard !settings.contains(plain), !plain.contains("seed"),
            !othersWords.contains(where: plain.contains)
        else { return .none }
        if plain == "lr" || plain == "checkpointstep" { return .always }
        if plain.contains("thinking") || plain.contains("reasoning") {
            return plain.hasSuffix("effort") || plain.hasSuffix("budget") ? .always : .flag
        }
        let isTraining = plain.contains("epoch") && plain.contains("train")
        return isTraining || otherSettings.contains(where: plain.contains)
            ? .always : .amongSettings
    }

    /// Whether an object of this name has settings.
    static func mayList(_ plain: String) -> Bool { texts.contains { plain.contains($0) } }

    private static let otherSettings = [
        "penalty", "fewshot", "numshot", "nshot", "shots", "learningrate", "typicalp", "trainstep",
        "trainingstep", "globalstep", "quantiz",
    ]
    private static let texts = [
        "param", "config", "kwargs", "args", "settings", "options", "sampling", "decoding",
    ]
}
