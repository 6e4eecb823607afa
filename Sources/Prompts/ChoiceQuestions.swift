import Files

/// Questions of multiple choice in records of draws, which are read as those of prompts are.
///
/// What a grader says of an answer (`label`, `correct`) stands beside it in such records, and a list of
/// answers is the model's own: neither tells the choices. Where the right choice stands apart from the
/// wrong ones, the order in which the model was shown them is not known, and no letters are given.
package struct ChoiceQuestions: Sendable {
    /// The fields of records with the same names as the last one.
    private var last: (names: [String], fields: ChoiceFields?) = ([], nil)
    private var counting: ChoiceCounting

    /// - Parameter first: the number of the first choice where answers are numbers; nil for what the file
    ///   shows.
    package init(countedFrom first: Int? = nil) { counting = ChoiceCounting(asked: first) }

    /// The choices of one record.
    package struct Question: Sendable {
        let choices: Choices

        /// Letter and text of the right choices; empty where the whole file has to tell them, or nothing
        /// does.
        package var references: [String] { choices.references }
        /// Whether the whole file tells which choices are right.
        package var isOpen: Bool { choices.isOpen }
        /// The texts as a prompt's metadata has them.
        package var metadata: [String: String] { [Choices.field: choices.json] }

        /// The question with its choices, as it is where its text has them already.
        package func rendered(_ text: String) -> String {
            ChoicesTemplate.usual.rendered(text, choices.texts)
        }
    }

    /// The choices of a record; nil where it has none, or says of them what cannot be.
    ///
    /// - Parameters:
    ///   - fields: those that are no answer of the model's.
    ///   - isTable: whether a list is written as the text of a cell.
    package mutating func question(
        _ fields: [JSONValue.Field], isTable: Bool = false
    ) -> Question? {
        let names = fields.map(\.name)
        if last.names != names {
            let found = ChoiceFields(names: names, references: nil)
            last = (names, found?.isMixed == true ? nil : found)
        }
        guard let place = last.fields else { return nil }
        let record = PromptRecord(
            line: 0, position: 0, names: names, values: fields.map(\.value), isTable: isTable)
        return (try? place.choices(record)).flatMap { $0 }.map(Question.init)
    }

    /// Whether records with fields of the same names as the last one's have no choices.
    package var lastHasNone: Bool { last.fields == nil }

    /// Takes in a question that was not there before.
    package mutating func take(_ question: Question, prompt: Int) {
        counting.take(question.choices, prompt: prompt, line: 0)
    }

    /// Gives questions their right choices that the whole file tells.
    ///
    /// - Returns: why others have none, and what the file does not show, each the beginning of a sentence.
    package func settle(_ prompts: inout [Prompt]) -> [String] {
        var fault: String?
        for question in counting.questions {
            do throws(PromptError) {
                let places = try counting.places(question, file: "")
                prompts[question.prompt].references =
                    Choices(texts: prompts[question.prompt].choices, right: places).references
            } catch {
                let field = PromptError.printable(question.told.field)
                fault =
                    fault ?? "field \(field), which may say the right choice, is not read: "
                    + error.reason
            }
        }
        return [fault].compactMap { $0 } + counting.guesses
    }
}
