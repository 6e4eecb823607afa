import Files

/// One record of a file, whatever its format.
package struct PromptRecord {
    /// The line at which it begins.
    package var line: Int
    /// Its position among the records, from 1.
    package var position: Int
    /// The fields' names in the order of the file; their memory is shared between like records.
    package var names: [String]
    /// As many as names.
    package var values: [JSONValue]
    /// Whether every value is the text of a table's cell.
    var isTable: Bool

    subscript(name: String) -> JSONValue? {
        names.firstIndex(of: name).map { values[$0] }
    }
}

/// Makes prompts of records.
struct RecordMapper {
    let file: String
    let roles: FieldRoles
    private var layout: RecordLayout

    init(file: String, roles: FieldRoles) {
        self.file = file
        self.roles = roles
        layout = RecordLayout(names: [], roles: roles)
    }

    mutating func prompt(_ record: PromptRecord) throws(PromptError) -> Prompt {
        // Equal at once where the memory is shared.
        if layout.names != record.names {
            layout = RecordLayout(names: record.names, roles: roles)
        }
        let (text, messages) = try content(record)
        guard Self.isVisible(text) else {
            throw fault(record, roles.prompt, "the prompt is empty; fill it in or remove the line")
        }
        var references: [String] = []
        for position in layout.references {
            references += try texts(record, position, splitsCells: false)
        }
        var keywords: [String] = []
        if let position = layout.keywords {
            keywords = try texts(record, position, splitsCells: true)
        }
        var metadata = metadata(record)
        for position in layout.assertions {
            for text in try texts(record, position, splitsCells: false) {
                switch PromptfooAssertion(text) {
                case .reference(let text): references.append(text)
                case .keywords(let texts): keywords += texts
                case .other: metadata[record.names[position]] = text
                }
            }
        }
        return Prompt(
            id: try id(record), text: text, messages: messages, references: references,
            keywords: keywords, metadata: metadata)
    }

    /// Whether there is more than white space.
    private static func isVisible(_ text: String) -> Bool {
        // Nearly every text begins with a visible character of ASCII.
        if let first = text.utf8.first, first > 0x20, first < 0x7F { return true }
        return text.contains { !$0.isWhitespace }
    }

    // MARK: - Fields

    private func content(
        _ record: PromptRecord
    ) throws(PromptError) -> (text: String, messages: [Prompt.Message]) {
        switch layout.prompt.map({ record.values[$0] }) {
        case .string(let text)?:
            guard let context = layout.context, record.values[context] != .null else {
                return (text, [])
            }
            guard case .string(let more) = record.values[context] else {
                throw fault(
                    record, record.names[context],
                    "this is \(record.values[context].kind), a text is needed")
            }
            if more.allSatisfy(\.isWhitespace) { return (text, []) }
            // HarmBench puts the context before the behaviour, Alpaca the input behind.
            return roles.prompt.lowercased() == "behavior"
                ? ("\(more)\n\n---\n\n\(text)", []) : ("\(text)\n\n\(more)", [])
        case .array(let values)?:
            let messages = try values.enumerated().map { (index, value) throws(PromptError) in
                try message(value, index, record)
            }
            let last = messages.last { $0.role == "user" } ?? messages.last
            return (last?.content ?? "", messages)
        case nil:
            throw fault(
                record, roles.prompt,
                "this field is missing here; this record has "
                    + PromptError.list(record.names)
                    + "; give all records one shape, or name the field with --prompt-field")
        case .some(let value):
            throw fault(record, roles.prompt, "this is \(value.kind), a text is needed")
        }
    }

    private func message(
        _ value: JSONValue, _ index: Int, _ record: PromptRecord
    ) throws(PromptError) -> Prompt.Message {
        guard case .object(let fields) = value,
            case .string(let role)? = fields.first(where: { $0.name == "role" })?.value,
            let content = fields.first(where: { $0.name == "content" })?.value,
            let text = Self.messageText(content)
        else {
            throw fault(
                record, roles.prompt,
                "message \(index + 1) is no object with the texts \"role\" and \"content\"")
        }
        return Prompt.Message(role: role, content: text)
    }

    /// A message's text: plain, or in parts of the type "text".
    private static func messageText(_ content: JSONValue) -> String? {
        switch content {
        case .string(let text): return text
        case .array(let parts):
            var result = ""
            for part in parts {
                guard case .object(let fields) = part,
                    case .string(let text)? = fields.first(where: { $0.name == "text" })?.value
                else { return nil }
                result += text
            }
            return result
        default: return nil
        }
    }

    /// The texts of a field: one, or a list.
    ///
    /// A table's cell with keywords is split at commas.
    private func texts(
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
        case .object:
            throw fault(record, name, "this is an object, a text or a list of texts is needed")
        case .string(let text) where record.isTable:
            if let list = Self.list(text) { return list }
            let parts = splitsCells ? text.split(separator: ",").map(String.init) : [text]
            return parts.map(Self.trimmed).filter { !$0.isEmpty }
        case .string, .number, .bool:
            return value.scalarText.map { [$0] } ?? []
        }
    }

    /// The texts of a cell that is a JSON list, as data frames write them.
    private static func list(_ cell: String) -> [String]? {
        guard cell.utf8.first == UInt8(ascii: "[") else { return nil }
        let bytes = TextBytes(Array(cell.utf8))
        var parser = JSONParser(bytes, range: 0..<bytes.count)
        guard case .array(let values)? = try? parser.value(), parser.isAtEnd() else { return nil }
        let texts = values.compactMap(\.scalarText)
        return texts.count == values.count ? texts : nil
    }

    private func id(_ record: PromptRecord) throws(PromptError) -> PromptID {
        guard let name = roles.id else { return PromptID(String(record.position)) }
        guard let value = layout.id.map({ record.values[$0] }) else {
            throw fault(record, name, "this field is missing here; every prompt needs its id")
        }
        guard let text = value.scalarText, Self.isVisible(text) else {
            let found = value.scalarText == nil ? value.kind : "empty"
            throw fault(record, name, "the id is \(found); a text or number is needed")
        }
        return PromptID(text)
    }

    private func metadata(_ record: PromptRecord) -> [String: String] {
        guard !layout.metadata.isEmpty else { return [:] }
        var metadata = Dictionary<String, String>(minimumCapacity: layout.metadata.count)
        for (position, name) in layout.metadata where record.values[position] != .null {
            metadata[name] = record.values[position].text
        }
        return metadata
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var rest = text[...].drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }

    private func fault(_ record: PromptRecord, _ field: String, _ reason: String) -> PromptError {
        PromptError(file: file, line: record.line, field: field, reason: reason)
    }
}
