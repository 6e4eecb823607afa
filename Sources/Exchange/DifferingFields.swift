import Files
import Journal
import Prompts

/// Fields that nobody knows and that differ between records which count as draws of one prompt.
///
/// One of them may have been shown to the model (a language, a passage by an unknown name, retrieved
/// texts): its values are then other prompts, and limits on draws of several prompts together are
/// limits on nothing. A record that names its prompt by an id says that itself.
struct DifferingFields: Sendable {
    /// The fields that were seen, by their names; a hostile file's are not all kept.
    private var columns: [String: Int] = [:]
    private var names: [String] = []
    private var differs: [Bool] = []
    /// What names of fields mean, which are the same in most records.
    private var meanings: [String: Meaning] = [:]
    /// Those that say how draws were made.
    private var settings: Set<String> = []
    /// Of each prompt's first record a hash of what each field has, 0 where it is not there.
    private var first: [Int: [Int64]] = [:]
    private static let most = 64

    /// Takes in a record of a prompt.
    ///
    /// - Parameter settingsOnly: whether an id names the prompt, so that all but settings is its own.
    mutating func note(_ record: JSONValue, of position: Int, settingsOnly: Bool) {
        guard case .object(let fields) = record else { return }
        var seen = [Int64](repeating: 0, count: names.count)
        for field in fields { note(field, "", settingsOnly, &seen) }
        guard let known = first[position] else {
            first[position] = seen
            return
        }
        for column in seen.indices
        where seen[column] != (known.indices.contains(column) ? known[column] : 0) {
            differs[column] = true
        }
        for column in known.indices.dropFirst(seen.count) where known[column] != 0 {
            differs[column] = true
        }
    }

    private mutating func note(
        _ field: JSONValue.Field, _ place: String, _ settingsOnly: Bool, _ seen: inout [Int64]
    ) {
        let meaning = meaning(of: field.name)
        let isTurn = !settingsOnly && meaning.isTurn
        let isSetting = Self.isSetting(meaning, place, field.value)
        let isAsked = !settingsOnly && meaning.isAsked
        let holdsSettings = place.isEmpty && field.value.isObject && meaning.mayList
        guard isTurn || isSetting || isAsked || holdsSettings else { return }
        let text: String
        switch field.value {
        case .string(let value):
            guard !value.isEmpty, isTurn || isSetting || !Self.isStamp(value) else { return }
            text = value
        case .array(let values):
            guard !values.isEmpty, !meaning.isList, !values.allSatisfy(Self.isReply),
                !values.allSatisfy({ $0.number != nil || $0.flag != nil || $0.isNull })
            else { return }
            text = field.value.text
        case .object(let members):
            guard place.isEmpty, !meaning.isList else { return }
            for member in members.prefix(Self.most) {
                note(member, field.name + ".", settingsOnly || !isAsked, &seen)
            }
            return
        default:
            guard isTurn && field.value.number != nil || isSetting else { return }
            text = field.value.text
        }
        let name = place + field.name
        let column: Int
        if let found = columns[name] {
            column = found
        } else {
            guard names.count < Self.most else { return }
            column = names.count
            columns[name] = column
            names.append(name)
            differs.append(false)
        }
        while seen.count <= column { seen.append(0) }
        if isSetting { settings.insert(name) }
        if !differs[column] { seen[column] = ContentHash.of(text) | 1 }
    }

    /// What a field is by its name.
    private struct Meaning {
        let isTurn: Bool
        /// Whether it may be of what was asked.
        let isAsked: Bool
        /// Whether it is a list or an object that is no part of it.
        let isList: Bool
        let mayList: Bool
        let setting: SettingsNames.OtherSetting

        init(_ name: String) {
            let plain = FieldName.plain(name)
            isTurn = DifferingFields.turns.contains(plain)
            isAsked =
                !DifferingFields.known.contains(plain) && !DifferingFields.tellsOfDraws(name)
            isList = DifferingFields.lists.contains(plain)
            mayList = SettingsNames.mayList(plain)
            setting = SettingsNames.otherSetting(plain)
        }
    }

    private mutating func meaning(of name: String) -> Meaning {
        if let found = meanings[name] { return found }
        let meaning = Meaning(name)
        // A hostile file has no end of names.
        if meanings.count < 4_096 { meanings[name] = meaning }
        return meaning
    }

    /// Whether a field says how a draw was made.
    private static func isSetting(
        _ meaning: Meaning, _ place: String, _ value: JSONValue
    ) -> Bool {
        switch value {
        case .string, .number, .bool: break
        default: return false
        }
        return switch meaning.setting {
        case .none: false
        case .always: true
        case .flag: value.flag != nil
        case .amongSettings:
            value.string == nil && !place.isEmpty && SettingsNames.mayList(FieldName.plain(place))
        }
    }

