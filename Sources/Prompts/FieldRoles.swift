import Files

/// What each field of a file is taken for.
struct FieldRoles: Hashable {
    /// The field with the prompt.
    var prompt: String
    /// A field whose text belongs to the prompt as well, where it is not empty.
    var context: String?
    /// The field with the system message, of a conversation that has none of its own.
    var system: String?
    var references: [String] = []
    var keywords: String?
    var id: String?
    /// Columns with assertions in promptfoo's notation.
    var assertions: [String] = []
    /// The choices of questions of multiple choice.
    var choices: ChoiceFields?
    /// Fields with answers that some model gave, which are no references unless somebody says so.
    var recorded: [String] = []
    /// Fields with the question in other words.
    var wordings: [String] = []
    /// Such a field by its name, of which nobody said that it is to be one.
    private var untakenWording: String?

    /// Names that are looked for; the first one found wins.
    ///
    /// They are compared in lower case without spaces, hyphens and underscores.
    private static let promptNames = [
        "jailbrokenprompt", "question", "prompt", "forbiddenprompt", "userprompt", "messages",
        "conversations",
        "conversation", "body.messages", "body.prompt", "body.input",
        "params.messages", "params.prompt", "contents", "request.contents", "request.messages",
        "testcase", "instruction",
        "goal", "behavior", "input", "text", "query", "problem", "questionstem", "ctx", "stem",
        "jailbreakprompt", "attackprompt", "adversarialprompt", "userinput", "usermessage",
        "prompttext", "questiontext", "inputtext", "inputs", "behaviour", "turns", "chat",
        "dialogue", "dialog",
    ]
    /// Names that are a prompt's where nothing else is.
    private static let vagueNames = ["request", "message", "jailbreak", "sentence"]
    /// Ends of names that a prompt's field may have, such as "red_team_prompt", "prompt_en".
    private static let promptParts = ["prompt", "question", "query", "instruction"]
    private static let referenceNames = [
        "answer", "answers", "reference", "references", "referenceanswer", "groundtruth",
        "groundtruths", "gt", "ideal", "target", "expected", "expectedoutput", "goldanswer",
        "goldanswers", "bestanswer", "correctanswers", "correctanswer", "output",
        "expectedanswer", "expectedresponse", "referenceoutput", "referenceanswers",
        "goldenanswer", "goldenanswers", "gold", "finalanswer", "shortanswer", "shortanswers",
        "targettext", "solution", "canonicalsolution", "possibleanswers", "answerlist",
        "answerslist", "acceptedanswers",
    ]
    private static let recordedNames: Set<String> = [
        "response", "responses", "completion", "completions", "generation", "generations",
        "output", "modelresponse", "modeloutput", "modelanswer", "modelcompletion", "prediction",
    ]
    private static let keywordNames = ["keywords", "keyword"]
    private static let idNames = [
        "id", "promptid", "questionid", "behaviorid", "taskid", "uid", "customid",
    ]

