import Evidence
import Files
import Journal
import Prompts

/// Draws that were made elsewhere, as another program's file has them.
///
/// Nothing is known of how they were made beside what the file says, so that a run made of them has
/// the decoding "reported, not verified". A bound on them holds only if they are independent draws
/// under one decoding, in the order of the file. An export of this program has more: the whole
/// run, from which the same evidence is made again.
public struct DrawImport: Sendable {
    public internal(set) var prompts: [Prompt] = []
    /// Per prompt its draws in the order of the file.
    public internal(set) var draws: [[Entry]] = []
    /// Per prompt what the file has beside prompt and draws.
    var details: [Details] = []
    /// The model's name, where the file says it.
    public internal(set) var model: String?
    /// What the file says of its decoding, such as "T=0.7, top-p 0.9".
    public internal(set) var decoding = ReportedDecoding()
    /// The scorers whose scores the file has, in the order of every entry's scores.
    public internal(set) var scorers: [String] = []
    /// The run itself, where the file is an export by this program.
    public internal(set) var run: ReportedRun?
    /// What a reader of limits must know about this file.
    public internal(set) var warnings: [String] = []
    var positions: [PromptID: Int] = [:]
    private var isLeakAtK = false
    /// Per prompt of lm-eval samples, the filter and the answers of its first line.
    var filters: [Int: (filter: String?, texts: [String?])] = [:]

    /// One draw: its text, or why there is none, and the scores that the file has for it.
    public struct Entry: Sendable, Hashable {
        public var text: String?
        public var error: String?
        public var scores: [String: Double] = [:]
        public var stop = Answer.Stop.endOfText
        public var tokenCount = 0
        public var tokens: [Answer.Token] = []
        public var seed: UInt32?
        public var attempts = 1
        /// The launch number that the file gives.
        public var number: Int?
    }

    /// What is known of a prompt beside its text and draws.
    struct Details: Sendable, Hashable {
        var failure: String?
        var greedy: Entry?
        var isGreedyStable: Bool?
    }

    /// The formats that can be read.
    public enum Format: String, Sendable, CaseIterable {
        /// One object a line: `prompt_id`, `text`, and if known `prompt`, `references`, `scores`.
        case jsonl
        case leakAtK = "leak-at-k"
        case lmEval = "lm-eval"
        case inspect
    }

    /// Reads a file's bytes.
    ///
    /// - Parameters:
    ///   - name: the file's name for errors.
    ///   - format: nil to find it out from the first record's fields.
    /// - Throws: ``ImportError`` with line, field and fix.
    public init(
        _ bytes: [UInt8], name: String, format: Format? = nil
    ) throws(ImportError) {
        let source = try Self.naming { () throws(PromptError) in
            try SourceText(TextBytes(bytes), name: name)
        }
        try self.init(source, format: format)
    }

    /// Reads a file's text; see ``init(_:name:format:)``.
    package init(_ source: SourceText, format: Format? = nil) throws(ImportError) {
        let layout = source.jsonLayout
        if layout == .single {
            let value = try Self.naming(source.json)
            if value["samples"] != nil {
                try Self.check(format, .inspect, source.name)
                try readInspect(value, source.name)
            } else {
                var chosen = format
                try read(value, "\(source.name), line 1", 0, &chosen)
            }
        } else if !source.isEmpty {
            try readRecords(source, isList: layout == .list, format)
        }
        guard draws.contains(where: { !$0.isEmpty }) || run != nil else {
            throw ImportError("\(source.name) has no draws.")
        }
        if isLeakAtK { decoding.read(path: source.name) }
    }

    /// Reads records, one a line or in a list.
    private mutating func readRecords(
        _ source: SourceText, isList: Bool, _ format: Format?
    ) throws(ImportError) {
        var chosen = format
        var records = try Self.naming { () throws(PromptError) in
            try RecordSource(source, format: isList ? .json : .jsonLines, readsNonNumbers: true)
        }
        while let record = try Self.naming({ () throws(PromptError) in try records.next() }) {
            let fields = zip(record.names, record.values).map(JSONValue.Field.init)
            try read(
                .object(fields), "\(source.name), line \(record.line)", record.position - 1,
                &chosen)
        }
    }

    private mutating func read(
        _ record: JSONValue, _ place: String, _ position: Int, _ chosen: inout Format?
    ) throws(ImportError) {
        guard let found = chosen ?? Self.format(of: record) else {
            throw ImportError(
                "\(place): the fields are those of no known format; wanted are prompt_id "
                    + "and text, prompt and responses (Leak@k), or doc_id and resps "
                    + "(lm-eval).")
        }
        chosen = found
        isLeakAtK = found == .leakAtK
        let reader = FieldReader(record, place)
        switch found {
        case .jsonl: try readPlain(reader)
        case .leakAtK: try readLeakAtK(reader, position)
        case .lmEval: try readLmEval(reader)
        case .inspect:
            throw ImportError("\(place): an Inspect log is one JSON object with samples.")
        }
    }

