import Evidence
import Journal
import Prompts

/// Draws that were made elsewhere, as another program's file has them.
///
/// Nothing is known of how they were made beside what the file says, so that a run made of them has
/// the decoding "reported, not verified". A bound on them holds only if they are independent draws
/// under one decoding, in the order of the file.
public struct DrawImport: Sendable {
    public var prompts: [Prompt] = []
    /// Per prompt its draws in the order of the file.
    public var draws: [[Entry]] = []
    /// The model's name, where the file says it.
    public var model: String?
    /// The scorers whose scores the file has, in the order of every entry's scores.
    public var scorers: [String] = []
    private var positions: [PromptID: Int] = [:]

    /// One draw: its text, or why there is none, and the scores that the file has for it.
    public struct Entry: Sendable, Hashable {
        public var text: String?
        public var error: String?
        public var scores: [String: Double] = [:]
        public var stop = Answer.Stop.endOfText
        public var tokenCount = 0
        public var seed: UInt32?
        public var attempts = 1
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
        guard draws.contains(where: { !$0.isEmpty }) else {
            throw ImportError("\(source.name) has no draws.")
        }
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
        switch found {
        case .jsonl: try readPlain(record, place)
        case .leakAtK: try readLeakAtK(record, place, position)
        case .lmEval: try readLmEval(record, place)
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

    // MARK: - Formats

    private mutating func readPlain(_ record: JSONValue, _ place: String) throws(ImportError) {
        guard let id = record["prompt_id"]?.scalar else {
            throw ImportError("\(place), field prompt_id: the prompt's id is missing.")
        }
        let position = try prompt(
            id, text: record["prompt"]?.scalar,
            references: try texts(record["references"], "references", place),
            keywords: try texts(record["keywords"], "keywords", place), place)
        var entry = Entry()
        entry.text = record["text"]?.string
        entry.error = record["error"]?.string
        guard entry.text != nil || entry.error != nil else {
            throw ImportError("\(place), field text: a text is wanted.")
        }
        try read(record, into: &entry, place)
        add(entry, to: position)
    }

    private mutating func readLeakAtK(
        _ record: JSONValue, _ place: String, _ line: Int
    ) throws(ImportError) {
        guard let text = record["prompt"]?.string else {
            throw ImportError("\(place), field prompt: a text is wanted.")
        }
        guard case .array(let responses) = record["responses"] else {
            throw ImportError("\(place), field responses: a list is wanted.")
        }
        let id = record["prompt_id"]?.scalar ?? "\(line + 1)"
        let position = try prompt(
            id, text: text, references: try texts(record["ground_truth"], "ground_truth", place),
            keywords: try texts(record["keywords"], "keywords", place), place)
        for (index, response) in responses.enumerated() {
            let field = "\(place), field responses[\(index)]"
            var entry = Entry()
            entry.text = response.string ?? response["response"]?.string
            entry.error = response["error"]?.string
            guard entry.text != nil || entry.error != nil else {
                throw ImportError("\(field).response: a text is wanted.")
            }
            if case .object(let fields) = response {
                for member in fields
                where member.value.number != nil && !Self.facts.contains(member.name) {
                    entry.scores[member.name] = try score(member.value, member.name, field)
                }
            }
            try read(response, into: &entry, field)
            add(entry, to: position)
        }
    }

    /// Numbers of a response that are no scores.
    private static let facts: Set<String> = ["seed", "tokens", "draw", "attempts"]

    private mutating func readLmEval(_ record: JSONValue, _ place: String) throws(ImportError) {
        guard let id = record["doc_id"]?.scalar else {
            throw ImportError("\(place), field doc_id: the document's number is missing.")
        }
        guard case .array(let requests) = record["resps"], requests.count == 1,
            case .array(let repeats) = requests[0]
        else {
            throw ImportError(
                "\(place), field resps: a list with one list of answers is wanted, as generation "
                    + "tasks with repeats write it.")
        }
        let doc = record["doc"]
        let position = try prompt(
            doc?["prompt_id"]?.scalar ?? id,
            text: record["arguments"]?["gen_args_0"]?["arg_0"]?.string ?? doc?["question"]?.string,
            references: doc?["references"] == nil
                ? try texts(record["target"], "target", place)
                : try texts(doc?["references"], "doc.references", place),
            keywords: try texts(doc?["keywords"], "doc.keywords", place), place)
        let extra = record["probscope_draws"]
        for (index, answer) in repeats.enumerated() {
            var entry = Entry()
            if case .array(let facts) = extra, index < facts.count {
                try read(facts[index], into: &entry, place)
            }
            if entry.error == nil {
                guard let text = answer.string else {
                    throw ImportError("\(place), field resps[0][\(index)]: a text is wanted.")
                }
                entry.text = text
            }
            add(entry, to: position)
        }
    }

    private mutating func readInspect(_ log: JSONValue, _ name: String) throws(ImportError) {
        guard case .array(let samples) = log["samples"] else {
            throw ImportError("\(name), field samples: a list is wanted.")
        }
        model = log["eval"]?["model"]?.string
        var ordered: [(epoch: Double, sample: JSONValue, field: String)] = []
        for (index, sample) in samples.enumerated() {
            ordered.append(
                (sample["epoch"]?.number ?? 1, sample, "\(name), field samples[\(index)]"))
        }
        // A stable order by epoch; the file has samples as they finished.
        for (_, sample, place) in ordered.enumerated().sorted(by: {
            ($0.element.epoch, $0.offset) < ($1.element.epoch, $1.offset)
        }).map(\.element) {
            guard let id = sample["id"]?.scalar else {
                throw ImportError("\(place).id: the sample's id is missing.")
            }
            let input = sample["input"]
            var text = input?.string
            if case .array(let messages) = input {
                text = messages.last { $0["role"]?.string == "user" }?["content"]?.string
            }
            let position = try prompt(
                id, text: text, references: try texts(sample["target"], "target", place),
                keywords: try texts(sample["metadata"]?["keywords"], "keywords", place), place)
            var entry = Entry()
            if let message = sample["error"]?["message"]?.string {
                entry.error = message
            } else if case .array(let choices) = sample["output"]?["choices"],
                let content = choices.first?["message"]?["content"]
            {
                entry.text = content.plainText
                entry.stop = Answer.Stop(finish: choices.first?["stop_reason"]?.string)
                entry.tokenCount = try count(
                    sample["output"]?["usage"]?["output_tokens"], "usage.output_tokens", place)
            }
            guard entry.text != nil || entry.error != nil else {
                throw ImportError("\(place).output.choices: an answer is wanted.")
            }
            if case .object(let scores) = sample["scores"] {
                for score in scores {
                    if let number = score.value["value"]?.inspectScore, (0...1).contains(number) {
                        entry.scores[score.name] = number
                    }
                }
            }
            if let facts = sample["metadata"]?["probscope"] {
                try read(facts, into: &entry, place)
            }
            add(entry, to: position)
        }
    }

    // MARK: - Collecting

    private mutating func prompt(
        _ id: String, text: String?, references: [String], keywords: [String], _ place: String
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
            Prompt(id: id, text: text ?? id.rawValue, references: references, keywords: keywords))
        draws.append([])
        return prompts.count - 1
    }

