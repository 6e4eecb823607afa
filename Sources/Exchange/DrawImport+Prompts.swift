import Evidence
import Files
import Findings
import Prompts

extension DrawImport {
    /// Names of fields by which records tell which prompt they belong to.
    static let idFields = [
        "prompt_id", "task_id", "question_id", "behavior_id", "BehaviorID", "custom_id", "doc_id",
        "instance_id",
    ]

    /// Names of fields that have what was asked.
    static let promptFields = [
        "jailbroken_prompt", "prompt", "messages", "question", "instruction", "input", "test_case",
        "query",
        "forbidden_prompt", "user_prompt", "goal", "behavior", "problem", "user_input", "inputs",
        "prompt_text", "text_prompt", "full_prompt", "user_message", "behaviour", "contents",
    ]

    static let referenceFields = [
        "references", "reference", "ground_truth", "target", "expected_output", "expected",
        "reference_answer", "reference_answers", "answer", "answers", "gold_answer", "gold",
        "ideal", "gt", "correct_answer", "expected_answer", "golden_answer", "best_answer",
        "canonical_solution",
    ]

    /// The prompt of a record by its id, else by what was asked.
    ///
    /// - Parameter id: instead of the record's own.
    mutating func position(
        in reader: FieldReader, id: String? = nil, asked: JSONValue? = nil
    ) throws(ImportError) -> Int {
        let id = id ?? Self.idFields.lazy.compactMap { reader[$0]?.scalar }.first
        let question = question(beside: reader.tree)
        let prompt = Self.asked(
            MessageText.prompt(asked) ?? wholePrompt(reader.tree), question)
        guard id != nil || prompt != nil else {
            throw reader.error("prompt", "a prompt or a prompt_id is missing")
        }
        let found = reader.tree.member(of: Self.referenceFields) { !$0.isNull && $0.texts != nil }
        // The target beside a goal is how an attacked model should begin.
        let isBeginning = found?.name == "target" && reader["goal"] != nil
        let references = Self.references(
            isBeginning ? [] : found?.value.texts ?? [], question)
        let name = id ?? self.id(of: prompt?.text ?? "", prompt?.messages ?? [])
        let position = try position(
            of: name, text: prompt?.text, references: references,
            keywords: try Self.keywords(reader), messages: prompt?.messages ?? [],
            question: question, reader.place)
        note(group: reader, of: position)
        if run == nil { differing.note(reader.tree, of: position, settingsOnly: id != nil) }
        return position
    }

    /// Takes in which question a prompt asks, where its wordings share the field: as in a set of prompts.
    mutating func note(group reader: FieldReader, of position: Int) {
        guard prompts[position].metadata[WordingGroup.field] == nil else { return }
        prompts[position].metadata[WordingGroup.field] = reader[WordingGroup.field]?.scalar
    }

    /// What a record asked: the prompt with the passage or the input that belongs to it, and with its
    /// system message.
    ///
    /// Records that differ in these are of different prompts.
    private func wholePrompt(
        _ record: JSONValue
    ) -> (text: String, messages: [Prompt.Message])? {
        let found = record.member(of: Self.promptFields) { MessageText.prompt($0) != nil }
        guard let found, var prompt = MessageText.prompt(found.value) else { return nil }
        guard run == nil else { return prompt }
        let system = record.member(of: PromptContext.systemNames) {
            $0.plainText?.isEmpty == false
        }?.value.plainText
        guard prompt.messages.isEmpty else {
            prompt.messages = PromptContext.with(
                system: system, prompt.messages, asked: prompt.text)
            return prompt
        }
        let names = PromptContext.names(beside: found.name)
        if let more = record.member(
            of: names, where: { PromptContext.passage($0, named: found.name) != nil }),
            more.name != found.name,
            let text = PromptContext.passage(more.value, named: more.name)
        {
            prompt.text = PromptContext.join(
                prompt.text, of: found.name, with: text, of: more.name)
        }
        if let values = record.member(of: Self.variableFields, where: \.isObject)?.value {
            prompt.text = Self.filled(prompt.text, with: values)
        }
        prompt.messages = PromptContext.with(system: system, [], asked: prompt.text)
        return prompt
    }

    /// Names of fields that have what stands in the places of a prompt's variables.
    private static let variableFields = ["vars", "variables", "prompt_variables", "template_vars"]

    /// A template with its variables' values, so that what was asked differently is no one prompt.
    private static func filled(_ template: String, with values: JSONValue) -> String {
        guard case .object(let fields) = values, template.contains("{") else { return template }
        return fields.reduce(template) { text, field in
            guard let value = field.value.scalarText else { return text }
            return ["{{\(field.name)}}", "{{ \(field.name) }}", "{\(field.name)}"].reduce(text) {
                $0.split(separator: $1, omittingEmptySubsequences: false).joined(separator: value)
            }
        }
    }

