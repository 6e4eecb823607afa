import Files

/// The records of a prompt file in any of its shapes.
struct PromptRecords {
    private var source: RecordSource?
    private var made: ArraySlice<PromptRecord> = []
    /// What was taken of the file, where that is not all of it in its plain form.
    private(set) var description: String?

    init(
        _ text: SourceText, format: PromptFormat, mapping: FieldMapping
    ) throws(PromptError) {
        guard format == .json, text.firstVisible == UInt8(ascii: "{") else {
            source = try RecordSource(
                text, format: format, readsNonNumbers: true, takesHalfPairs: true, readsValues: true
            )
            if source?.isUnnamed == true {
                description = "CSV without a line of names: a question, its choices, a letter"
            }
            return
        }
        switch try JSONShape(text, mapping: mapping) {
        case .list(let offset, let path):
            description = "JSON: the list \"\(PromptError.printable(path))\""
            source = try RecordSource(
                text, format: .json, readsNonNumbers: true, takesHalfPairs: true, readsValues: true,
                listAt: offset)
        case .records(let records, let words):
            description = "JSON: \(words)"
            made = records[...]
        }
    }

    mutating func next() throws(PromptError) -> PromptRecord? {
        let record = try source?.next() ?? made.popFirst()
        return record?.unwrapped()
    }
}

extension PromptRecord {
    /// The text and the other fields of a question or prompt that is an object: ARC's
    /// `{"stem": …, "choices": […]}`, RealToxicityPrompts' `{"text": …}`.
    private static func question(
        _ name: String, _ fields: [JSONValue.Field]
    ) -> (text: JSONValue, others: [JSONValue.Field])? {
        let inner: String
        switch name {
        case "question": inner = "stem"
        case "prompt": inner = "text"
        default: return nil
        }
        guard let place = fields.firstIndex(where: { $0.name == inner }),
            case .string = fields[place].value
        else { return nil }
        var others = fields
        others.remove(at: place)
        return (fields[place].value, name == "question" ? others : [])
    }

    /// The record with the fields of a row's wrapper, or of a batch request's body or parameters, as its own.
    func unwrapped() -> PromptRecord {
        for (index, name) in names.enumerated() {
            guard case .object(let fields) = values[index],
                let inner = Self.question(name, fields)
            else { continue }
            var record = self
            record.values[index] = inner.text
            for field in inner.others where !record.names.contains(field.name) {
                record.names.append(field.name)
                record.values.append(field.value)
            }
            return record
        }
        for (index, name) in names.enumerated() {
            guard
                name == "row" && names.contains("row_idx")
                    || ["body", "params", "request"].contains(name),
                case .object(let fields) = values[index],
                name != "request"
                    || fields.contains(where: { ["contents", "messages"].contains($0.name) })
            else { continue }
            var record = self
            record.names.remove(at: index)
            record.values.remove(at: index)
            for field in fields {
                let inner = name == "row" ? field.name : "\(name).\(field.name)"
                guard !record.names.contains(inner) else { continue }
                record.names.append(inner)
                record.values.append(field.value)
            }
            return record
        }
        return self
    }
}
