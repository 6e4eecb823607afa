import Evidence
import Files

/// Records that have a prompt and its answers in fields of many names.
extension DrawImport {
    /// The format of a record by its fields; nil where they are those of none.
    static func format(of record: JSONValue) -> Format? {
        func has(_ name: String) -> Bool { record[name].map { !$0.isNull } ?? false }
        if translated(record) != nil { return .completions }
        if record["entry_type"] != nil || isHit(record) { return .garak }
        if record["resps"] != nil { return .lmEval }
        // A text there is the answer itself.
        if has("custom_id"),
            record["response"].map({ $0.string == nil }) ?? (record["error"] != nil)
        {
            return .openAI
        }
        if record["object"]?.string?.hasSuffix("completion") == true { return .openAI }
        if record["prompt"]?["raw"] != nil || record["promptIdx"] != nil { return .promptfoo }
        if record["responses"]?.list != nil, !isAskedOtherwise(record) { return .leakAtK }
        if record["meta_info"] != nil, record["text"] != nil { return .sglang }
        if has("prompt_id"), record["text"] != nil || record["error"] != nil { return .jsonl }
        if record["jailbroken"] != nil, record["response"] != nil { return .jailbreakBench }
        if has("epoch"), record["output"]?["choices"] != nil { return .inspect }
        if has("actual_output") || has("actualOutput") { return .deepeval }
        if let outputs = record["outputs"]?.list, outputs.first?["text"] != nil { return .vllm }
        if record["responses"] != nil, !isAskedOtherwise(record) { return .leakAtK }
        if record["result"]?["type"] != nil, has("custom_id") { return .openAI }
        if answerList(record) != nil { return .completions }
        if numberedAnswers(record) != nil { return .completions }
        if let (name, _) = record.member(of: answerFields) {
            let isPlain = ["text", "content"].contains(name.lowercased())
            let isAsked = record.member(of: promptFields, where: { !$0.isNull }) != nil
            if !isPlain || isAsked { return .completions }
        }
        if transcript(record) != nil { return .completions }
        return record["text"] != nil || has("error") || has("prompt_id") ? .jsonl : nil
    }

    /// Whether a record asks by another field than Leak@k's, or by a conversation.
    private static func isAskedOtherwise(_ record: JSONValue) -> Bool {
        guard let asked = record["prompt"] else { return record.member(of: promptFields) != nil }
        return asked.list != nil
    }

    /// One prompt with one answer, or with a list of them.
    mutating func readCompletions(_ reader: FieldReader) throws(ImportError) {
        let answer = answerChoice.field(of: reader.tree, names: Self.answerFields)?.value
        // Answers may be a list under the name of one.
        var list =
            Self.answerList(reader.tree)
            ?? (reader.tree["content"]?.list == nil ? answer?.list : nil)
            // A server's whole reply has one or several.
            ?? answer?["choices"]?.list ?? answer?["candidates"]?.list
            ?? Self.numberedAnswers(reader.tree)
        // A list for each prompt of a batch, of which there is one.
        if let inner = list, inner.count == 1, let answers = inner[0].list { list = answers }
        if list == nil, answer == nil, let (asked, said) = Self.transcript(reader.tree) {
            let position = try position(in: reader, asked: asked)
            var entry = entry(said)
            entry.raw.merge(besideScores(reader.tree)) { $1 }
            try Self.read(facts: reader, into: &entry)
            return add(entry, to: position)
        }
        guard list != nil || answer != nil else {
            // Where its prompt is known, that has lost a draw.
            _ = try position(in: reader)
            throw reader.error("completion", "a completion or a list of completions is missing")
        }
        // A list's record is a prompt of its own, which its id names.
        let id = list == nil ? nil : reader["id"]?.scalar
        let position = try position(
            in: reader, id: Self.hasOwnID(reader) ? nil : id)
        if let list {
            // Answers of one request are draws, whether a cache gave them again or not.
            if list.count > 1 { isCached = false }
            let scores = listScores(reader.tree, count: list.count)
            let facts = Self.listedFacts(reader.tree, count: list.count)
            for (index, answer) in list.enumerated() {
                var entry = entry(answer)
                entry.raw.merge(scores[index]) { $1 }
                try take(listed: facts[index], into: &entry)
                add(entry, to: position)
            }
            return
        }
        var entry = entry(answer)
        if entry.text?.isEmpty == true { entry.tokenCount = Self.tokenCount(reader.tree) }
        // An empty answer beside thoughts is one that has not come to its end.
        if entry.text?.isEmpty == true, let thoughts = MessageText.thoughts(beside: reader.tree) {
            entry.text = thoughts
        }
        entry.raw.merge(besideScores(reader.tree)) { $1 }
        try Self.read(facts: reader, into: &entry)
        if let epoch = reader["epoch"]?.scalar { entry.identifiers.append("epoch \(epoch)") }
        add(entry, to: position)
    }