    /// Runs a step whose error names the file, line and field already.
    private static func naming<Value>(
        _ step: () throws(PromptError) -> Value
    ) throws(ImportError) -> Value {
        do { return try step() } catch { throw ImportError("\(error)") }
    }

    private static func check(
        _ asked: Format?, _ found: Format, _ name: String
    ) throws(ImportError) {
        if let asked, asked != found {
            throw ImportError("\(name) is in the format \(found.rawValue), not \(asked.rawValue).")
        }
    }

    private static func format(of record: JSONValue) -> Format? {
        if record["responses"] != nil { return .leakAtK }
        if record["resps"] != nil { return .lmEval }
        return record["text"] != nil || record["error"] != nil ? .jsonl : nil
    }

    // MARK: - Collecting

    /// The position of a prompt, which is new or was there before with the same text.
    mutating func position(
        of id: String, text: String?, references: [String], keywords: [String] = [],
        messages: [Prompt.Message] = [], metadata: [String: String] = [:], _ place: String
    ) throws(ImportError) -> Int {
        let id = PromptID(id)
        if let position = positions[id] {
            if let text, text != prompts[position].text {
                throw ImportError(
                    "\(place): prompt \(PromptError.printable(id.rawValue)) has another text than "
                        + "before.")
            }
            return position
        }
        positions[id] = prompts.count
        prompts.append(
            Prompt(
                id: id, text: text ?? id.rawValue, messages: messages, references: references,
                keywords: keywords, metadata: metadata))
        draws.append([])
        details.append(Details())
        return prompts.count - 1
    }

    mutating func add(_ entry: Entry, to position: Int) {
        for name in entry.scores.keys.sorted() where !scorers.contains(name) {
            scorers.append(name)
        }
        draws[position].append(entry)
    }

    /// Takes what an export says of its run; decodings are never mixed, so that a file has one.
    mutating func read(run reader: FieldReader?) throws(ImportError) {
        guard let reader else { return }
        let found = try ReportedRun(reader)
        if let run, run != found {
            throw ImportError(
                "\(reader.place): this is another run than before; import each alone.")
        }
        if let position = draws.firstIndex(where: { !$0.isEmpty }), run == nil {
            throw ImportError(
                "\(reader.place): the run is described after draws of prompt "
                    + "\(prompts[position].id); it belongs on the first line.")
        }
        run = found
        model = found.identity.model
        scorers = ScoreNames.distinct(found.identity.scorers.map(\.name))
    }

    /// What this program writes about a prompt beside its text, in all formats alike.
    mutating func read(
        details reader: FieldReader, of position: Int
    ) throws(ImportError) {
        for (index, tree) in (try reader.list("messages") ?? []).enumerated() {
            guard let role = tree["role"]?.string, let content = tree["content"]?.string else {
                throw reader.error("messages[\(index)]", "role and content are wanted")
            }
            prompts[position].messages.append(Prompt.Message(role: role, content: content))
        }
        if let metadata = try reader.object("metadata") {
            for (name, value) in metadata.tree.fields ?? [:] where !value.isNull {
                prompts[position].metadata[name] = value.text
            }
        }
        if let failure = try reader.text("failure") { details[position].failure = failure }
        guard let greedy = try reader.object("greedy") else { return }
        guard let text = try greedy.text("text") else {
            throw greedy.error("text", "a text is wanted")
        }
        var entry = Entry()
        entry.text = text
        try Self.read(facts: greedy, into: &entry)
        details[position].greedy = entry
        details[position].isGreedyStable = try greedy.flag("stable")
    }

    /// What this program writes about a draw beside its text, in all formats alike.
    static func read(facts: FieldReader, into entry: inout Entry) throws(ImportError) {
        if let error = try facts.text("error") { entry.error = error }
        if let finish = facts["finish"]?.string { entry.stop = Answer.Stop(finish: finish) }
        if let stop = try facts.text("stop_string") { entry.stop = .stopString(stop) }
        if let tokens = try facts.count("tokens") { entry.tokenCount = tokens }
        if let attempts = try facts.count("attempts") { entry.attempts = max(1, attempts) }
        if let number = facts["draw"]?.number { entry.number = Int(exactly: number) }
        if let seed = facts["seed"]?.number { entry.seed = UInt32(exactly: seed) }
        if let list = try facts.list("probabilities") {
            entry.tokens = try TokenFields.tokens(list, "\(facts.place), field probabilities")
        }
        for (name, score) in try facts.scores() { entry.scores[name] = score }
    }
}

/// Why a file with draws cannot be read.
public struct ImportError: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Answer.Stop {
    /// The end of an answer by the word that files have for it.
    init(finish: String?) {
        switch finish {
        case "length", "max_tokens": self = .limit
        case "context", "model_length": self = .contextFull
        case "stop_string": self = .stopString("")
        default: self = .endOfText
        }
    }
}
