import Files

/// Reads prompts from the files of the ecosystem.
///
/// JSON Lines, a JSON list or an object that holds one, CSV, TSV and, for names that end in .txt, plain
/// text, packed by gzip or Zstandard or not, and Parquet where DuckDB or pyarrow is at hand. Which field
/// is what is detected by the names that data sets use (TOFU, MUSE, OpenAI evals and batches, Inspect,
/// promptfoo, HarmBench, JailbreakBench, StrongREJECT, XSTest, BeaverTails, AdvBench, WMDP, MMLU, ARC,
/// TruthfulQA, ShareGPT) or told by a ``FieldMapping``; every other field is kept as metadata.
package struct PromptReader: Sendable {
    package var mapping: FieldMapping
    /// All of them must hold for a prompt to be read.
    package var filters: [PromptFilter]
    /// The format; nil for detection by the file's name or beginning.
    package var format: PromptFormat?
    /// How questions of multiple choice are put.
    package var choices: ChoicesTemplate
    /// The number of the first choice where answers are numbers; nil for what the file shows.
    package var choicesFrom: Int?

    /// Fields are detected by the names in so many first records.
    private static let sampleSize = 1000

    package init(
        mapping: FieldMapping = FieldMapping(), filters: [PromptFilter] = [],
        format: PromptFormat? = nil, choices: ChoicesTemplate = .usual, choicesFrom: Int? = nil
    ) {
        self.mapping = mapping
        self.filters = filters
        self.format = format
        self.choices = choices
        self.choicesFrom = choicesFrom
    }

    /// Reads a file, or standard input for "-".
    ///
    /// - Throws: ``PromptError`` with file, line, field and what to do.
    package func read(path: String) throws(PromptError) -> PromptSet {
        try read(SourceText.read(path))
    }

    /// Reads the content of a file.
    ///
    /// - Parameter name: what error messages call it; its ending may tell the format.
    package func read(bytes: [UInt8], name: String) throws(PromptError) -> PromptSet {
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
        var records = try PromptRecords(source, format: format, mapping: mapping)
        var sample: [PromptRecord] = []
        while sample.count < Self.sampleSize, let record = try records.next() {
            sample.append(record)
        }
        let names = Self.names(sample)
        guard !sample.isEmpty else {
            throw PromptError(file: source.name, reason: "there is no prompt in the file")
        }
        let roles = try FieldRoles(names: names, mapping: mapping, file: source.name)
        var collector = PromptCollector(
            mapper: RecordMapper(
                file: source.name, roles: roles, mapping: mapping, template: choices),
            filters: filters, names: names, choicesFrom: choicesFrom)
        try collector.checkFilters()
        for record in sample { try collector.add(record) }
        sample = []
        while let record = try records.next() { try collector.add(record) }
        try collector.checkCount()
        try collector.settleChoices()
        let name = source.name.split(separator: "/").last.map(String.init) ?? source.name
        let provenance =
            (source.packing.map { ["unpacked (\($0))"] } ?? [])
            + [records.description ?? format.summary] + collector.description
        return PromptSet(
            name: name, prompts: collector.prompts, provenance: provenance.joined(separator: "; "))
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
