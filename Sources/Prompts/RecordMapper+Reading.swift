import Files

/// What stands in a record's fields, once it is known which field has what.
extension RecordMapper {
    // MARK: - What is asked

    /// Whether a conversation has no turn of the user's, or an empty one as its last.
    static func asksNothing(_ values: [JSONValue]) -> Bool {
        func field(_ name: String, _ value: JSONValue) -> JSONValue? {
            guard case .object(let fields) = value else { return nil }
            return fields.first { $0.name == name }?.value
        }
        let names = ["user", "human"]
        let last = values.last { value in
            (field("role", value) ?? field("from", value))?.scalarText.map(names.contains) ?? false
        }
        guard let last = last ?? values.last else { return true }
        switch last {
        case .string(let text): return !isVisible(text)
        case .object:
            switch field("content", last) ?? field("value", last) {
            case .null?: return true
            case .string(let text)?: return !isVisible(text)
            case .array(let parts)?: return parts.isEmpty
            default: return false
            }
        default: return false
        }
    }

    func content(
        _ record: PromptRecord
    ) throws(PromptError) -> (text: String, messages: [Prompt.Message]) {
        switch layout.prompt.map({ record.values[$0] }) {
        case .string(let text)?:
            if let values = Self.conversation(text) {
                let messages = try values.enumerated().map { (index, value) throws(PromptError) in
                    try message(value, index, record)
                }
                return (Self.asked(messages), messages)
            }
            guard let context = layout.context, record.values[context] != .null else {
                return (text, [])
            }
            let name = record.names[context]
            let value = record.values[context]
            guard
                let more = PromptContext.passage(
                    record.isTable ? Self.cell(value) : value, named: name)
            else {
                // Lists of passages and tables are not for every model.
                if PromptContext.isPassage(name) { return (text, []) }
                throw fault(
                    record, name, "this is \(record.values[context].kind), a text is needed")
            }
            return (PromptContext.join(text, of: current.prompt, with: more, of: name), [])
        case .array(let values)?:
            if let text = Self.onlyTurn(values, current.prompt) { return (text, []) }
            var messages = try values.enumerated().map { (index, value) throws(PromptError) in
                try message(value, index, record)
            }
            // A conversation that was recorded ends with an answer, which is not to be continued.
            if FieldName.plain(current.prompt).hasPrefix("conversation") {
                while messages.count > 1, messages.last?.role == "assistant" {
                    messages.removeLast()
                }
            }
            return (Self.asked(messages), messages)
        case nil:
            throw fault(
                record, current.prompt,
                "this field is missing here; this record has "
                    + PromptError.list(record.names)
                    + "; give all records one shape, or name the field with --prompt-field")
        case .some(let value):
            throw fault(record, current.prompt, "this is \(value.kind), a text is needed")
        }
    }

    /// The record's system message, where its conversation is told without.
    func system(_ record: PromptRecord) -> String? {
        guard let value = layout.system.map({ record.values[$0] }) else { return nil }
        switch value {
        case .string(let text): return text
        case .array, .object:
            let shape = MessageShape(
                .object([
                    JSONValue.Field(name: "role", value: .string("system")),
                    JSONValue.Field(name: "content", value: value),
                ]))
            if case .text(let text)? = shape?.content { return text }
            return nil
        default: return nil
        }
    }

    /// What the user said last.
    static func asked(_ messages: [Prompt.Message]) -> String {
        (messages.last { $0.role == "user" } ?? messages.last)?.content ?? ""
    }

    /// The text of a list of one, or the first of what a user says in turn: later turns answer what a
    /// model has said, which is not there.
    private static func onlyTurn(_ values: [JSONValue], _ field: String) -> String? {
        guard case .string(let first)? = values.first else { return nil }
        let areTexts = values.allSatisfy { if case .string = $0 { true } else { false } }
        return values.count == 1 || areTexts && FieldRoles.isTurns(field) ? first : nil
    }

