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
    /// Whether half a surrogate pair was read as U+FFFD in one of its texts.
    var hasHalfPairs = false

    subscript(name: String) -> JSONValue? {
        names.firstIndex(of: name).map { values[$0] }
    }
}

/// Makes prompts of records.
struct RecordMapper {
    let file: String
    let roles: FieldRoles
    /// How fields are named by hand.
    let mapping: FieldMapping
    let template: ChoicesTemplate
    /// Other fields that were taken for the prompt, where records have several shapes.
    private(set) var otherPrompts: [String] = []
    /// How many prompts have choices, and how many of them only "A" as the right one.
    private(set) var counts = (choices: 0, first: 0, mixed: 0)
    /// The choices of the last record.
    private(set) var choices: Choices?
    private(set) var current: FieldRoles
    private(set) var layout: RecordLayout

    init(
        file: String, roles: FieldRoles, mapping: FieldMapping = FieldMapping(),
        template: ChoicesTemplate = .usual
    ) {
        self.file = file
        self.roles = roles
        self.mapping = mapping
        self.template = template
        current = roles
        layout = RecordLayout(names: [], roles: roles)
    }

    /// Why a record has no prompt to send.
    enum Lack: Hashable { case empty, halfPair }

    /// Whether the record has null or an empty text for its prompt, or a text with half a character.
    mutating func lack(of record: PromptRecord) throws(PromptError) -> Lack? {
        try adapt(to: record)
        guard let value = layout.prompt.map({ record.values[$0] }) else { return nil }
        switch value {
        case .null: return .empty
        case .string(let text)
        where !Self.isVisible(text) || record.isTable && Self.blanks.contains(text):
            return .empty
        case .array(let values) where Self.asksNothing(values): return .empty
        default: break
        }
        guard record.hasHalfPairs else { return nil }
        let sent =
            [value] + [layout.context.map { record.values[$0] }].compactMap { $0 }
            + (layout.choices?.shown ?? []).compactMap { record[$0] }
        return sent.contains { $0.text.unicodeScalars.contains("\u{FFFD}") } ? .halfPair : nil
    }

    /// What data frames write into a cell that has nothing.
    private static let blanks: Set<String> = ["NaN", "nan"]

    mutating func prompt(_ record: PromptRecord) throws(PromptError) -> Prompt {
        let known = counts
        do throws(PromptError) {
            return try made(of: record)
        } catch {
            counts = known
            throw error
        }
    }

    private mutating func made(of record: PromptRecord) throws(PromptError) -> Prompt {
        try adapt(to: record)
        var (text, messages) = try content(record)
        messages = PromptContext.with(system: system(record), messages, asked: text)
        guard Self.isVisible(text) else {
            throw fault(
                record, current.prompt, "the prompt is empty; fill it in or remove the line")
        }
        var metadata = metadata(record)
        var references: [String] = []
        let choices = try found(record)
        self.choices = choices
        if let choices {
            counts.choices += 1
            if layout.choices?.isMixed == true { counts.mixed += 1 }
            if choices.right == [0] { counts.first += 1 }
            metadata[Choices.field] = choices.json
            let question = text
            text = template.rendered(question, choices.texts)
            if let last = messages.lastIndex(where: { $0.content == question }) {
                messages[last].content = text
            }
            references = choices.references
        } else {
            for field in layout.choices?.shown ?? [] where record[field] != .null {
                metadata[field] = record[field]?.text
            }
        }
        if references.isEmpty, choices?.isOpen != true {
            for position in layout.references {
                references += try texts(record, position, splitsCells: false)
            }
            // A number that is no place among the choices, such as −1, says that nothing is told.
            if choices != nil { references.removeAll { Double($0) != nil || !Self.isVisible($0) } }
        }
        var keywords: [String] = []
        if let position = layout.keywords {
            keywords = try texts(record, position, splitsCells: true)
        }
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

    /// A prompt with its question's other wordings behind it, where its record has any: prompts of one group.
    ///
    /// A field that is null or empty, or says what the prompt says, is none.
    func wordings(of prompt: Prompt, _ record: PromptRecord) throws(PromptError) -> [Prompt] {
        guard !roles.wordings.isEmpty else { return [prompt] }
        guard choices == nil else {
            throw fault(
                record, roles.wordings[0],
                "other wordings of questions of multiple choice are not asked; leave out --wording-field"
            )
        }
        var all = [prompt]
        for field in roles.wordings {
            guard let value = record[field], value != .null else { continue }
            guard case .string(let text) = value else {
                throw fault(record, field, "this is \(value.kind), a text is needed")
            }
            guard Self.isVisible(text), !all.contains(where: { $0.text == text }) else { continue }
            var other = Prompt(
                id: PromptID("\(prompt.id.rawValue)/\(all.count + 1)"), text: text,
                messages: prompt.messages, references: prompt.references, keywords: prompt.keywords,
                metadata: prompt.metadata)
            if let last = other.messages.lastIndex(where: { $0.content == prompt.text }) {
                other.messages[last].content = text
            }
            all.append(other)
        }
        guard all.count > 1 else { return all }
        let group = prompt.metadata[Prompt.groupField] ?? prompt.id.rawValue
        for place in all.indices { all[place].metadata[Prompt.groupField] = group }
        return all
    }

    /// Takes the fields as this record has them: a file may have messages here and a prompt there.
    private mutating func adapt(to record: PromptRecord) throws(PromptError) {
        // Equal at once where the memory is shared.
        if layout.names != record.names {
            current = roles
            if mapping.prompt == nil, !record.names.contains(roles.prompt),
                var other = try? FieldRoles(names: record.names, mapping: mapping, file: file)
            {
                other.id = roles.id
                note(other.prompt)
                current = other
            }
            layout = RecordLayout(names: record.names, roles: current)
        }
        // A table of both has null for the one that a record lacks.
        guard mapping.prompt == nil, let position = layout.prompt, record.values[position] == .null,
            let other = record.names.first(where: { name in
                Self.eitherOr.contains(FieldName.plain(name)) && record[name] != .null
            })
        else { return }
        var roles = current
        roles.prompt = other
        note(other)
        current = roles
        layout = RecordLayout(names: record.names, roles: roles)
        // Found anew for the next record.
        layout.names = []
    }

    /// Fields of which a record has one or the other.
    private static let eitherOr: Set<String> = ["prompt", "messages", "conversations"]

    private mutating func note(_ name: String) {
        if !otherPrompts.contains(name) { otherPrompts.append(name) }
    }

    /// The choices in a record that is not wanted.
    mutating func choices(in record: PromptRecord) -> Choices? {
        guard (try? adapt(to: record)) != nil else { return nil }
        return try? found(record)
    }

    /// Takes note of a right choice that was told by a number.
    mutating func note(places: [Int]) { if places == [0] { counts.first += 1 } }

    private func found(_ record: PromptRecord) throws(PromptError) -> Choices? {
        do throws(ChoiceFields.Fault) {
            return try layout.choices?.choices(record)
        } catch {
            throw fault(record, error.field, error.reason)
        }
    }

    /// Whether there is more than white space.
    static func isVisible(_ text: String) -> Bool {
        // Nearly every text begins with a visible character of ASCII.
        if let first = text.utf8.first, first > 0x20, first < 0x7F { return true }
        return text.contains { !$0.isWhitespace }
    }

    // MARK: - Fields

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

    func fault(_ record: PromptRecord, _ field: String, _ reason: String) -> PromptError {
        PromptError(file: file, line: record.line, field: field, reason: reason)
    }
}
