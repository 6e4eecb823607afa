import Evidence
import Files
import Prompts

/// Files of red-teaming programs.
extension DrawImport {
    /// A row of garak's report: attempts have outputs; an attempt is there before and after its
    /// detection, and counts once.
    mutating func readGarak(_ reader: FieldReader) throws(ImportError) {
        if Self.isHit(reader.tree) {
            throw ImportError(
                "\(reader.place): this is garak's log of hits, which has those answers alone that "
                    + "were found bad; no limit holds for them. Import the report "
                    + "(….report.jsonl) beside it.", isFatal: true)
        }
        switch reader["entry_type"]?.string {
        case "start_run setup":
            let names = ["plugins.target_name", "plugins.model_name", "plugins.target_type"]
            // Reports that were put together have a setup each.
            setupModel = names.lazy.compactMap { reader[$0]?.string }.first
            model = model ?? setupModel
            for field in ["plugins.generators", "plugins.generator_options", "run.generations"] {
                decoding.read(all: reader[field])
            }
            return
        case "attempt": break
        default: return
        }
        recordModel = recordModel ?? setupModel
        guard let asked = MessageText.prompt(reader["prompt"]) else {
            throw reader.error("prompt", "a text or a conversation is wanted")
        }
        let position = try position(
            of: id(of: asked.text, asked.messages), text: asked.text, references: [],
            messages: asked.messages, reader.place)
        guard let outputs = try reader.list("outputs") else { return }
        let results = reader["detector_results"]?.fields ?? [:]
        for (index, output) in outputs.enumerated() {
            var entry = entry(output)
            // An attempt is written again with what its detectors say.
            if let uuid = reader["uuid"]?.scalar { entry.identifiers = ["uuid \(uuid) \(index)"] }
            for (detector, list) in results {
                guard let values = list.list, index < values.count else { continue }
                entry.raw[detector] = ImportedScore(values[index])
            }
            add(entry, to: position)
        }
    }

    /// Whether a record is a line of garak's log of hits.
    static func isHit(_ record: JSONValue) -> Bool {
        record["entry_type"] == nil && record["generations_per_prompt"] != nil
            && (record["attempt_id"] != nil || record["attempt_idx"] != nil)
    }

    /// HarmBench's results or completions: a list of generations for each behaviour.
    mutating func readHarmBench(_ behaviors: [JSONValue.Field], _ name: String) throws(ImportError)
    {
        for behavior in behaviors {
            var cases: [String: String] = [:]
            for (index, record) in (behavior.value.list ?? []).enumerated() {
                let place = "\(name), field \(PromptError.printable(behavior.name))[\(index)]"
                let reader = FieldReader(record, place)
                begin(record)
                try noting { (draws: inout DrawImport) throws(ImportError) in
                    let text = MessageText.prompt(
                        reader["test_case"] ?? reader["prompt"] ?? reader["behavior"])?.text
                    // A behaviour has as many prompts as it has test cases.
                    let key = text ?? ""
                    let id =
                        cases[key]
                        ?? (cases.isEmpty ? behavior.name : "\(behavior.name) \(cases.count + 1)")
                    cases[key] = id
                    let position = try draws.position(
                        of: id, text: text, references: [], place)
                    let answer = Self.answerFields.lazy.compactMap { reader.tree[$0] }.first
                    var entry = draws.entry(answer)
                    entry.raw = draws.besideScores(record)
                    try Self.read(facts: reader, into: &entry)
                    draws.add(entry, to: position)
                }
            }
        }
    }

    /// JailbreakBench's artifacts: one answer an attack; where an attack found no prompt, nothing
    /// was asked.
    mutating func readJailbreakBench(_ reader: FieldReader) throws(ImportError) {
        guard let prompt = MessageText.prompt(reader["prompt"]) else {
            skipped["attacks without a prompt asked nothing and are left out", default: 0] += 1
            return
        }
        let position = try position(
            of: reader["index"]?.scalar ?? id(of: prompt.text, prompt.messages),
            text: prompt.text, references: [], messages: prompt.messages,
            metadata: Self.metadata(
                .object(
                    ["goal", "behavior", "category"].compactMap { name in
                        reader[name].map { JSONValue.Field(name: name, value: $0) }
                    })), reader.place)
        var entry = entry(reader.tree["response"])
        entry.raw = besideScores(reader.tree)
        try Self.read(facts: reader, into: &entry)
        add(entry, to: position)
    }

    /// A result of promptfoo's: one answer under its prompt, with what its assertions gave.
    mutating func readPromptfoo(_ reader: FieldReader) throws(ImportError) {
        // "success" is what its assertions say of the answer.
        failure = nil
        decoding.read(reader["prompt"]?["config"], seed: false)
        let position = try position(in: reader)
        // Each repetition has an entry of its own in the cache.
        if reader["repeatIndex"] != nil || reader["vars"]?["__repeat"] != nil { isCached = false }
        let output = reader["response"]?["output"] ?? reader["output"]
        var entry = Entry()
        if let output, !output.isNull {
            entry.text = output.string ?? MessageText.answer(output) ?? output.text
        } else {
            // An error beside an answer is an assertion that failed.
            let fault = reader["error"] ?? reader["response"]?["error"]
            entry.error = fault?.string ?? fault?["message"]?.string ?? "the file has no answer"
        }
        entry.end(by: reader["response"]?["finishReason"]?.string)
        if reader["response"]?["guardrails"]?["flagged"]?.flag == true, entry.error == nil {
            entry.lose("flagged by a guardrail")
            endings["flagged by a guardrail", default: 0] += 1
        }
        entry.model = reader["provider"].flatMap(Self.provider)
        if let id = reader["id"]?.string { entry.identifiers.append("id " + id) }
        entry.raw["score"] = ImportedScore(reader["score"])
        for (name, value) in reader["namedScores"]?.fields ?? [:] {
            entry.raw[name] = ImportedScore(value)
        }
        add(entry, to: position)
    }

    /// What answered: an id, and the label by which providers of one id with other settings are told
    /// apart.
    private static func provider(_ value: JSONValue) -> String? {
        guard let id = value["id"]?.string else { return value.string }
        guard let label = value["label"]?.string, !label.isEmpty, label != id else { return id }
        return "\(id) (\(label))"
    }

    /// A test case of deepeval's with the scores of its metrics.
    mutating func readDeepeval(_ reader: FieldReader) throws(ImportError) {
        failure = nil
        // The test case's name and its metrics are no part of what was asked.
        let asked = (reader.tree.fields ?? [:]).filter {
            !["name", "metrics_data", "metricsData"].contains($0.key)
        }
        let position = try position(
            in: FieldReader(
                .object(
                    asked.sorted { $0.key < $1.key }.map {
                        JSONValue.Field(name: $0.key, value: $0.value)
                    }), reader.place))
        var entry = entry(reader.tree["actual_output"] ?? reader.tree["actualOutput"])
        entry.marks["sample_id"] = reader["name"]?.scalar
        let metrics = reader["metrics_data"] ?? reader["metricsData"]
        for metric in metrics?.list ?? [] {
            guard let name = metric["name"]?.string ?? metric["metric"]?.string else { continue }
            // Two judges may give one metric.
            let judge = (metric["evaluationModel"] ?? metric["evaluation_model"])?.string
            let own = entry.raw[name] == nil ? name : "\(name) (\(judge ?? "again"))"
            entry.raw[own] = ImportedScore(metric["score"])
        }
        add(entry, to: position)
    }
}
