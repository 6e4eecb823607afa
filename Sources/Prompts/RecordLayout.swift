/// Where a record has what, for all records with the same names in the same order.
struct RecordLayout {
    var names: [String]
    let prompt: Int?
    let context: Int?
    let system: Int?
    let references: [Int]
    let keywords: Int?
    let assertions: [Int]
    let id: Int?
    /// The choices, where the record has their fields.
    let choices: ChoiceFields?
    /// The fields that are kept as they are, under these names.
    let metadata: [(position: Int, name: String)]

    init(names: [String], roles: FieldRoles) {
        self.names = names
        func position(_ name: String?) -> Int? { name.flatMap(names.firstIndex(of:)) }
        let prompt = position(roles.prompt)
        let context = position(roles.context)
        system = position(roles.system)
        let references = roles.references.compactMap(position)
        let keywords = position(roles.keywords)
        let assertions = roles.assertions.compactMap(position)
        let id = position(roles.id)
        (self.prompt, self.context, self.references) = (prompt, context, references)
        (self.keywords, self.assertions, self.id) = (keywords, assertions, id)
        let used = Set(
            [prompt, context, system, keywords, id].compactMap { $0 } + references + assertions)
        choices = roles.choices.flatMap { fields in
            fields.shown.contains(where: names.contains) ? fields : nil
        }
        let shown = choices?.shown ?? []
        let prefix = "__metadata:"
        metadata = names.indices.filter { !used.contains($0) && !shown.contains(names[$0]) }.map {
            position in
            let name = names[position]
            return (position, name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name)
        }
    }
}