    /// What to say of them, in sentences without their full stops.
    ///
    /// - Parameter beginning: who differs, such as "records with equal prompts differ".
    func cautions(_ beginning: String) -> [String] {
        let found = zip(names, differs).filter(\.1).map(\.0).sorted()
        func list(_ names: [String]) -> String {
            names.prefix(10).map { PromptError.printable($0) }.joined(separator: ", ")
                + (names.count > 10 ? ", …" : "")
        }
        var cautions: [String] = []
        let asked = found.filter { !settings.contains($0) }
        if !asked.isEmpty {
            cautions.append(
                "\(beginning) in \(list(asked)), which is not taken for a part of the prompt: where the "
                    + "model was shown it, these are different prompts and no limit on them together "
                    + "holds; give each a prompt_id of its own")
        }
        let set = found.filter(settings.contains)
        if !set.isEmpty {
            cautions.append(
                "\(beginning) in \(list(set)): draws under several settings are none of one "
                    + "distribution, and no limit on them together holds; import each setting alone"
            )
        }
        return cautions
    }

    // MARK: - Fields that are of the draw and not of what was asked

    /// Names of fields that have the answer, who gave it or which of the draws it is.
    private static let known = Set(
        (DrawImport.answerFields + DrawImport.idFields + DrawImport.modelFields
            + DrawImport.marks.filter { $0 != "index" } + [
                "index", "keywords", "keyword", "class", "category", "split", "dataset",
            ]).map(FieldName.plain))

    /// Names of lists and objects that are no part of what was asked, or are read as that.
    private static let lists = Set(
        (DrawImport.answerListFields.filter { $0 != "choices" } + DrawImport.promptFields + [
            "messages", "conversations", "conversation", "message", "usage", "meta_info", "scores",
            "metrics", "logprobs", "probabilities", "response", "output", "labels", "annotations",
        ]).map(FieldName.plain))

    /// Words within names of fields that tell how an answer was made or what was thought of it.
    private static let words: Set<String> = [
        "time", "timestamp", "date", "datetime", "created", "updated", "started", "finished",
        "completed", "at", "ended", "latency", "duration", "elapsed", "cost", "uuid", "guid",
        "hash",
        "sha", "md5", "fingerprint", "reason", "reasoning", "explanation", "rationale",
        "justification", "thought", "thoughts", "thinking", "analysis", "comment", "comments",
        "note",
        "notes", "feedback", "critique", "judge", "judgement", "judgment", "grader", "verdict",
        "rating", "score", "error", "errors", "exception", "traceback", "trace", "log", "logs",
        "path",
        "host", "hostname", "server", "node", "machine", "device", "worker", "gpu", "pid", "commit",
        "raw", "parsed", "extracted", "filtered", "cleaned", "token", "tokens", "logprob",
        "logprobs",
        "finish", "stop", "status", "state", "session", "calls", "call", "steps", "annotator",
        "seed",
        "id", "ids", "match", "correct", "refusal", "label", "pred", "prediction", "generation",
        "completion", "response", "output", "sampler", "cache", "provider", "batch", "retry",
        "quality", "tags", "version", "key",
    ]

    /// Which turn of a conversation a record is, whose earlier ones the model was shown.
    private static let turns: Set<String> = ["turn", "turnid", "turnindex", "turnnumber", "round"]

    /// What is of the prompt where it differs, though there is an id of it.
    private static let subjects: Set<String> = [
        "conversation", "dialog", "dialogue", "thread", "document", "passage", "context", "image",
        "persona", "template", "scenario", "article", "paper", "essay", "audio", "video", "story",
        "table", "chapter", "book", "letter", "email", "poem", "patient", "ticket", "language",
    ]

    private static func tellsOfDraws(_ name: String) -> Bool {
        var word = ""
        var (isSubject, tells) = (false, false)
        var wasLower = false
        for character in name + " " {
            let isLetter = character.isLetter || character.isNumber
            if !isLetter || wasLower && character.isUppercase {
                isSubject = isSubject || subjects.contains(word)
                tells = tells || words.contains(word)
                word = ""
            }
            if isLetter { word.append(character.lowercased()) }
            wasLower = character.isLowercase
        }
        return tells && !isSubject
    }

    /// Whether a value is one of the answers of a server's reply, as its `choices` are.
    private static func isReply(_ value: JSONValue) -> Bool {
        guard case .object(let fields) = value else { return false }
        return fields.contains { ["message", "delta", "finish_reason"].contains($0.name) }
    }

    /// Whether a text is a time, a number or an identifier of hexadecimal digits.
    private static func isStamp(_ text: String) -> Bool {
        guard text.utf8.count <= 64 else { return false }
        if Double(text) != nil { return true }
        return text.utf8.count > 5 && text.utf8.contains { (0x30...0x39).contains($0) }
            && text.utf8.allSatisfy { "0123456789abcdefABCDEF-:.TZ+_ ".utf8.contains($0) }
    }
}
