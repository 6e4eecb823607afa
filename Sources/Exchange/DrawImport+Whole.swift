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
        if value["samples"] != nil || value["eval"]?["task"] != nil {
            try Self.check(format, .inspect, name)
            return try readInspect(value, name)
        }
        decoding.read(record: value)
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

    /// Reads the records of a list within a file.
    mutating func readList(
        _ list: [JSONValue], _ place: String, _ format: Format?,
        _ read: (inout DrawImport, FieldReader) throws(ImportError) -> Void
    ) throws(ImportError) {
        for (index, record) in list.enumerated() {
            decoding.read(record: record)
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
