import Evidence
import Files
import Journal
import Prompts

/// What lm-evaluation-harness samples have said of one document in one run of its task so far.
struct HarnessDocument: Sendable {
    /// Hashes of the texts of its answers, which are equal on all of its lines.
    var texts: [Int64?]
    /// Its lines: the filter's name, and what the line has of scores and filtered answers.
    var lines: [(filter: String?, facts: Int64)] = []
    /// Where its first answer stands among the prompt's draws.
    var first: Int
}

/// The documents that have one number, which each task of a file counts from 0.
struct HarnessNumber: Sendable {
    /// What a document is and what was asked of it, as a hash, and the id of its prompt.
    private var ids: [Int64: String] = [:]

    /// The id of a document's prompt: its number, and for another document of the same number that
    /// with one more.
    ///
    /// - Parameter document: a hash of the document and of what was asked.
    mutating func id(of document: Int64, number: String) -> (id: String, isAnother: Bool) {
        if let known = ids[document] { return (known, false) }
        let id = ids.isEmpty ? number : "\(number)/\(ids.count + 1)"
        ids[document] = id
        return (id, ids.count > 1)
    }
}

/// lm-evaluation-harness samples.
extension DrawImport {
    /// A document has one line for each filter of its task, with the same answers: they are the same
    /// draws, and each filter's scores are scores of their own.
    mutating func readLmEval(_ reader: FieldReader) throws(ImportError) {
        guard let number = reader["doc_id"]?.scalar else {
            throw reader.error("doc_id", "the document's number is missing")
        }
        let answers = try Self.answers(reader)
        let doc = reader["doc"]
        let fields = FieldReader(doc ?? .null, "\(reader.place), field doc")
        let own = doc?.fields == nil ? nil : try fields.object("probscope")
        if let own { try read(run: own.object("run")) }
        let arguments = Self.arguments(reader["arguments"])
        decoding.read(arguments.settings)
        if let settings = arguments.settings {
            decoding.read(record: settings, &settingsNames)
            if run == nil, own == nil { decoding.read(harness: settings) }
        }
        let asked =
            Self.askedText(arguments.context)
            ?? ["question", "prompt", "input", "text", "query"].lazy.compactMap {
                MessageText.prompt(doc?[$0])
            }.first
        var question: ChoiceQuestions.Question?
        if own == nil, case .object(let told)? = doc { question = self.question(told) }
        let position = try position(
            of: doc?["prompt_id"]?.scalar ?? id(of: reader, number, asked?.text),
            text: asked?.text,
            references: try fields.texts("references")
                ?? Self.references(reader["target"]?.texts ?? [], question),
            keywords: try fields.texts("keywords") ?? [], messages: asked?.messages ?? [],
            metadata: own == nil ? Self.metadata(doc) : [:], question: question, reader.place)
        var entries = try entries(answers, own, position, reader)
        let texts = entries.map { $0.text.map(ContentHash.of) }
        let line = (filter: reader["filter"]?.string, facts: Self.facts(of: reader))
        // The runs of its task that the document has lines of, and the one that this line is of.
        let runs = documents[position] ?? []
        let place = Self.run(of: line, among: runs)
        if let place {
            var document = runs[place]
            guard document.texts == texts else {
                throw ImportError(
                    "\(reader.place), field doc_id: \(Self.severalRuns).", isFatal: true)
            }
            if document.lines.contains(where: { $0.filter == line.filter && $0.facts == line.facts }
            ) {
                for index in entries.indices { entries[index].identifiers = ["document \(index)"] }
                for entry in entries { add(entry, to: position) }
                return
            }
            document.lines.append(line)
            documents[position]?[place] = document
            guard entries.count == 1 else { return }
            let raw = metrics(reader, document.lines.count)
            for name in raw.keys.sorted()
            where scorers.count <= Self.mostScorers && !scorers.contains(name) {
                scorers.append(name)
            }
            draws[position][document.first].raw.merge(raw) { own, _ in own }
            return
        }
        documents[position, default: []].append(
            HarnessDocument(texts: texts, lines: [line], first: draws[position].count))
        // A metric is one of the filtered answer, which is the only one's where there is but one.
        if own == nil, entries.count == 1 { entries[0].raw.merge(metrics(reader, 1)) { $1 } }
        if own == nil, entries.count > 1 { giveEach(&entries, metricsOf: reader) }
        if own == nil, entries.count > 1, !metrics(reader, 1).isEmpty {
            skipped[
                "documents have scores of what a filter made of all answers and not of each draw, "
                    + "which are not taken (probscope score gives each draw its own)", default: 0] +=
                1
        }
        for index in entries.indices {
            if own == nil { entries[index].identifiers = ["document \(index)"] }
            add(entries[index], to: position)
        }
    }