    /// The messages of a text that is a conversation in JSON, as tables have them.
    private static func conversation(_ text: String) -> [JSONValue]? {
        guard text.utf8.first == UInt8(ascii: "["), text.contains("\"role\""),
            let values = value(text), !values.isEmpty,
            values.allSatisfy({ MessageShape($0) != nil })
        else { return nil }
        return values
    }

    private func message(
        _ value: JSONValue, _ index: Int, _ record: PromptRecord
    ) throws(PromptError) -> Prompt.Message {
        guard let message = MessageShape(value) else {
            throw fault(
                record, current.prompt,
                "message \(index + 1) is no object with the texts \"role\" and \"content\"")
        }
        switch message.content {
        case .text(let text): return Prompt.Message(role: message.role, content: text)
        case .part(let kind):
            throw fault(
                record, current.prompt,
                "message \(index + 1) has a part of the type \(PromptError.printable(kind)); only "
                    + "text can be sent")
        }
    }

    /// The texts of a field: one, or a list.
    ///
    /// A table's cell with keywords is split at commas.
    func texts(
        _ record: PromptRecord, _ position: Int, splitsCells: Bool
    ) throws(PromptError) -> [String] {
        let value = record.values[position]
        let name = record.names[position]
        switch value {
        case .null: return []
        case .array(let values):
            return try values.map { (value) throws(PromptError) in
                guard let text = value.scalarText else {
                    throw fault(record, name, "the list has \(value.kind), texts are needed")
                }
                return text
            }
        case .object(let fields):
            // SQuAD's answers: {"text": […], "answer_start": […]}.
            if case .array(let values)? = fields.first(where: { $0.name == "text" })?.value {
                let texts = values.compactMap(\.scalarText)
                if texts.count == values.count { return texts }
            }
            // TriviaQA's answer: {"value": …, "aliases": […]}.
            if let value = fields.first(where: { $0.name == "value" })?.value.scalarText {
                guard
                    case .array(let others)? = fields.first(where: { $0.name == "aliases" })?.value
                else { return [value] }
                return [value] + others.compactMap(\.scalarText).filter { $0 != value }
            }
            throw fault(record, name, "this is an object, a text or a list of texts is needed")
        case .string(let text) where record.isTable:
            if splitsCells { return CellTexts.keywords(text) }
            if let list = CellTexts.list(text) { return list }
            // TruthfulQA separates its correct answers by semicolons.
            let separator: Character? = FieldName.plain(name) == "correctanswers" ? ";" : nil
            let parts = separator.map { text.split(separator: $0).map(String.init) } ?? [text]
            return parts.map { String($0.trimmed) }.filter { !$0.isEmpty }
        case .string(let text) where splitsCells:
            return CellTexts.list(text) ?? [text]
        case .string, .number, .bool:
            return value.scalarText.map { [$0] } ?? []
        }
    }

    /// The texts of a cell that is a JSON list, as data frames write them.
    static func list(_ cell: String) -> [String]? {
        guard let values = value(cell) else { return nil }
        let texts = values.compactMap(\.scalarText)
        return texts.count == values.count ? texts : nil
    }

    /// The members of a cell that is a JSON list.
    static func value(_ cell: String) -> [JSONValue]? {
        guard cell.utf8.first == UInt8(ascii: "["),
            case .array(let values)? = JSONValue(whole: cell)
        else { return nil }
        return values
    }

    /// A cell that is a dictionary with lists, else as it is.
    private static func cell(_ value: JSONValue) -> JSONValue {
        guard case .string(let text) = value, text.utf8.first == UInt8(ascii: "{"),
            text.contains("contexts"), let fields = object(text) ?? PythonList.fields(text)
        else { return value }
        return .object(fields)
    }

    /// The fields of a cell that is a JSON object.
    static func object(_ cell: String) -> [JSONValue.Field]? {
        guard cell.utf8.first == UInt8(ascii: "{"),
            case .object(let fields)? = JSONValue(whole: cell)
        else { return nil }
        return fields
    }
}
