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
        let question = question(beside: reader.tree)
        let text = reader["prompt"]?.scalar.map { ($0, [Prompt.Message]()) }
        var asked = run == nil ? MessageText.prompt(reader["messages"]) : nil
        asked = Self.asked(text.map { ($0.0, asked?.messages ?? []) } ?? asked, question)
        let position = try position(
            of: id, text: asked?.text,
            references: Self.references(try reader.texts("references") ?? [], question),
            keywords: try Self.keywords(reader), messages: asked?.messages ?? [],
            question: question, reader.place)
        if run == nil { differing.note(reader.tree, of: position, settingsOnly: true) }
        // Only a prompt's first line has more about it.
        if draws[position].isEmpty { try read(details: reader, of: position) }
        // A prompt without draws has a line too.
        let isNull = reader.tree["text"]?.isNull == true
        if run != nil, isNull, reader.fault("error") == nil { return }
        var entry = Entry()
        if let text = reader["text"] {
            guard text.string != nil else { throw reader.error("text", "a text is wanted") }
            entry.text = text.string
        }
        // An error is read with the facts.
        if reader["text"] == nil, reader.fault("error") == nil {
            if !isNull { missing = missing ?? reader.error("text", "a text is wanted") }
            entry.error = "the file has no text"
        }
        if run == nil { entry.raw = besideScores(reader.tree) }
        try Self.read(facts: reader, into: &entry)
        if let epoch = reader["epoch"]?.scalar { entry.identifiers.append("epoch \(epoch)") }
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
        // Lines of one prompt have draws of it, or are there twice.
        let id = reader["prompt_id"]?.scalar ?? (run == nil ? id(of: text, []) : "\(line + 1)")
        let position = try position(
            of: id, text: text,
            references: try reader.texts("references") ?? truth,
            keywords: try Self.keywords(reader), reader.place)
        try read(details: reader, of: position)
        let scores = run == nil ? listScores(reader.tree, count: responses.count) : []
        let listed = Self.listedFacts(reader.tree, count: responses.count)
        for (index, response) in responses.enumerated() {
            let facts = FieldReader(response, "\(reader.place), field responses[\(index)]")
            do throws(ImportError) {
                var entry = try leakAtK(response: facts)
                try take(listed: listed[index], into: &entry)
                if !scores.isEmpty { entry.raw.merge(scores[index]) { own, _ in own } }
                add(entry, to: position)
                odd.good += 1
            } catch {
                odd.note(error, isLost: true)
                add(Entry(error: "the response could not be read"), to: position)
            }
        }
        if !responses.isEmpty { odd.good -= 1 }
    }

    private mutating func leakAtK(response facts: FieldReader) throws(ImportError) -> Entry {
        let response = facts.tree
        var entry = Entry()
        guard response.string != nil || response.fields != nil || response.isNull else {
            throw ImportError("\(facts.place): a text or an object is wanted.")
        }
        let text = response.string == nil ? response["response"] ?? response["text"] : response
        if text == nil, run == nil, response.fields != nil {
            entry = self.entry(response)
            try Self.read(facts: facts, into: &entry)
            return entry
        }
        entry.text = text?.string
        if let text, !text.isNull, entry.text == nil {
            throw facts.error("response", "a text is wanted")
        }
        entry.error = response["error"]?.string
        if entry.text == nil, entry.error == nil { entry.error = "the file has no response" }
        try Self.read(facts: facts, into: &entry)
        take(factsOf: response, into: &entry)
        // Leak@k's own scores are numbers and truth values beside the text.
        if run == nil {
            entry.raw.merge(besideScores(response)) { own, _ in own }
        }
        return entry
    }

    /// Fields of a response that are no scores.
    static let facts: Set<String> = [
        "response", "draw", "seed", "attempts", "tokens", "finish", "stop_string", "error",
        "scores", "probabilities", "person_label", "person_note", "text", "uuid", "epoch", "id",
        "index", "temperature", "without_replacement",
        "do_sample",
        "top_p", "top_k", standInField,
    ]

    /// The fields of a document that are texts, numbers or truth values.
    static func metadata(_ fields: JSONValue?) -> [String: String] {
        (fields?.fields ?? [:]).compactMapValues(\.scalarText)
    }
}