    /// Which run of its task a document's line belongs to, nil for one that is not there yet.
    ///
    /// A run has a line for each filter, by its name: one that comes again is of the next run. Older
    /// files do not name filters, so that theirs is the only run that can be told.
    private static func run(
        of line: (filter: String?, facts: Int64), among runs: [HarnessDocument]
    ) -> Int? {
        guard let filter = line.filter else { return runs.isEmpty ? nil : 0 }
        return runs.firstIndex { !$0.lines.contains { $0.filter == filter } }
    }

    private static let severalRuns =
        "this document was there before with other answers, as where several runs of a task stand in "
        + "one file and cannot be told apart; import each run's file alone and join them by "
        + "probscope merge"

    /// Settles whether documents that are there several times are draws of several runs or the same
    /// ones again.
    ///
    /// Runs are draws where each document is there equally often and no two runs are equal in all their
    /// answers; where they all are, they are one run. All else cannot be told: to leave out what is
    /// equal and keep what is not would choose draws by their answers.
    mutating func joinHarnessRuns(_ name: String) throws(ImportError) {
        let most = documents.values.reduce(0) { max($0, $1.count) }
        guard most > 1 else { return }
        let repeats = documents.values.allSatisfy { runs in
            runs.allSatisfy { $0.texts == runs[0].texts }
        }
        if repeats { return }
        let order = documents.keys.sorted()
        let answers = (0..<most).map { run in
            order.map { documents[$0].flatMap { run < $0.count ? $0[run].texts : nil } }
        }
        guard documents.values.allSatisfy({ $0.count == most }), Set(answers).count == most else {
            throw ImportError("\(name), field doc_id: \(Self.severalRuns).", isFatal: true)
        }
        for (position, runs) in documents {
            for (run, document) in runs.enumerated().dropFirst() {
                for index in document.texts.indices {
                    draws[position][document.first + index].identifiers = [
                        "run \(run) document \(index)"
                    ]
                }
            }
        }
        warnings.append(
            "the file has \(most) runs of its task, whose answers count as draws: they are none where "
                + "the runs had one seed")
    }

    /// The id of a document that names no prompt: where a file has several tasks, documents of one number
    /// are different prompts.
    private mutating func id(
        of reader: FieldReader, _ number: String, _ asked: String?
    ) -> String {
        let parts = ["task", "task_name", "doc"].map { (reader.tree[$0] ?? .null).text }
        let document = ContentHash.of((parts + [asked ?? ""]).joined(separator: "\u{0}"))
        let found = documentNumbers[number, default: HarnessNumber()].id(
            of: document, number: number)
        if found.isAnother {
            skipped[
                "documents have a doc_id that another document has, as several tasks in one file do: "
                    + "each is a prompt of its own, such as 0/2", default: 0] += 1
        }
        return found.id
    }

    /// Renames the scores of filters: where a file has one filter only, its name says nothing.
    mutating func nameFilters() {
        let filters = Set(documents.values.joined().flatMap { $0.lines.map { $0.filter } })
        let most = documents.values.joined().map(\.lines.count).max() ?? 0
        guard !documents.isEmpty, filters.count <= 1, most <= 1 else { return }
        func short(_ name: String) -> String {
            guard let mark = name.lastIndex(of: Self.filterMark) else { return name }
            return String(name[..<mark])
        }
        scorers = scorers.map(short)
        for position in draws.indices {
            for index in draws[position].indices {
                var entry = draws[position][index]
                entry.raw = Dictionary(entry.raw.map { (short($0.key), $0.value) }) { $1 }
                draws[position][index] = entry
            }
        }
    }

    private static let filterMark: Character = ","

    /// The scores of a line, named with its filter as in the harness's own results.
    private func metrics(_ reader: FieldReader, _ line: Int) -> [String: ImportedScore] {
        let filter = reader["filter"]?.string ?? "filter \(line)"
        var found: [String: ImportedScore] = [:]
        let fields = reader.tree.fields ?? [:]
        for name in reader["metrics"]?.texts ?? Self.metricNames(reader.tree) {
            // A run that only predicts writes 999 as its metric.
            guard name != "bypass" else { continue }
            if let score = ImportedScore(fields[name]) {
                found["\(name)\(Self.filterMark)\(filter)"] = score
            }
        }
        return found
    }

