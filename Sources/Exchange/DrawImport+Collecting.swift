import Evidence
import Files
import Journal
import Prompts

/// What is read, put where it belongs.
extension DrawImport {
    /// The position of a prompt, which is new or was there before with the same text.
    mutating func position(
        of id: String, text: String?, references: [String], keywords: [String] = [],
        messages: [Prompt.Message] = [], metadata: [String: String] = [:],
        question: ChoiceQuestions.Question? = nil, _ place: String
    ) throws(ImportError) -> Int {
        let id = PromptID(id)
        if let position = positions[id] {
            let known = prompts[position]
            let name = PromptError.printable(id.rawValue)
            if let text, details[position].lacksText {
                prompts[position].text = text
                details[position].lacksText = false
            } else if let text, !Self.areEqual(text, known.text) {
                throw ImportError("\(place): prompt \(name) has another text than before.")
            }
            if !messages.isEmpty, !known.messages.isEmpty, messages != known.messages {
                throw ImportError(
                    "\(place): prompt \(name) has other messages than before, which make it another "
                        + "prompt; give it an id of its own.")
            }
            if !keywords.isEmpty, !known.keywords.isEmpty, Set(keywords) != Set(known.keywords) {
                throw ImportError(
                    "\(place): prompt \(name) has other keywords than before; give it an id of its "
                        + "own.")
            }
            if known.messages.isEmpty { prompts[position].messages = messages }
            if known.keywords.isEmpty { prompts[position].keywords = keywords }
            if known.references.isEmpty { prompts[position].references = references }
            current = position
            return position
        }
        current = prompts.count
        positions[id] = prompts.count
        if let question { questions.take(question, prompt: prompts.count) }
        prompts.append(
            Prompt(
                id: id, text: text ?? id.rawValue, messages: messages, references: references,
                keywords: keywords,
                metadata: metadata.merging(question?.metadata ?? [:]) { $1 }))
        draws.append(ImportedDraws(spool))
        details.append(Details(lacksText: text == nil))
        return prompts.count - 1
    }

    /// Takes what a record says of how its draws were made, before they are read.
    mutating func begin(_ record: JSONValue) {
        decoding.read(record: record, &settingsNames)
        recordTally = RecordTally()
        // Exports by this program and Inspect's samples have the metadata of the prompt.
        recordModel = Self.modelName(record)
        var doubtful: String?
        if run == nil, recordModel == nil, record["probscope"] == nil, record["epoch"] == nil {
            recordModel = Self.modelName(record, Self.toldPlaces)
            if recordModel == nil { doubtful = Self.modelName(record, Self.doubtfulPlaces) }
        }
        if recordModel != nil { isModelStated = true }
        recordModel = recordModel ?? doubtful
        failure = CallFailure(in: record, &failures)
        isCached = [record, record["response"] ?? .null].contains { place in
            Self.cacheFields.contains { place[$0]?.flag == true }
        }
    }

    private static let cacheFields = ["cached", "from_cache", "cache_hit", "is_cached"]

    /// Names of fields that say which model has answered.
    static let modelFields = [
        "model", "model_name", "model_id", "engine", "deployment", "checkpoint", "generator", "llm",
        "llm_name", "llm_model", "target_model", "target_llm", "model_path", "model_name_or_path",
        "hf_model", "source_model", "response_model", "evaluated_model", "tested_model",
        "victim_model", "generator_model", "answer_model", "model_version", "model_slug",
    ]

    /// The model that an object names as the one that answered; nil where it names none.
    static func modelName(_ record: JSONValue) -> String? {
        ownModelName(record)
            ?? modelName(
                record, ["output", "response", "meta_info", "response_metadata"])
    }

    private static func ownModelName(_ record: JSONValue) -> String? {
        record.member(of: modelFields) { nameText($0) != nil }.flatMap { nameText($0.value) }
    }

    /// A model's name: a text, a checkpoint's number, or an object with a name.
    private static func nameText(_ value: JSONValue) -> String? {
        if let text = value.scalar { return text.isEmpty ? nil : text }
        return ["name", "id", "model", "model_name", "model_id"].lazy
            .compactMap { value[$0]?.string }.first { !$0.isEmpty }
    }