    /// Of how many tokens a record says that its answer is; 0 where it does not.
    private static func tokenCount(_ record: JSONValue) -> Int {
        let names = ["completion_tokens", "output_tokens", "eval_count", "tokens_predicted"]
        let found = record["usage"]?.member(of: names) ?? record.member(of: names)
        return found?.value.number.flatMap(Int.init(exactly:)).map { max(0, min($0, 1 << 30)) } ?? 0
    }

    /// The list of a record's answers; choices that are texts beside an answer, or beside what is right,
    /// are those of the question.
    private static func answerList(_ record: JSONValue) -> [JSONValue]? {
        let isAnswered = record.member(of: answerFields + referenceFields) { !$0.isNull } != nil
        let names = answerListFields.filter { name in
            guard isAnswered, name == "choices" else { return true }
            return record[name]?.list?.contains { $0.scalarText == nil } == true
        }
        return record.member(of: names) { $0.list != nil }?.value.list
    }

    private static let plainModelFields = Set(modelFields.map(FieldName.plain))
    static let plainAnswerFields = Set(answerFields.map(FieldName.plain))

    /// Answers in fields of one name with numbers, such as `response_1` and `Response 2`, in the order of
    /// these; nil where there are fewer than two.
    static func numberedAnswers(_ record: JSONValue) -> [JSONValue]? {
        guard case .object(let fields) = record else { return nil }
        var found: [String: [(number: Int, answer: JSONValue)]] = [:]
        let names = fields.map { FieldName.plain($0.name) }
        for field in fields {
            let plain = FieldName.plain(field.name)
            let digits = plain.utf8.reversed().prefix { 0x30...0x39 ~= $0 }.count
            let name = digits == 0 ? plain : String(plain.dropLast(digits))
            // Pairs that are compared are often of two models.
            if digits > 0, plainModelFields.contains(name) { return nil }
            // An answer with a number that is not there is a lost one.
            guard plainAnswerFields.contains(name), digits < 5,
                digits > 0 || !field.value.isNull
            else { continue }
            // One without a number comes first.
            let number = digits == 0 ? -1 : Int(plain.suffix(digits)) ?? -1
            found[name, default: []].append(
                (number, number < 0 ? field.value : answer(field, among: zip(names, fields), plain))
            )
        }
        let several = found.filter { entry in
            entry.value.count { $0.number >= 0 } > 1
                || entry.value.count > 1
        }
        guard let best = several.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) })
        else { return nil }
        return best.value.sorted { $0.number < $1.number }.map(\.answer)
    }

    /// An answer with what fields that begin with its name say of it, as PKU's `response_0_source` does.
    private static func answer(
        _ field: JSONValue.Field, among fields: Zip2Sequence<[String], [JSONValue.Field]>,
        _ plain: String
    ) -> JSONValue {
        guard field.value.string != nil else { return field.value }
        var facts = [JSONValue.Field(name: "text", value: field.value)]
        for (name, fact) in fields where name.utf8.count > plain.utf8.count && name.hasPrefix(plain)
        {
            let rest = String(name.dropFirst(plain.utf8.count))
            guard rest.utf8.first.map({ !(0x30...0x39).contains($0) }) == true else { continue }
            facts.append(
                JSONValue.Field(name: rest == "source" ? "model" : rest, value: fact.value))
        }
        return facts.count > 1 ? .object(facts) : field.value
    }

    /// A conversation that ends with the answer: what was asked, and the answering message.
    private static func transcript(
        _ record: JSONValue
    ) -> (asked: JSONValue, answer: JSONValue)? {
        let names = ["messages", "conversations", "conversation"]
        guard let list = record.member(of: names, where: { $0.list != nil })?.value.list,
            list.count > 1, let last = list.last,
            ["assistant", "gpt", "model"].contains(last["role"]?.string ?? last["from"]?.string)
        else { return nil }
        return (.array(Array(list.dropLast())), last["value"] ?? last)
    }

    private static func hasOwnID(_ reader: FieldReader) -> Bool {
        reader["prompt_id"] != nil || reader["task_id"] != nil
    }

    /// vLLM's RequestOutput: `prompt` and `outputs` with `text`, `finish_reason`, ….
    mutating func readVLLM(_ reader: FieldReader) throws(ImportError) {
        let own = reader["prompt"] == nil && reader["prompt_id"] == nil
        let request = reader["request_id"]?.scalar
        let position = try position(in: reader, id: own ? request : nil)
        let key = "\(position) \(request ?? place)"
        // An engine may write what it has so far, and the whole answer later.
        if reader["finished"]?.flag == false {
            unfinished[key] = position
            (failure, current) = (nil, nil)
            return
        }
        unfinished[key] = nil
        let outputs = reader["outputs"]?.list ?? []
        let scores = listScores(reader.tree, count: outputs.count)
        for (place, (output, scores)) in zip(outputs, scores).enumerated() {
            var entry = entry(output)
            // Another engine's requests have the same numbers, with other answers.
            if let request { entry.marks["request_id"] = "\(request) \(place)" }
            checkEnd(of: &entry, output)
            entry.raw.merge(scores) { own, _ in own }
            if let ids = output["token_ids"]?.list { entry.tokenCount = ids.count }
            add(entry, to: position)
        }
    }

    /// SGLang's output: `text` and `meta_info`, with the prompt that was put beside it; without one,
    /// each output is to a prompt of its own, in the order of the list that the engine was given.
    mutating func readSGLang(_ reader: FieldReader, _ place: Int) throws(ImportError) {
        let isNamed = reader.tree.member(of: Self.idFields + Self.promptFields) != nil
        if !isNamed {
            skipped[
                "outputs name no prompt and count as answers to prompts of their own", default: 0] +=
                1
        }
        let position = try position(in: reader, id: isNamed ? nil : "\(place)")
        let facts = reader["meta_info"] ?? .null
        var entry = entry(reader.tree["text"])
        entry.end(by: Self.finish(facts, ["finish_reason"]))
        if let id = facts["id"]?.string { entry.identifiers.append("id " + id) }
        let count = FieldReader(facts, "\(reader.place), field meta_info")
        entry.tokenCount = try count.count("completion_tokens") ?? 0
        entry.raw.merge(besideScores(reader.tree)) { $1 }
        add(entry, to: position)
    }

    /// A line of OpenAI's batch output, or a bare reply with its request's id.
    mutating func readOpenAI(_ reader: FieldReader) throws(ImportError) {
        if let result = reader["result"], reader["response"] == nil {
            return try readAnthropic(result, reader)
        }
        let body = reader["response"]?["body"] ?? (reader["choices"] == nil ? nil : reader.tree)
        let position = try position(in: reader, id: reader["custom_id"]?.scalar)
        let status = reader["response"]?["status_code"]?.number ?? 200
        let fault =
            reader.fault("error") ?? body?["error"].flatMap { $0.isNoFault ? nil : $0 }
            ?? (status >= 400 ? .string("status \(Self.figure(status))") : nil)
        if let fault {
            var entry = Entry()
            entry.error = fault.fault
            return add(entry, to: position)
        }
        let replies = Self.replies(body)
        guard !replies.isEmpty else {
            var entry = Entry()
            entry.error = "the reply has no answer"
            return add(entry, to: position)
        }
        if replies.count > 1 { isCached = false }
        for (index, reply) in replies.enumerated() {
            var entry = entry(reply)
            checkEnd(of: &entry, reply)
            entry.model = body?["model"]?.string
            // The newer interface says beside its output why that is not whole.
            if let reason = body?["incomplete_details"]?["reason"]?.string { entry.end(by: reason) }
            if let id = body?["id"]?.string { entry.identifiers.append("id \(id) \(index)") }
            if replies.count == 1, let usage = body?["usage"]?["completion_tokens"]?.number {
                entry.tokenCount = Int(exactly: usage).map { max(0, min($0, 1 << 30)) } ?? 0
            }
            if let content = reply["logprobs"]?["content"]?.list {
                entry.tokens = try TokenFields.tokens(content, "\(reader.place), field logprobs")
            }
            add(entry, to: position)
        }
    }

    /// A line of Anthropic's batch results: a message, or why there is none.
    private mutating func readAnthropic(
        _ result: JSONValue, _ reader: FieldReader
    ) throws(ImportError) {
        let position = try position(in: reader, id: reader["custom_id"]?.scalar)
        var entry = Entry()
        if let message = result["message"], !message.isNull {
            entry = self.entry(message)
            entry.model = message["model"]?.string
            if let id = message["id"]?.string { entry.identifiers.append("id \(id)") }
        } else {
            let fault = result["error"]
            entry.error =
                fault?["message"]?.string ?? fault?["error"]?["message"]?.string
                ?? result["type"]?.string ?? "the request failed"
        }
        add(entry, to: position)
    }

    /// The answers of a reply to a chat, a completion or a request for a response.
    private static func replies(_ body: JSONValue?) -> [JSONValue] {
        if let choices = body?["choices"]?.list { return choices }
        // The newer interface has items of output, whose messages are one answer.
        let messages = (body?["output"]?.list ?? []).filter { $0["type"]?.string == "message" }
        guard messages.count > 1 else { return messages }
        let parts = messages.flatMap { message in
            message["content"]?.list ?? message["content"].map { [$0] } ?? []
        }
        return [.object([JSONValue.Field(name: "content", value: .array(parts))])]
    }

    /// A list with a list of answers for each task, as bigcode's harness writes generations.
    mutating func readBigcode(_ tasks: [JSONValue], _ name: String) throws(ImportError) {
        for (index, task) in tasks.enumerated() {
            try noting { (draws: inout DrawImport) throws(ImportError) in
                guard let answers = task.list else {
                    throw ImportError("\(name), [\(index)]: a list of answers is wanted.")
                }
                let position = try draws.position(
                    of: "\(index)", text: nil, references: [], "\(name), [\(index)]")
                for answer in answers { draws.add(draws.entry(answer), to: position) }
            }
        }
    }
}
