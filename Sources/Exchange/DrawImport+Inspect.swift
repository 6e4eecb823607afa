import Evidence
import Files
import Prompts

extension DrawImport {
    /// Reads an Inspect log, in which each sample is one draw and `epoch` its number.
    mutating func readInspect(_ log: JSONValue, _ name: String) throws(ImportError) {
        try readInspect(header: log, name)
        guard let samples = log["samples"]?.list else {
            guard let found = log["samples"], !found.isNull else {
                throw ImportError(
                    "\(name) is the header of an Inspect log and has no samples; read the whole log."
                )
            }
            throw ImportError("\(name), field samples: a list is wanted.")
        }
        // A stable order by epoch; the file has samples as they finished.
        let ordered = samples.enumerated().sorted {
            let (left, right) = ($0.element["epoch"]?.number, $1.element["epoch"]?.number)
            return (left ?? 1, $0.offset) < (right ?? 1, $1.offset)
        }
        for (index, sample) in ordered {
            try noting { (draws: inout DrawImport) throws(ImportError) in
                try draws.readInspect(
                    sample: FieldReader(sample, "\(name), field samples[\(index)]"))
            }
        }
    }

    /// What a log says of all its samples.
    mutating func readInspect(header log: JSONValue, _ name: String) throws(ImportError) {
        let header = FieldReader(log["eval"] ?? .null, "\(name), field eval")
        model = header["model"]?.string
        decoding.read(log["plan"]?["config"])
        plannedEpochs =
            header["config"]?["epochs"]?.number.flatMap { Int32(exactly: $0) } ?? 0
        decoding.read(header["model_generate_config"])
        decoding.read(header["model_args"])
        decoding.read(header["task_args"], seed: false)
        for step in log["plan"]?["steps"]?.list ?? [] { decoding.read(step["params"], seed: false) }
        if let status = log["status"]?.string, status != "success" {
            warnings.append(
                "the log's status is \(status): draws may be missing, and limits hold only if "
                    + "what is missing does not depend on the answers")
        }
        if log["invalidated"]?.flag == true {
            warnings.append("the log says that some of its samples were declared invalid")
        }
        let metadata = try header.object("metadata")
        try read(run: metadata?.object("probscope"))
        for (index, tree) in (try metadata?.list("probscope_prompts") ?? []).enumerated() {
            let place = "\(name), field eval.metadata.probscope_prompts[\(index)]"
            let reader = FieldReader(tree, place)
            guard let id = try reader.text("prompt_id"), let text = try reader.text("prompt") else {
                throw reader.error("prompt_id", "an id and a prompt are wanted")
            }
            let position = try position(
                of: id, text: text, references: reader.texts("references") ?? [],
                keywords: reader.texts("keywords") ?? [], place)
            try read(details: reader, of: position)
        }
    }

    /// Reads a sample: each of its answers is a draw.
    mutating func readInspect(sample: FieldReader) throws(ImportError) {
        recordModel = sample["output"].flatMap { Self.modelName($0) }
        guard let id = sample["id"]?.scalar else {
            throw ImportError("\(sample.place).id: the sample's id is missing.")
        }
        let metadata = try sample.object("metadata")
        let facts = try metadata?.object("probscope")
        let attachments = sample["attachments"]?.fields ?? [:]
        let (text, messages) = Self.inspectInput(
            sample["input"].map { $0.resolving(attachments) ?? $0 })
        let position: Int
        if facts != nil, let known = positions[PromptID(id)] {
            position = known
            current = known
        } else {
            let told = ["choices", "target"].compactMap { name in
                sample[name].map { JSONValue.Field(name: name, value: $0) }
            }
            let question = facts == nil ? question(told) : nil
            let asked = Self.asked(text.map { ($0, messages) }, question)
            position = try self.position(
                of: id, text: asked?.text,
                references: Self.references(try sample.texts("target") ?? [], question),
                keywords: try metadata?.texts("keywords") ?? [],
                messages: asked?.messages ?? messages,
                metadata: Self.metadata(metadata?.tree), question: question, sample.place)
        }
        var keys: [String] = []
        if let epoch = sample["epoch"]?.scalar { keys.append("epoch \(epoch)") }
        if let uuid = sample["uuid"]?.scalar { keys.append("uuid \(uuid)") }
        var scores: [String: ImportedScore] = [:]
        for (scorer, value) in sample["scores"]?.fields ?? [:] {
            scores.merge(Self.inspectScores(scorer, value["value"])) { $1 }
        }
        // The first version of logs has one scorer's score.
        if scores.isEmpty, let value = sample["score"]?["value"] {
            scores = Self.inspectScores("score", value)
        }
        let output = sample["output"]?.resolving(attachments)
        readEvents(of: sample, output, attachments)
        let epoch = sample["epoch"]?.number.flatMap { Int32(exactly: $0) }
            .flatMap { (1..<Self.mostEpochs).contains($0) ? $0 : nil }
        if let epoch { epochs[position, default: []].append(epoch) }
        let choices = output?["choices"]?.list ?? []
        if let message = Self.fault(of: sample) {
            var entry = Entry(error: message, raw: scores, identifiers: keys.map { "\($0) 0" })
            entry.number = Self.number(epoch)
            if let facts { try Self.read(facts: facts, into: &entry) }
            return add(entry, to: position)
        }
        guard !choices.isEmpty else {
            var entry = Entry(identifiers: keys.map { "\($0) 0" })
            entry.number = Self.number(epoch)
            entry.text = output?["completion"]?.string
            // What a log has of a sample that was cancelled or ran out of time.
            if entry.text == "", output?["choices"] != nil { entry.text = nil }
            if entry.text == nil {
                let isMissing = output == nil && sample["output"] != nil
                entry.error =
                    output?["error"]?.string
                    ?? (isMissing ? "the log lacks an attachment" : "the log has no answer")
            } else {
                entry.raw = scores
                cut(&entry, at: sample["limit"])
            }
            return add(entry, to: position)
        }
        for (index, choice) in choices.enumerated() {
            let place = "\(sample.place), field output.choices[\(index)]"
            var entry = Entry(identifiers: keys.map { "\($0) \(index)" })
            entry.number = Self.number(epoch, choice: index)
            entry.text = MessageText.answer(choice["message"])
            if entry.text == nil { entry.error = "the log has no answer" }
            entry.end(by: choice["stop_reason"]?.string)
            cut(&entry, at: sample["limit"])
            if choices.count == 1, let usage = output?["usage"], !usage.isNull {
                let reader = FieldReader(usage, "\(sample.place), field output.usage")
                entry.tokenCount = try reader.count("output_tokens") ?? 0
            }
            if let content = choice["logprobs"]?["content"]?.list {
                entry.tokens = try TokenFields.tokens(content, "\(place).logprobs.content")
            }
            // A sample's scores are those of its first answer, the completion.
            if index == 0 { entry.raw = scores }
            if let facts, index == 0 { try Self.read(facts: facts, into: &entry) }
            add(entry, to: position)
        }
    }

