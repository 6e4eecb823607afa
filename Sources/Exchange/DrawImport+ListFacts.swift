import Files

/// Facts of each answer in lists that stand beside a list of answers.
extension DrawImport {
    /// What a list tells of each answer, by its plain name in the singular or the plural.
    static let listedFacts: [String: String] = {
        let names =
            [
                "seed", "random_seed", "sampling_seed", "temperature", "top_p", "top_k",
                "do_sample",
                "finish_reason", "stop_reason", "finish", "error", "status", "status_code", "uuid",
            ] + modelFields
        let pairs = names.flatMap { name in
            ["", "s", "es"].map { (FieldName.plain(name) + $0, name) }
        }
        return Dictionary(pairs) { first, _ in first }
    }()

    /// An object with the facts of each answer; empty ones where no such list stands beside the answers.
    static func listedFacts(_ record: JSONValue, count: Int) -> [JSONValue] {
        var found: [[JSONValue.Field]] = Array(repeating: [], count: count)
        if case .object(let fields) = record, count > 0 {
            for field in fields {
                guard let values = field.value.list, values.count == count,
                    let name = listedFacts[FieldName.plain(field.name)]
                else { continue }
                for (place, value) in values.enumerated() {
                    found[place].append(JSONValue.Field(name: name, value: value))
                }
            }
        }
        return found.map(JSONValue.object)
    }

    /// Takes in what a list told of an answer: its model, its settings, its seed and how it ended.
    mutating func take(listed facts: JSONValue, into entry: inout Entry) throws(ImportError) {
        guard case .object(let fields) = facts, !fields.isEmpty, run == nil else { return }
        decoding.read(record: facts, &settingsNames)
        entry.model = entry.model ?? Self.modelName(facts)
        try Self.read(facts: FieldReader(facts, place), into: &entry)
        guard entry.error == nil, let failure = CallFailure(in: facts, &failures),
            failure.isLost(entry.text)
        else { return }
        lose(&entry, by: failure)
    }
}
