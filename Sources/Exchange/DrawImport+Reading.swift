import Files
import Prompts

/// Records, each read by its format; what is wrong with one is noted and stops no file.
extension DrawImport {
    /// Reads records, one a line or in a list.
    mutating func readRecords(
        _ source: SourceText, isList: Bool, _ format: Format?,
        _ progress: ((_ done: Int, _ total: Int) -> Void)?
    ) throws(ImportError) {
        var last: Format?
        var records = try Self.naming { () throws(PromptError) in
            try RecordSource(
                source, format: isList ? .json : .jsonLines, readsNonNumbers: true,
                takesHalfPairs: true)
        }
        while true {
            let record: PromptRecord
            do throws(PromptError) {
                guard let next = try records.next() else { return }
                record = next
            } catch {
                // A list cannot be read on behind what is broken in it; lines can.
                if isList { throw ImportError("\(error)") }
                odd.note(ImportError("\(error)"), isLost: false)
                continue
            }
            if record.position % 256 == 0 { progress?(records.offset, source.bytes.count) }
            let fields = zip(record.names, record.values).map(JSONValue.Field.init)
            try read(record, as: fields, of: source.name, format, &last)
        }
    }

    /// Reads one record of a file of lines or of a list.
    mutating func read(
        _ record: PromptRecord, as fields: [JSONValue.Field], of name: String, _ asked: Format?,
        _ last: inout Format?
    ) throws(ImportError) {
        try noting { (draws: inout DrawImport) throws(ImportError) in
            try draws.read(
                .object(fields), "\(name), line \(record.line)", record.position - 1, asked, &last)
        }
    }

    /// Reads one record: what is wrong with it is noted, and where its prompt is known, it is a
    /// lost draw of it.
    mutating func noting(
        _ read: (inout DrawImport) throws(ImportError) -> Void
    ) throws(ImportError) {
        current = nil
        do throws(ImportError) {
            try read(&self)
            odd.good += 1
        } catch {
            if error.isFatal { throw error }
            odd.note(error, isLost: current != nil)
            if let current { add(Entry(error: "the record could not be read"), to: current) }
        }
    }

    mutating func read(
        _ record: JSONValue, _ place: String, _ position: Int, _ asked: Format?,
        _ last: inout Format?
    ) throws(ImportError) {
        if asked == nil, let plain = Self.translated(record) {
            if let reason = Self.refusal(of: record) { throw ImportError("\(place): \(reason).") }
            return try read(plain, place, position, .completions, &last)
        }
        if asked == nil, try readEvals(record, place) { return }
        // A batch of rows may be one record.
        if asked == nil, let rows = Self.rows(ofColumns: record) {
            decoding.read(record: record, &settingsNames)
            for row in rows { try read(row, place, position, asked, &last) }
            return
        }
        guard let found = asked ?? Self.format(of: record) ?? last else {
            if let reason = Self.refusal(of: record) { throw ImportError("\(place): \(reason).") }
            throw ImportError(
                "\(place): the fields are those of no known format: "
                    + "\(PromptError.list((record.fields ?? [:]).keys.sorted())); wanted are prompt_id "
                    + "and text, a prompt with a completion or a list of completions, prompt and responses "
                    + "(Leak@k), or doc_id and resps (lm-eval).")
        }
        last = found
        isLeakAtK = found == .leakAtK
        self.place = place
        let reader = FieldReader(record, place)
        begin(record)
        for (name, value) in record["scores"]?.fields ?? [:] where value.isNull {
            emptyScores.insert(name)
        }
        switch found {
        case .jsonl: try readPlain(reader)
        case .leakAtK: try readLeakAtK(reader, position)
        case .lmEval: try readLmEval(reader)
        case .openAI: try readOpenAI(reader)
        case .vllm: try readVLLM(reader)
        case .sglang: try readSGLang(reader, position)
        case .completions: try readCompletions(reader)
        case .promptfoo: try readPromptfoo(reader)
        case .garak: try readGarak(reader)
        case .deepeval: try readDeepeval(reader)
        case .jailbreakBench: try readJailbreakBench(reader)
        case .inspect: try readInspect(sample: reader)
        case .openUnlearning, .bigcode, .harmBench:
            throw ImportError("\(place): the format \(found.rawValue) is one JSON value, no list.")
        }
        countFailed(record)
    }

    /// Reads the one record that is the whole file.
    mutating func readOne(
        _ value: JSONValue, _ name: String, _ format: Format?
    ) throws(ImportError) {
        var last: Format?
        try noting { (draws: inout DrawImport) throws(ImportError) in
            try draws.read(value, "\(name), line 1", 0, format, &last)
        }
    }

    /// Runs a step whose error names the file, line and field already.
    static func naming<Value>(
        _ step: () throws(PromptError) -> Value
    ) throws(ImportError) -> Value {
        do { return try step() } catch { throw ImportError("\(error)") }
    }

    static func check(
        _ asked: Format?, _ found: Format, _ name: String
    ) throws(ImportError) {
        if let asked, asked != found {
            throw ImportError("\(name) is in the format \(found.rawValue), not \(asked.rawValue).")
        }
    }
}
