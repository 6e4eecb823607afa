import ArgumentParser
import Prompts

/// Which prompts, and how their file is to be understood.
struct PromptOptions: ParsableArguments {
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only prompts with this value, such as split=forget, or with any other, such as "
                + "prompt!=null; may be repeated.",
            valueName: "field=value"))
    var filters: [String] = []

    @Option(help: ArgumentHelp("The field with the prompt's text or messages.", valueName: "field"))
    var promptField: String?

    @Option(
        name: .customLong("reference-field"),
        help: ArgumentHelp("A field with reference answers; may be repeated.", valueName: "field"))
    var referenceFields: [String] = []

    @Option(help: ArgumentHelp("The field with the keywords that make a leak.", valueName: "field"))
    var keywordField: String?

    @Option(help: ArgumentHelp("The field with the prompt's identifier.", valueName: "field"))
    var idField: String?

    @Option(
        name: .customLong("wording-field"),
        help: ArgumentHelp(
            "A field with the same question in other words (TOFU: paraphrased_question), which is asked "
                + "too, as a prompt of the same group; may be repeated.", valueName: "field"))
    var wordingFields: [String] = []

    @Option(help: "jsonl, json, csv or text; without it, by the file's name and content.")
    var format: PromptFormat?

    @Option(
        help: ArgumentHelp(
            "How a question of multiple choice is put, with {question} and {choices}; \\n is a "
                + "line end. Without it: {question}\\n{choices}\\nAnswer:",
            valueName: "text"))
    var choicesTemplate: String?

    @Option(
        help: ArgumentHelp(
            "The number of the first choice, 0 or 1, where answers are numbers. Without it, what all "
                + "answers of the file show.",
            valueName: "number"))
    var choicesFrom: Int?

    func validate() throws {
        for filter in filters where PromptFilter(filter) == nil {
            throw ValidationError("--where wants FIELD=VALUE or FIELD!=VALUE, not \"\(filter)\".")
        }
        if let choicesFrom, !(0...1).contains(choicesFrom) {
            throw ValidationError("--choices-from must be 0 or 1.")
        }
    }

    /// Reads a file, or standard input for "-".
    func read(_ path: String) throws(Failure) -> PromptSet {
        let reader = PromptReader(
            mapping: FieldMapping(
                prompt: promptField, references: referenceFields.isEmpty ? nil : referenceFields,
                keywords: keywordField, id: idField, wordings: wordingFields),
            filters: filters.compactMap { PromptFilter($0) }, format: format,
            choices: choicesTemplate.map {
                ChoicesTemplate($0.replacing("\\n", with: "\n"))
            } ?? .usual, choicesFrom: choicesFrom)
        return try failing { try reader.read(path: path) }
    }

    /// The run file that belongs to a prompt file: its name with the ending `.run`, right here.
    static func runFile(for prompts: String) -> String {
        prompts == "-" ? "standard-input.run" : RunPath.name(of: prompts) + ".run"
    }
}

extension PromptFormat: ExpressibleByArgument {}