    static let mostEpochs: Int32 = 1 << 24

    /// Why a sample has no answer that counts: what went wrong, or why somebody has said that it does not
    /// count, who may have read it.
    private static func fault(of sample: FieldReader) -> String? {
        if let error = sample.fault("error")?.fault { return error }
        guard let told = sample.fault("invalidation") else { return nil }
        let reason = told["reason"]?.string ?? told.string ?? ""
        return "the sample was declared invalid" + (reason.isEmpty ? "" : ": \(reason)")
    }

    /// Takes note that the log has ended a sample at one of its limits: what is there of the answer was
    /// cut, and what a person ended is none.
    private mutating func cut(_ entry: inout Entry, at limit: JSONValue?) {
        guard run == nil, entry.error == nil, let limit, !limit.isNoFault,
            let kind = limit["type"]?.string ?? limit.string
        else { return }
        let name = PromptError.printable(kind)
        switch kind {
        case "operator":
            entry.lose("ended by a person")
            endings["ended by a person", default: 0] += 1
        // As a draw is that meets its time limit when it is sampled.
        case "time", "working":
            entry.lose("ended by the log's time limit")
            endings["ended by the log's time limit", default: 0] += 1
        case "context": entry.end(by: "context")
        default:
            if entry.ending?.reasonOfLoss == nil { entry.end(by: "length") }
            skipped[
                "samples were cut by the log's limit (\(name)) and count as truncated", default: 0] +=
                1
        }
    }

    /// A number in whose order draws are as in that of their epochs and, within one, of their choices.
    static func number(_ epoch: Int32?, choice: Int = 0) -> Int? {
        epoch.flatMap { choice < 64 ? Int($0) * 64 + choice : nil }
    }

    /// A sample's input: a text, or messages of which the user's last is the prompt.
    private static func inspectInput(
        _ input: JSONValue?
    ) -> (text: String?, messages: [Prompt.Message]) {
        guard let list = input?.list else { return (input?.string, []) }
        let messages = list.map {
            Prompt.Message(
                role: $0["role"]?.string ?? "user", content: MessageText.answer($0) ?? "")
        }
        let text = messages.last { $0.role == "user" }?.content
        // One message of the user's is a prompt like any other.
        return (text, messages.count == 1 && text != nil ? [] : messages)
    }

    /// The scores of one scorer, which may have given several by name.
    private static func inspectScores(
        _ scorer: String, _ value: JSONValue?
    ) -> [String: ImportedScore] {
        var scores: [String: ImportedScore] = [:]
        if let fields = value?.fields {
            for (name, part) in fields { scores["\(scorer)/\(name)"] = ImportedScore(part) }
        } else if let list = value?.list {
            for (place, part) in list.enumerated() {
                scores["\(scorer)/\(place + 1)"] = ImportedScore(part)
            }
        } else {
            scores[scorer] = ImportedScore(value)
        }
        return scores
    }
}

extension JSONValue {
    private static let attachmentMark = "attachment://"

    /// The value with the long texts that a log keeps beside it; nil where one of them is not there.
    func resolving(_ attachments: [String: JSONValue]) -> JSONValue? {
        switch self {
        case .string(let text):
            guard text.hasPrefix(Self.attachmentMark) else { return self }
            return attachments[String(text.dropFirst(Self.attachmentMark.utf8.count))]
        case .array(let values):
            let found = values.compactMap { $0.resolving(attachments) }
            return found.count == values.count ? .array(found) : nil
        case .object(let fields):
            let found = fields.compactMap { field in
                field.value.resolving(attachments).map { Field(name: field.name, value: $0) }
            }
            return found.count == fields.count ? .object(found) : nil
        default: return self
        }
    }
}