    /// Gives each answer its value of a metric that is a list as long as the answers.
    private func giveEach(_ entries: inout [Entry], metricsOf reader: FieldReader) {
        let filter = reader["filter"]?.string ?? "filter 1"
        for name in reader["metrics"]?.texts ?? [] where name != "bypass" {
            guard let values = reader[name]?.list, values.count == entries.count else { continue }
            for (place, value) in values.enumerated() {
                entries[place].raw["\(name)\(Self.filterMark)\(filter)"] = ImportedScore(value)
            }
        }
    }

    /// Older files do not list their metrics: every number beside the known fields is one.
    private static func metricNames(_ record: JSONValue) -> [String] {
        let known: Set<String> = ["doc_id", "doc_hash", "prompt_hash", "target_hash", "target"]
        guard case .object(let fields) = record else { return [] }
        return fields.filter { !known.contains($0.name) }
            .filter { $0.value.number != nil || $0.value.flag != nil }.map(\.name)
    }

    /// A hash of what a line says of the answers: the filtered ones and their scores.
    private static func facts(of reader: FieldReader) -> Int64 {
        let names = ["filtered_resps"] + (reader["metrics"]?.texts ?? metricNames(reader.tree))
        let fields = reader.tree.fields ?? [:]
        return ContentHash.of(names.map { (fields[$0] ?? .null).text }.joined(separator: "\n"))
    }

    /// The answers of a document: those of one request with repeats, or one of each of several.
    private static func answers(_ reader: FieldReader) throws(ImportError) -> [JSONValue] {
        // None of the answers that were asked for is one that was lost at least.
        if reader["resps"]?.list?.isEmpty == true { return [.null] }
        guard let requests = reader["resps"]?.list, let first = requests.first else {
            throw reader.error(
                "resps",
                "a list with one list of answers is wanted, as generation tasks with repeats "
                    + "write it")
        }
        let answers: [JSONValue]
        if first.list == nil {
            answers = requests
        } else if requests.count == 1, let list = first.list {
            answers = list
        } else {
            throw reader.error(
                "resps", "this document has several requests; a task that generates has one")
        }
        if answers.contains(where: { $0.list != nil }) {
            throw reader.error(
                "resps", "these are log-likelihoods of given answers; no answer was drawn")
        }
        guard answers.allSatisfy({ $0.string != nil || $0.isNull }) else {
            throw reader.error("resps", "a list of texts is wanted")
        }
        return answers
    }

    private mutating func entries(
        _ answers: [JSONValue], _ own: FieldReader?, _ position: Int, _ reader: FieldReader
    ) throws(ImportError) -> [Entry] {
        var facts: [JSONValue] = []
        if let own, documents[position] == nil {
            try read(details: own, of: position)
            facts = try own.list("draws") ?? []
        }
        var entries: [Entry] = []
        for (index, answer) in answers.enumerated() {
            var entry = Entry()
            if index < facts.count {
                let place = "\(reader.place), field doc.probscope.draws[\(index)]"
                try Self.read(facts: FieldReader(facts[index], place), into: &entry)
            }
            if entry.error == nil {
                entry.text = answer.string
                if answer.isNull { entry.error = "the file has no answer" }
            }
            entries.append(entry)
        }
        return entries
    }

    /// The request's prompt and settings: an object with `gen_args_0`, or a list of pairs.
    private static func arguments(
        _ value: JSONValue?
    ) -> (context: JSONValue?, settings: JSONValue?) {
        if let first = value?["gen_args_0"] { return (first["arg_0"], first["arg_1"]) }
        guard let list = value?.list else { return (nil, nil) }
        let pair = list.first?.list ?? list
        return (pair.first, pair.count > 1 ? pair[1] : nil)
    }

    /// What was asked; a chat stands as JSON in a text.
    private static func askedText(
        _ value: JSONValue?
    ) -> (text: String, messages: [Prompt.Message])? {
        let written = value?.string ?? (value?.list?.count == 1 ? value?.list?.first?.string : nil)
        return MessageText.prompt(written.map(JSONValue.string) ?? value)
    }
}
