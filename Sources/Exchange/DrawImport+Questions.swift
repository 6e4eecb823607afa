import Files
import Prompts

/// Questions of multiple choice beside the answers that were drawn to them.
extension DrawImport {
    /// The choices of a record, but what an answer may be or what was thought of it.
    mutating func question(beside record: JSONValue) -> ChoiceQuestions.Question? {
        guard run == nil, case .object(let fields) = record, !isPlain(fields) else { return nil }
        let found = questions.question(fields.filter { !Self.isSaid($0) }, isTable: isTable)
        let mayDiffer = fields.contains {
            ["choices", "correct"].contains(FieldName.plain($0.name))
        }
        if found == nil, questions.lastHasNone, !mayDiffer { plainRecord = fields.map(\.name) }
        return found
    }

    /// Whether the fields have the names of the last record's whose names alone say that it has no choices,
    /// as most records of a file do.
    private func isPlain(_ fields: [JSONValue.Field]) -> Bool {
        !fields.isEmpty && fields.count == plainRecord.count
            && zip(fields, plainRecord).allSatisfy { $0.name == $1 }
    }

    /// The choices of a question whose record has nothing else in it.
    mutating func question(_ fields: [JSONValue.Field]) -> ChoiceQuestions.Question? {
        run == nil ? questions.question(fields) : nil
    }

    /// Whether a field beside answers has these themselves or says something of them.
    private static func isSaid(_ field: JSONValue.Field) -> Bool {
        let plain = FieldName.plain(field.name)
        switch plain {
        case "choices":
            return field.value.list?.contains {
                $0["message"] != nil || $0["finish_reason"] != nil || $0["turns"] != nil
            } ?? false
        case "label", "labels", "labelidx", "labelindex": return true
        case "correct": return field.value.flag != nil
        default: return plainAnswerFields.contains(plain) || plainAnswerLists.contains(plain)
        }
    }

    private static let plainAnswerLists = Set(
        answerListFields.filter { $0 != "choices" }.map(FieldName.plain))

    /// What was asked with the choices in it.
    static func asked(
        _ prompt: (text: String, messages: [Prompt.Message])?,
        _ question: ChoiceQuestions.Question?
    ) -> (text: String, messages: [Prompt.Message])? {
        guard var prompt, let question else { return prompt }
        let text = question.rendered(prompt.text)
        if let last = prompt.messages.lastIndex(where: { $0.content == prompt.text }) {
            prompt.messages[last].content = text
        }
        prompt.text = text
        return prompt
    }

    /// The references of a prompt: its right choices where it has choices, else what the file has for
    /// references, of which a number beside choices is none.
    static func references(
        _ found: [String], _ question: ChoiceQuestions.Question?
    ) -> [String] {
        guard let question else { return found }
        if question.isOpen { return [] }
        return question.references.isEmpty
            ? found.filter { Double($0) == nil } : question.references
    }
}
