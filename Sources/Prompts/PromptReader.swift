import Files

/// Reads prompts from the files of the ecosystem.
///
/// JSON Lines, a JSON list, CSV and, for names that end in .txt, plain text. Which field is what is
/// detected by the names that data sets use (TOFU, MUSE, OpenAI evals, Inspect, promptfoo,
/// HarmBench, AdvBench) or told by a ``FieldMapping``; every other field is kept as metadata.
public struct PromptReader: Sendable {
    public var mapping: FieldMapping
    /// All of them must hold for a prompt to be read.
    public var filters: [PromptFilter]
    /// The format; nil for detection by the file's name or beginning.
    public var format: PromptFormat?

    /// Fields are detected by the names in so many first records.
    private static let sampleSize = 1000

    public init(
        mapping: FieldMapping = FieldMapping(), filters: [PromptFilter] = [],
        format: PromptFormat? = nil
    ) {
        self.mapping = mapping
        self.filters = filters
        self.format = format
    }

    /// Reads a file, or standard input for "-".
    ///
    /// - Throws: ``PromptError`` with file, line, field and what to do.
    public func read(path: String) throws(PromptError) -> PromptSet {
        try read(SourceText.read(path))
    }

    /// Reads the content of a file.
    ///
    /// - Parameter name: what error messages call it; its ending may tell the format.
    public func read(bytes: [UInt8], name: String) throws(PromptError) -> PromptSet {
        try read(SourceText(TextBytes(bytes), name: name))
    }

    private func read(_ source: SourceText) throws(PromptError) -> PromptSet {
        guard !source.isEmpty else {
            throw PromptError(
                file: source.name, reason: "the file is empty; there is no prompt in it")
        }
        guard let format = format ?? PromptFormat.detect(source) else {
            throw PromptError(
                file: source.name,
                reason: "neither the name nor the content tells the format; name the file .jsonl, "
                    + ".json, .csv, or .txt for one prompt a line, or give --format")
        }
        var records = try RecordSource(source, format: format)
        var sample: [PromptRecord] = []
        while sample.count < Self.sampleSize, let record = try records.next() {
            sample.append(record)
        }
        let names = Self.names(sample)
        guard !sample.isEmpty else {
            throw PromptError(file: source.name, reason: "there is no prompt in the file")
        }
        let roles = try FieldRoles(names: names, mapping: mapping, file: source.name)
        var collector = Collector(
            mapper: RecordMapper(file: source.name, roles: roles), filters: filters, names: names)
        try collector.checkFilters()
        for record in sample { try collector.add(record) }
        sample = []
        while let record = try records.next() { try collector.add(record) }
        try collector.checkCount()
        let name = source.name.split(separator: "/").last.map(String.init) ?? source.name
        var provenance = "\(format.summary); \(roles.description)"
        if !filters.isEmpty {
            provenance += "; only \(filters.map(\.description).joined(separator: " and "))"
        }
        return PromptSet(name: name, prompts: collector.prompts, provenance: provenance)
    }

    private static func names(_ records: [PromptRecord]) -> [String] {
        var names: [String] = []
        var known: Set<String> = []
        for record in records {
            for name in record.names where known.insert(name).inserted { names.append(name) }
        }
        return names
    }
}

/// The prompts read so far, with the checks that span records.
private struct Collector {
    private var mapper: RecordMapper
    let filters: [PromptFilter]
    let names: [String]
    private(set) var prompts: [Prompt] = []
    private var identifiers = IdentifierIndex()
    /// Some of the values that the first filter's field has, for an error message.
    private var values: [String] = []

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
        guard filters.allSatisfy({ Self.meets($0, record) }) else { return }
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
        let conditions = filters.map(\.description).joined(separator: " and ")
        let field = filters.first?.field ?? ""
        throw PromptError(
            file: mapper.file,
            reason: "no prompt has \(PromptError.printable(conditions)); \"\(field)\" is "
                + PromptError.list(values))
    }

    /// A list meets a condition where one of its members does.
    private static func meets(_ filter: PromptFilter, _ record: PromptRecord) -> Bool {
        guard let value = record[filter.field] else { return filter.value.isEmpty }
        if case .array(let members) = value { return members.contains { $0.text == filter.value } }
        return value.text == filter.value
    }
}