    /// - Parameter names: the fields of the first records, in order of appearance.
    /// - Throws: ``PromptError`` where no field looks like a prompt, or one that is mapped does not
    ///   exist; it lists the fields and names the flag.
    init(
        names: [String], mapping: FieldMapping, file: String
    ) throws(PromptError) {
        let variables = names.filter { !$0.hasPrefix("__") }
        func find(_ candidates: [String]) -> String? {
            for candidate in candidates {
                if let name = variables.first(where: { FieldName.plain($0) == candidate }) {
                    return name
                }
            }
            return nil
        }
        func existing(_ name: String?, _ flag: String) throws(PromptError) -> String? {
            guard let name else { return nil }
            guard names.contains(name) else {
                throw PromptError(
                    file: file,
                    reason: "there is no field \"\(PromptError.printable(name))\" for \(flag); the "
                        + "fields are \(PromptError.list(names))")
            }
            return name
        }
        let onlyVariable =
            variables.count == 1 && variables.count < names.count ? variables.first : nil
        guard
            let prompt = try existing(mapping.prompt, "--prompt-field")
                ?? find(Self.promptNames) ?? Self.likePrompt(variables)
                ?? find(Self.vagueNames) ?? onlyVariable
        else {
            throw PromptError(
                file: file,
                reason: "no field looks like a prompt; the fields are \(PromptError.list(names)); "
                    + "name the one to use with --prompt-field")
        }
        self.prompt = prompt
        id = try existing(mapping.id, "--id-field") ?? find(Self.idNames)
        keywords = try existing(mapping.keywords, "--keyword-field") ?? find(Self.keywordNames)
        if let mapped = mapping.references {
            references = try mapped.map { (name) throws(PromptError) in
                try existing(name, "--reference-field") ?? name
            }
        } else {
            let plain = FieldName.plain(prompt)
            let candidates = Self.referenceNames.filter { name in
                switch name {
                // The "target" beside a "goal" is how a broken model begins, not a reference.
                case "target": plain != "goal" && find(["goal"]) == nil
                // Instructions come with the answer wanted; beside all else it is a model's.
                case "output": plain == "instruction"
                default: true
                }
            }
            references = find(candidates).map { [$0] } ?? []
            // PubMedQA's yes, no or maybe, beside the answer in words.
            if references.isEmpty, find(["longanswer"]) != nil {
                references = [find(["finaldecision"])].compactMap { $0 }
            }
            if references.map(FieldName.plain) == ["bestanswer"] {
                references += [find(["correctanswers"])].compactMap { $0 }
            }
            assertions = names.filter { Self.isAssertion($0) }
        }
        for name in mapping.wordings {
            if let name = try existing(name, "--wording-field"), name != prompt {
                wordings.append(name)
            }
        }
        untakenWording = wordings.isEmpty ? find(["paraphrasedquestion"]) : nil
        system = find(PromptContext.systemNames).flatMap { $0 == prompt ? nil : $0 }
        if mapping.prompt == nil {
            context = find(PromptContext.names(beside: prompt))
            if context == nil, find(["longanswer"]) != nil { context = find(["contexts"]) }
        }
        references.removeAll { $0 == prompt || $0 == context || $0 == system }
        choices = ChoiceFields(names: names, references: mapping.references)
        recorded = variables.filter {
            Self.recordedNames.contains(FieldName.plain($0)) && !references.contains($0)
                && $0 != prompt
        }
    }

    /// The one name that ends like a prompt's, or has a prompt's and a language behind it; nil where
    /// several do.
    private static func likePrompt(_ names: [String]) -> String? {
        let found = names.filter { name in
            let plain = FieldName.plain(name)
            guard !plain.contains("system") else { return false }
            return promptParts.contains { part in
                plain.hasSuffix(part)
                    || plain.hasPrefix(part) && plain.count == part.count + 2
                        && !plain.hasSuffix("id")
            }
        }
        return found.count == 1 ? found[0] : nil
    }

    /// Whether a name is a prompt's.
    static func isPrompt(_ name: String) -> Bool { promptNames.contains(FieldName.plain(name)) }

    /// Whether the first line of a file without an ending is that of a table of prompts: names and
    /// no sentence, one of them the prompt's.
    static func isHeader(_ cells: [String]) -> Bool {
        cells.count > 1
            && cells.allSatisfy { !$0.isEmpty && !$0.contains(where: \.isWhitespace) }
            && cells.contains { promptNames.contains(FieldName.plain($0)) }
    }

    /// What was understood, in one line.
    var description: String {
        var parts = ["prompt from \"\(PromptError.printable(prompt))\""]
        if Self.isTurns(prompt) { parts[0] += " (of several texts the first)" }
        if let context { parts[0] += " and \"\(PromptError.printable(context))\"" }
        if let system { parts.append("system message from \(Self.quoted([system]))") }
        let references = references + assertions
        if !references.isEmpty { parts.append("references from \(Self.quoted(references))") }
        if !recorded.isEmpty {
            parts.append(
                "recorded answers in \(Self.quoted(recorded)) not taken as references "
                    + "(--reference-field does)")
        }
        if !wordings.isEmpty { parts.append("other wordings from \(Self.quoted(wordings))") }
        if let untakenWording, untakenWording != prompt {
            parts.append(
                "the wording in \(Self.quoted([untakenWording])) not asked (--wording-field does)")
        }
        if let keywords { parts.append("keywords from \(Self.quoted([keywords]))") }
        parts.append(id.map { "ids from \(Self.quoted([$0]))" } ?? "ids by position")
        return parts.joined(separator: ", ")
    }

    private static func quoted(_ names: [String]) -> String {
        names.map { "\"\(PromptError.printable($0))\"" }.joined(separator: ", ")
    }

    private static func isAssertion(_ name: String) -> Bool {
        name.hasPrefix("__expected") && name.dropFirst(10).allSatisfy(\.isNumber)
    }

    /// Whether a field has what a user says in turn: where these are texts, the first is the prompt.
    static func isTurns(_ name: String) -> Bool { FieldName.plain(name) == "turns" }
}