    /// The keywords of a record: a list, also one that is written as a text.
    ///
    /// - Throws: ``ImportError`` where it is something else.
    static func keywords(_ reader: FieldReader) throws(ImportError) -> [String] {
        // A number or a truth value is a grade of the answer.
        let found = reader.tree.member(of: ["keywords", "keyword"]) {
            !$0.isNull && $0.number == nil && $0.flag == nil
        }
        guard let found else { return [] }
        if let text = found.value.string { return CellTexts.list(text) ?? [text] }
        return try reader.texts(found.name) ?? []
    }

    /// The id of a prompt that the file gives none: its place among the prompts.
    mutating func id(of text: String, _ messages: [Prompt.Message]) -> String {
        let key = ([text] + messages.map { "\($0.role): \($0.content)" }).joined(separator: "\u{0}")
        if let known = idsByPrompt[key] { return known.rawValue }
        var number = prompts.count + 1
        while positions[PromptID("\(number)")] != nil { number += 1 }
        idsByPrompt[key] = PromptID("\(number)")
        return "\(number)"
    }

    /// Texts that are equal as strings may differ in bytes.
    static func areEqual(_ one: String, _ other: String) -> Bool {
        one.utf8.elementsEqual(other.utf8)
    }

    /// A draw of one answer, which may be a text or an object with one; without a text it is lost.
    mutating func entry(
        _ answer: JSONValue?, fields names: [String] = answerFields
    ) -> Entry {
        var entry = Entry()
        guard let answer, !answer.isNull else {
            if answer == nil {
                missing = missing ?? ImportError("\(place): the answer is missing.")
            }
            entry.error = "the file has no answer"
            return entry
        }
        if let text = answer.string {
            entry.text = text
            return entry
        }
        entry.text =
            MessageText.answer(answer["message"]) ?? MessageText.answer(answer)
            ?? MessageText.lastTurn(answer)
            ?? answer.member(of: names) { $0.string != nil }?.value.string
        if entry.text == nil {
            let content = answer["message"]?["content"] ?? answer["content"]
            if answer["error"] == nil, content?.isNull != true {
                missing =
                    missing
                    ?? ImportError("\(place): an answer is \(answer.kind) without a text in it.")
            }
            entry.error =
                answer["error"].flatMap { $0.string ?? $0["message"]?.string }
                ?? "the file has no answer"
        }
        entry.end(by: Self.ending(of: answer))
        if let id = answer.member(of: ["id", "response_id", "request_id"])?.value.scalar {
            entry.marks[Self.replyID] = id
        }
        entry.raw = besideScores(answer)
        take(factsOf: answer, into: &entry)
        return entry
    }

    /// Names of fields that have one answer.
    static let answerFields = [
        "completion", "response", "generation", "output", "prediction", "generated_text",
        "model_output", "model_response", "model_answer", "output_text", "actual_output",
        "solution", "generated_response", "generated_answer", "generated", "llm_output",
        "llm_response", "model_completion", "model_prediction", "predicted_answer", "pred",
        "reply", "decoded", "raw_response", "raw_output", "target_response", "full_response",
        "response_text", "completion_text", "answer_text", "gen", "model_patch", "text", "content",
    ]

    /// Names of fields that have a list of answers.
    static let answerListFields = [
        "completions", "generations", "samples", "outputs", "responses", "candidates",
        "predictions",
        "choices", "generated_texts", "model_outputs", "solutions", "replies", "model_responses",
        "all_responses", "sampled_responses", "generated_responses", "sampled_answers",
        "output_list", "draws", "model_answers", "model_completions", "model_predictions",
        "model_generations", "generated_answers",
    ]

    /// Whether no prompt has draws of two models, where there are more prompts than models.
    private var hasOneModelEach: Bool {
        guard prompts.count > models.count else { return false }
        return draws.allSatisfy { Set($0.lazy.compactMap(\.model)).count < 2 }
    }

    /// Takes one model's draws where the file has those of several.
    mutating func chooseModel(_ wanted: String?, file: String) throws(ImportError) {
        guard models.count > 1 else {
            model = model ?? models.first
            return
        }
        if wanted == nil, !isModelStated, hasOneModelEach {
            warnings.append(
                "models that differ from prompt to prompt, named in metadata, are taken for what the set "
                    + "of prompts says: "
                    + models.sorted().prefix(10).map { PromptError.printable($0) }
                    .joined(separator: ", ")
                    + "; where they have answered, take one by --model")
            model = nil
            return
        }
        guard let wanted, models.contains(wanted) else {
            throw ImportError(
                "\(file) has draws of several models, which are never mixed: "
                    + models.sorted().map { PromptError.printable($0) }.joined(separator: ", ")
                    + "; name the one to take by --model.", isFatal: true)
        }
        for position in draws.indices {
            draws[position].remove(
                draws[position].map { $0.model != nil && $0.model != wanted })
        }
        model = wanted
    }
}