    /// The model that one of the objects of these names within a record names.
    private static func modelName(_ record: JSONValue, _ places: [String]) -> String? {
        places.lazy.compactMap { place in
            record[place].flatMap(ownModelName)
        }.first
    }

    /// Names of objects that tell how an answer was made, beside much else.
    private static let toldPlaces = [
        "config", "generation_config", "generation_params", "sampling_params", "request", "params",
        "parameters", "settings",
    ]
    /// Names of objects that tell something of the answer or of its prompt, whose writer may have been a
    /// model too.
    private static let doubtfulPlaces = ["metadata", "meta", "info"]

    /// So many scores of different names a run can hold.
    static let mostScorers = 1_000

    /// Adds a draw; one whose answer something else than the model has ended is lost, as it is when it
    /// is sampled.
    mutating func add(_ entry: Entry, to position: Int) {
        var entry = entry
        for name in entry.raw.keys.sorted()
        where scorers.count <= Self.mostScorers && !scorers.contains(name) {
            scorers.append(name)
        }
        // What an export says was decided when its draws were made.
        if run == nil, entry.error == nil, let reason = entry.ending?.reasonOfLoss {
            entry.lose(reason)
            endings[reason, default: 0] += 1
        }
        // A request that failed has no answer, whatever was put in its place.
        if run == nil, entry.error == nil, let failure, failure.isLost(entry.text) {
            lose(&entry, by: failure)
        }
        noteWords(&entry, of: position)
        // The token that ends an answer at once is one; more of them were something that is not here.
        if run == nil, entry.error == nil, entry.text?.isEmpty == true, entry.tokenCount > 1 {
            entry.text = nil
            entry.error = "\(entry.tokenCount) tokens and no text"
            endings["tokens without a text", default: 0] += 1
        }
        if entry.said != nil { hasAnswers = true }
        entry.isCached = isCached
        if entry.model != nil { isModelStated = true }
        entry.model = entry.model ?? recordModel
        if let model = entry.model { models.insert(model) }
        recordTally.draws += 1
        if entry.text == nil, entry.ending == nil { recordTally.failed += 1 }
        draws[position].append(entry)
    }

    /// Takes an answer for a lost one that a program has written in its place, and counts those that may
    /// be such; where the file tells how the answer ended or of how many tokens it is, a model has made
    /// it, and where the prompt is about failures, it may have.
    private mutating func noteWords(_ entry: inout Entry, of position: Int) {
        guard run == nil, entry.error == nil, let text = entry.text, entry.ending == nil,
            entry.tokenCount == 0, entry.tokens.isEmpty
        else { return }
        if let failure = CallFailure(said: text) {
            let isAnswer =
                errorTexts.map { $0 == .answers } ?? CallFailure.isSubject(of: prompts[position])
            guard !isAnswer else {
                errorAnswers = (errorAnswers.count + 1, errorAnswers.example ?? failure.reason)
                return
            }
            errorLosses += 1
            lose(&entry, by: failure)
        } else if CallFailure.emptyWords.contains(text) {
            emptyWords[text, default: 0] += 1
        }
    }

    /// Makes a draw of a reply whose reason for its end is null a lost one: it was still being written.
    mutating func checkEnd(of entry: inout Entry, _ reply: JSONValue) {
        guard run == nil, entry.error == nil, reply["finish_reason"]?.isNull == true else { return }
        entry.lose("the answer was not finished")
        endings["not finished", default: 0] += 1
    }

    /// Takes what an export says of its run; decodings are never mixed, so that a file has one.
    mutating func read(run reader: FieldReader?) throws(ImportError) {
        guard let reader else { return }
        let found: ReportedRun
        do throws(ImportError) {
            found = try ReportedRun(reader)
        } catch {
            throw ImportError(error.description, isFatal: true)
        }
        if let run, run != found {
            throw ImportError(
                "\(reader.place): this is another run than before; import each alone.",
                isFatal: true)
        }
        if let position = draws.firstIndex(where: { !$0.isEmpty }), run == nil {
            throw ImportError(
                "\(reader.place): the run is described after draws of prompt "
                    + "\(prompts[position].id); it belongs on the first line.", isFatal: true)
        }
        run = found
        model = found.identity.model
        scorers = found.identity.namedScorers.map(\.name)
    }

