import Evidence
import Files
import Prompts

extension DrawImport {
    // MARK: - One object a draw

    mutating func readPlain(_ reader: FieldReader) throws(ImportError) {
        try read(run: reader.object("probscope"))
        guard let id = reader["prompt_id"]?.scalar else {
            throw reader.error("prompt_id", "the prompt's id is missing")
        }
        let position = try position(
            of: id, text: reader["prompt"]?.scalar,
            references: try reader.texts("references") ?? [],
            keywords: try reader.texts("keywords") ?? [], reader.place)
        // Only a prompt's first line has more about it.
        if draws[position].isEmpty { try read(details: reader, of: position) }
        var entry = Entry()
        entry.text = reader["text"]?.string
        entry.error = reader["error"]?.string
        guard entry.text != nil || entry.error != nil else {
            // A prompt without draws has a line too.
            if run != nil, reader.tree["text"]?.isNull == true { return }
            throw reader.error("text", "a text is wanted")
        }
        try Self.read(facts: reader, into: &entry)
        add(entry, to: position)
    }

    // MARK: - Leak@k generations

    mutating func readLeakAtK(_ reader: FieldReader, _ line: Int) throws(ImportError) {
        try read(run: reader.object("probscope"))
        guard let text = try reader.text("prompt") else {
            throw reader.error("prompt", "a text is wanted")
        }
        guard let responses = try reader.list("responses") else {
            throw reader.error("responses", "a list is wanted")
        }
        let truth = try reader.texts("ground_truth") ?? []
        let position = try position(
            of: reader["prompt_id"]?.scalar ?? "\(line + 1)", text: text,
            references: try reader.texts("references") ?? truth,
            keywords: try reader.texts("keywords") ?? [], reader.place)
        try read(details: reader, of: position)
        for (index, response) in responses.enumerated() {
            let facts = FieldReader(response, "\(reader.place), field responses[\(index)]")
            var entry = Entry()
            entry.text = response.string ?? response["response"]?.string
            entry.error = response["error"]?.string
            guard entry.text != nil || entry.error != nil else {
                throw ImportError("\(facts.place).response: a text is wanted.")
            }
            try Self.read(facts: facts, into: &entry)
            // Leak@k's own scores are numbers and truth values beside the text.
            for (name, value) in response.fields ?? [:] where !Self.facts.contains(name) {
                if let flag = value.flag {
                    entry.scores[name] = flag ? 1 : 0
                } else if value.number != nil {
                    entry.scores[name] = try facts.score(value, name)
                }
            }
            add(entry, to: position)
        }
    }

    /// Fields of a response that are no scores.
    static let facts: Set<String> = [
        "response", "draw", "seed", "attempts", "tokens", "finish", "stop_string", "error",
        "scores",
        "probabilities",
    ]

    // MARK: - lm-evaluation-harness samples

    mutating func readLmEval(_ reader: FieldReader) throws(ImportError) {
        guard let number = reader["doc_id"]?.scalar else {
            throw reader.error("doc_id", "the document's number is missing")
        }
        guard let requests = reader["resps"]?.list, requests.count == 1,
            let repeats = requests[0].list
        else {
            throw reader.error(
                "resps",
                "a list with one list of answers is wanted, as generation tasks with repeats "
                    + "write it")
        }
        let doc = reader["doc"]
        let fields = FieldReader(doc ?? .null, "\(reader.place), field doc")
        let own = try fields.object("probscope")
        if let own { try read(run: own.object("run")) }
        let settings = reader["arguments"]?["gen_args_0"]
        decoding.read(settings?["arg_1"])
        let target = try reader.texts("target") ?? []
        let position = try position(
            of: doc?["prompt_id"]?.scalar ?? number,
            text: settings?["arg_0"]?.string ?? doc?["question"]?.string,
            references: try fields.texts("references") ?? target,
            keywords: try fields.texts("keywords") ?? [],
            metadata: own == nil ? Self.metadata(doc) : [:], reader.place)
        var facts: [JSONValue] = []
        if let own {
            try read(details: own, of: position)
            facts = try own.list("draws") ?? []
        }
        var entries: [Entry] = []
        for (index, answer) in repeats.enumerated() {
            var entry = Entry()
            if index < facts.count {
                let place = "\(reader.place), field doc.probscope.draws[\(index)]"
                try Self.read(facts: FieldReader(facts[index], place), into: &entry)
            }
            if entry.error == nil {
                guard let text = answer.string else {
                    throw reader.error("resps[0][\(index)]", "a text is wanted")
                }
                entry.text = text
            }
            entries.append(entry)
        }
        // A document has one line for each filter of its task, with the same answers.
        if let before = filters[position] {
            guard before.filter != reader["filter"]?.string, before.texts == entries.map(\.text)
            else {
                throw reader.error(
                    "doc_id", "this document was there before; import each task's file alone")
            }
            return
        }
        filters[position] = (reader["filter"]?.string, entries.map(\.text))
        // A metric is one of the filtered answer, which is the only one's where there is but one.
        if own == nil, entries.count == 1 {
            for name in reader["metrics"]?.texts ?? [] {
                if let score = reader[name]?.number, (0...1).contains(score) {
                    entries[0].scores[name] = score
                }
            }
        }
        for entry in entries { add(entry, to: position) }
    }

    /// The fields of a document that are texts, numbers or truth values.
    static func metadata(_ fields: JSONValue?) -> [String: String] {
        (fields?.fields ?? [:]).compactMapValues(\.scalarText)
    }
}
