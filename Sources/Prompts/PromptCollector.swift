import Files

/// The prompts read so far, with the checks that span records.
struct PromptCollector {
    private var mapper: RecordMapper
    let filters: [PromptFilter]
    let names: [String]
    private(set) var prompts: [Prompt] = []
    private var identifiers = IdentifierIndex()
    /// Some of the values that the first filter's field has, for an error message.
    private var values: [String] = []
    /// How many records were left out because their prompt is null.
    private var nullCount = 0

    init(mapper: RecordMapper, filters: [PromptFilter], names: [String]) {
        self.mapper = mapper
        self.filters = filters
        self.names = names
    }

    func checkFilters() throws(PromptError) {
        for filter in filters where !names.contains(filter.field) {
            throw PromptError(
                file: mapper.file,
                reason: "there is no field \"\(PromptError.printable(filter.field))\" for --where "
                    + "\(PromptError.printable(filter.description)); the fields are "
                    + PromptError.list(names))
        }
    }

    mutating func add(_ record: PromptRecord) throws(PromptError) {
        if let first = filters.first, let value = record[first.field]?.text, values.count < 10,
            !values.contains(value)
        {
            values.append(value)
        }
        guard filters.allSatisfy({ $0.holds(for: record) }) else { return }
        guard try !mapper.lacksPrompt(record) else {
            nullCount += 1
            return
        }
        let prompt = try mapper.prompt(record)
        // Positions differ by themselves.
        if mapper.roles.id != nil,
            let earlier = identifiers.add(prompt.id, line: record.line, prompts: prompts)
        {
            throw PromptError(
                file: mapper.file, line: record.line, field: mapper.roles.id,
                reason: "the id \"\(PromptError.printable(prompt.id.rawValue))\" was used in line "
                    + "\(earlier) already; ids must differ")
        }
        prompts.append(prompt)
    }

    func checkCount() throws(PromptError) {
        guard prompts.isEmpty else { return }
        guard nullCount == 0 else {
            throw PromptError(
                file: mapper.file, field: mapper.roles.prompt,
                reason:
                    "this is null or empty in \(nullCount == 1 ? "the one record" : "all \(nullCount) records"); name another field with "
                    + "--prompt-field")
        }
        let conditions = filters.map(\.description).joined(separator: " and ")
        let field = filters.first?.field ?? ""
        throw PromptError(
            file: mapper.file,
            reason: "no prompt has \(PromptError.printable(conditions)); \"\(field)\" is "
                + PromptError.list(values))
    }

    /// What was understood of the fields, in parts of one line.
    var description: [String] {
        var parts = [mapper.roles.description]
        let others = mapper.otherPrompts.map { "\"\(PromptError.printable($0))\"" }
        if !others.isEmpty {
            parts.append("where a record has no such field, from \(others.joined(separator: ", "))")
        }
        if mapper.counts.choices > 0 {
            parts.append(
                "choices shown on \(mapper.counts.choices), letters and texts as references")
        }
        if mapper.counts.choices >= 4, mapper.counts.first == mapper.counts.choices {
            parts.append("the right choice is A everywhere, so that always saying A is right")
        }
        if !filters.isEmpty {
            parts.append("only \(filters.map(\.description).joined(separator: " and "))")
        }
        if nullCount > 0 {
            let field = PromptError.printable(mapper.roles.prompt)
            parts.append(
                "\(nullCount) \(nullCount == 1 ? "record" : "records") left out, where \"\(field)\" is "
                    + "null or empty (--where \(field)!=null does so too)")
        }
        return parts
    }
}
