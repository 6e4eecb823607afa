import Files

/// Files that are one value of JSON.
extension DrawImport {
    /// Reads a whole value, whose layout its fields tell.
    mutating func read(
        whole value: JSONValue, _ name: String, _ format: Format?
    ) throws(ImportError) {
        if let list = value.list {
            try Self.check(format, .bigcode, name)
            guard list.contains(where: { $0.list != nil }) else {
                throw ImportError(
                    "\(name): a list of \(list.first?.kind ?? "nothing") is no file of draws; a "
                        + "list of objects, or of lists of answers, is wanted.")
            }
            return try readBigcode(list, name)
        }
        if Self.isInspect(value) {
            try Self.check(format, .inspect, name)
            return try readInspect(value, name)
        }
        decoding.read(record: value, &settingsNames)
        if let results = value["results"]?["results"]?.list ?? value["results"]?.list,
            value["evalId"] != nil || results.first.map(Self.format) == .promptfoo
        {
            decoding.read(promptfoo: value["config"])
            return try readList(results, "\(name), field results", format) {
                (draws, reader) throws(ImportError) in try draws.readPromptfoo(reader)
            }
        }
        if let attacks = value["jailbreaks"]?.list {
            model = value["parameters"]?["model"]?.string
            decoding.read(value["parameters"])
            return try readList(attacks, "\(name), field jailbreaks", format) {
                (draws, reader) throws(ImportError) in try draws.readJailbreakBench(reader)
            }
        }
        for field in ["testCases", "test_cases", "test_results", "testResults"] {
            guard let cases = value[field]?.list else { continue }
            return try readList(cases, "\(name), field \(field)", format) {
                (draws, reader) throws(ImportError) in try draws.readDeepeval(reader)
            }
        }
        if let texts = value["generated_text"],
            texts.list?.first?.list != nil
                || texts.fields?.values.first?.list != nil
        {
            try Self.check(format, .openUnlearning, name)
            return try readTOFU(texts, value, name)
        }
        if format == nil, let records = Self.records(ofTable: value) {
            var last: Format?
            return try readList(records, name, format) { (draws, reader) throws(ImportError) in
                try draws.read(reader.tree, reader.place, 0, format, &last)
            }
        }
        if Self.format(of: value) == nil || !Self.namesPrompt(value),
            let (path, list) = Self.records(in: value)
        {
            var last: Format?
            return try readList(list, "\(name), field \(path)", format) {
                (draws, reader) throws(ImportError) in
                try draws.read(reader.tree, reader.place, 0, format, &last)
            }
        }
        if case .object(let fields) = value {
            if fields.contains(where: { $0.value["value_by_index"]?.fields != nil }) {
                try Self.check(format, .openUnlearning, name)
                return try readOpenUnlearning(fields, name)
            }
            let isMap =
                !fields.isEmpty
                && fields.allSatisfy { field in
                    field.value.list?.allSatisfy { record in
                        record["test_case"] != nil
                            || Self.answerFields.contains { record[$0] != nil }
                    } ?? false
                }
            if isMap, Self.format(of: value) == nil || format == .harmBench {
                try Self.check(format, .harmBench, name)
                return try readHarmBench(fields, name)
            }
        }
        try readOne(value, name, format)
    }

    private static func isInspect(_ value: JSONValue) -> Bool {
        guard let samples = value["samples"] else { return value["eval"]?["task"] != nil }
        if value["eval"] != nil || value["plan"] != nil || value["status"] != nil { return true }
        guard let first = samples.list?.first else { return true }
        if first["input"] != nil || first["epoch"] != nil { return true }
        if case .object? = first["output"] { return true }
        return first.string == nil && first.member(of: answerFields) == nil
    }

    /// Whether a record says which prompt its answers are to.
    private static func namesPrompt(_ record: JSONValue) -> Bool {
        (translated(record) ?? record).member(
            of: ["prompt_id", "custom_id", "task_id"] + promptFields) != nil
    }