    /// What this program writes about a prompt beside its text, in all formats alike.
    mutating func read(
        details reader: FieldReader, of position: Int
    ) throws(ImportError) {
        let hasMessages = !prompts[position].messages.isEmpty
        for (index, tree) in (try reader.list("messages") ?? []).enumerated() where !hasMessages {
            guard let role = tree["role"]?.string, let content = tree["content"]?.string else {
                throw reader.error("messages[\(index)]", "role and content are wanted")
            }
            prompts[position].messages.append(Prompt.Message(role: role, content: content))
        }
        note(group: reader, of: position)
        if let metadata = try reader.object("metadata") {
            for (name, value) in metadata.tree.fields ?? [:] where !value.isNull {
                prompts[position].metadata[name] = value.text
            }
        }
        if let failure = try reader.text("failure") { details[position].failure = failure }
        guard let greedy = try reader.object("greedy") else { return }
        guard let text = try greedy.text("text") else {
            throw greedy.error("text", "a text is wanted")
        }
        var entry = Entry()
        entry.text = text
        try Self.read(facts: greedy, into: &entry)
        details[position].greedy = entry
        details[position].isGreedyStable = try greedy.flag("stable")
    }

    /// Names of fields that have the word for an answer's end.
    private static let endFields = [
        "finish", "finish_reason", "finishReason", "stop_reason", "stopReason", "done_reason",
    ]

    /// The word for an answer's end, which some write into an object.
    static func finish(_ record: JSONValue, _ names: [String]) -> String? {
        names.lazy.compactMap { record[$0]?.string ?? record[$0]?["type"]?.string }.first
    }

    /// Draws without replacement are no sample: each leaves out what was seen before it, so that a
    /// frequent answer is there once and a rare one as well.
    static func refuseDrawsWithoutReplacement(_ facts: FieldReader) throws(ImportError) {
        let name = "without_replacement"
        guard let told = facts[name], told.flag != false else { return }
        throw ImportError(
            "\(facts.place), field \(name): each of these draws leaves out what was seen before it, "
                + "so that they are no sample and limits of plain draws would be false; open the run "
                + "file that they come from.", isFatal: true)
    }

    /// What this program writes about a draw beside its text, in all formats alike.
    static func read(facts: FieldReader, into entry: inout Entry) throws(ImportError) {
        try refuseDrawsWithoutReplacement(facts)
        if let error = facts.fault("error") { entry.error = error.fault }
        if let finish = Self.finish(facts.tree, endFields) { entry.end(by: finish) }
        if let stop = try facts.text("stop_string") { entry.stop = .stopString(stop) }
        // llama-server's own replies have their tokens there.
        if let list = facts["tokens"]?.list {
            entry.tokenCount = list.count
        } else if let tokens = try facts.count("tokens") {
            entry.tokenCount = tokens
        }
        if let attempts = try facts.count("attempts") { entry.attempts = max(1, attempts) }
        if let number = facts["draw"]?.scalar { entry.number = Int(number) }
        takeSeed(facts.tree, into: &entry)
        if entry.seed == nil, let number = facts[standInField]?.number {
            entry.standIn = UInt32(exactly: number).flatMap {
                $0 >= RunIdentity.firstStandIn ? $0 : nil
            }
        }
        if case .object(let fields) = facts.tree {
            for field in fields {
                guard let name = Self.mark(named: field.name), let mark = field.value.scalar else {
                    continue
                }
                entry.marks[name] = mark
            }
        }
        if let list = try facts.list("probabilities") {
            entry.tokens = try TokenFields.tokens(list, "\(facts.place), field probabilities")
        }
        if let label = try facts.text("person_label") {
            entry.label = DrawLabel(label: label, note: try facts.text("person_note"))
        }
        if let uuid = try facts.text("uuid") { entry.identifiers.append("uuid " + uuid) }
        entry.raw.merge(try facts.scores()) { $1 }
    }
}