    private mutating func add(_ entry: Entry, to position: Int) {
        for name in entry.scores.keys.sorted() where !scorers.contains(name) {
            scorers.append(name)
        }
        draws[position].append(entry)
    }

    /// What this program writes about a draw beside its text, in all formats alike.
    private func read(
        _ facts: JSONValue, into entry: inout Entry, _ place: String
    ) throws(ImportError) {
        if let error = facts["error"]?.string { entry.error = error }
        if let finish = facts["finish"]?.string { entry.stop = Answer.Stop(finish: finish) }
        if let stop = facts["stop_string"]?.string { entry.stop = .stopString(stop) }
        if facts["tokens"] != nil {
            entry.tokenCount = try count(facts["tokens"], "tokens", place)
        }
        if facts["attempts"] != nil {
            entry.attempts = max(1, try count(facts["attempts"], "attempts", place))
        }
        if let seed = facts["seed"]?.number { entry.seed = UInt32(exactly: seed) }
        guard let scores = facts["scores"] else { return }
        guard case .object(let fields) = scores else {
            throw ImportError("\(place), field scores: an object of numbers is wanted.")
        }
        for member in fields where member.value != .null {
            entry.scores[member.name] = try score(member.value, member.name, place)
        }
    }

    /// A text or a list of texts; nothing where the field is missing.
    private func texts(
        _ value: JSONValue?, _ field: String, _ place: String
    ) throws(ImportError) -> [String] {
        guard let value, value != .null else { return [] }
        guard let texts = value.texts else {
            throw ImportError("\(place), field \(field): a text or a list of texts is wanted.")
        }
        return texts
    }