    /// The one list within an object whose records have a known format and name their prompts.
    private static func records(
        in value: JSONValue, _ path: String = "", depth: Int = 0
    ) -> (path: String, list: [JSONValue])? {
        guard case .object(let fields) = value, depth < 4 else { return nil }
        var found: [(path: String, list: [JSONValue])] = []
        for field in fields {
            guard let list = field.value.list, let first = list.first, first["test_case"] == nil,
                format(of: first) != nil, namesPrompt(first)
            else { continue }
            found.append((path + PromptError.printable(field.name), list))
        }
        if found.isEmpty {
            found = fields.compactMap { field in
                records(
                    in: field.value, "\(path)\(PromptError.printable(field.name)).",
                    depth: depth + 1)
            }
        }
        return found.count == 1 ? found[0] : nil
    }

    /// TOFU's evaluation log: question, answer and reference by index, and maps of metrics beside.
    private mutating func readTOFU(
        _ texts: JSONValue, _ log: JSONValue, _ name: String
    ) throws(ImportError) {
        let items: [JSONValue.Field]
        if case .object(let fields) = texts {
            items = fields
        } else {
            items = (texts.list ?? []).enumerated().map {
                JSONValue.Field(name: "\($0.offset)", value: $0.element)
            }
        }
        // By their names at once: a log has as many items as each metric has values.
        let values = (log.fields ?? [:]).compactMapValues(\.fields)
        for item in items {
            let place = "\(name), field generated_text.\(PromptError.printable(item.name))"
            try noting { (draws: inout DrawImport) throws(ImportError) in
                guard let parts = item.value.list, parts.count > 1, let asked = parts[0].string
                else { throw ImportError("\(place): a question and its answer are wanted.") }
                let position = try draws.position(
                    of: item.name, text: asked,
                    references: parts.count > 2 ? parts[2].texts ?? [] : [], place)
                draws.place = place
                var entry = draws.entry(parts[1])
                let metrics = values.compactMap { field in
                    field.value[item.name].map { JSONValue.Field(name: field.key, value: $0) }
                }
                entry.raw = draws.besideScores(.object(metrics.filter { $0.value.number != nil }))
                draws.add(entry, to: position)
            }
        }
        warnings.append(
            "TOFU answers each prompt once, greedily unless its settings say otherwise: a greedy "
                + "answer is no draw")
    }

    /// Reads the records of a list within a file.
    mutating func readList(
        _ list: [JSONValue], _ place: String, _ format: Format?,
        _ read: (inout DrawImport, FieldReader) throws(ImportError) -> Void
    ) throws(ImportError) {
        for (index, record) in list.enumerated() {
            begin(record)
            self.place = "\(place)[\(index)]"
            try noting { (draws: inout DrawImport) throws(ImportError) in
                try read(&draws, FieldReader(record, "\(place)[\(index)]"))
            }
        }
    }

    /// open-unlearning's results: each metric has a value, and most have one answer, by index.
    mutating func readOpenUnlearning(
        _ metrics: [JSONValue.Field], _ name: String
    ) throws(ImportError) {
        for metric in metrics {
            guard case .object(let items) = metric.value["value_by_index"] else { continue }
            for item in items {
                let place = "\(name), field \(PromptError.printable(metric.name)).\(item.name)"
                // Results without the answers' texts have no draws.
                guard item.value["generation"] != nil else { continue }
                try noting { (draws: inout DrawImport) throws(ImportError) in
                    let reader = FieldReader(item.value, place)
                    let position = try draws.position(
                        in: reader, id: "\(metric.name)/\(item.name)")
                    let answers =
                        item.value["generation"]?.list ?? [item.value["generation"] ?? .null]
                    for answer in answers {
                        var entry = draws.entry(answer)
                        entry.raw = draws.besideScores(item.value)
                        draws.add(entry, to: position)
                    }
                }
            }
        }
        warnings.append(
            "open-unlearning answers each prompt once, greedily unless its settings say otherwise: "
                + "a greedy answer is no draw")
    }
}