    private func score(
        _ value: JSONValue, _ name: String, _ place: String
    ) throws(ImportError) -> Double {
        guard let number = value.number, (0...1).contains(number) else {
            throw ImportError(
                "\(place), score \(PromptError.printable(name)): a number from 0 to 1 is wanted.")
        }
        return number
    }

    private func count(
        _ value: JSONValue?, _ field: String, _ place: String
    ) throws(ImportError) -> Int {
        guard let value, value != .null else { return 0 }
        guard let number = value.number, let count = Int(exactly: number), count >= 0 else {
            throw ImportError("\(place), field \(field): a whole number is wanted.")
        }
        return count
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

extension DrawImport {
    /// The decoding of every imported run.
    public static let decodingName = "reported, not verified"

    /// The draws as a new run file.
    ///
    /// Draws are numbered in the order of the file; a score that the file does not have is the
    /// scorer's failure, which counts as lost.
    ///
    /// - Parameters:
    ///   - scorers: which of the file's scorers, with what their numbers mean.
    ///   - decoding: what is reported about the decoding, such as "T=1 top-p 0.9".
    public func write(
        to path: String, name: String, set: String, model: String?,
        scorers: [RunIdentity.ScorerIdentity], decoding: String, alpha: Double, created: String
    ) throws(JournalError) -> Journal {
        let prompts = PromptSet(name: set, prompts: prompts, provenance: "imported draws")
        let words = decoding.isEmpty ? Self.decodingName : "\(decoding), \(Self.decodingName)"
        let model = model ?? self.model ?? "unknown model"
        let identity = RunIdentity(
            promptsFingerprint: prompts.fingerprint, model: model, modelFingerprint: model,
            decodingName: words, decodingJSON: "{}", template: "none", seed: 0, scorers: scorers)
        let plan = RunPlan(
            name: name, draws: draws.map(\.count).max() ?? 0, alpha: alpha, servers: [],
            created: created,
            warnings: [
                "imported draws: the decoding is reported, not verified; limits hold only if these "
                    + "are independent draws under one decoding, all of them, in their order"
            ])
        let journal = try Journal.create(
            at: path, identity: identity, plan: plan, prompts: prompts)
        for (prompt, entries) in zip(prompts.prompts, draws) {
            try journal.append(
                entries.enumerated().map { index, entry in
                    let lost = entry.error ?? (entry.text == nil ? "no text" : nil)
                    let outcome: Draw.Outcome =
                        lost.map { .lost(reason: $0) }
                        ?? .completed(
                            Answer(
                                text: entry.text ?? "", stop: entry.stop,
                                tokenCount: entry.tokenCount))
                    return JournalDraw(
                        draw: Draw(
                            prompt: prompt.id, index: index,
                            seed: entry.seed ?? UInt32(truncatingIfNeeded: index),
                            outcome: outcome, attempts: entry.attempts),
                        scores: scorers.map { lost == nil ? entry.scores[$0.name] : nil })
                })
        }
        return journal
    }
}
