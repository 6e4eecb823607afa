import Files

extension Prompt {
    /// The choices of a question of multiple choice, in the order of their letters; empty for others.
    ///
    /// They are kept in the metadata, as a JSON list under the name "choices".
    package var choices: [String] {
        guard let text = metadata[Choices.field], text.utf8.first == UInt8(ascii: "[") else {
            return []
        }
        return RecordMapper.list(text) ?? []
    }

    /// The places of the right choices, from 0: of those whose letter and text are references beside
    /// each other, as readers of prompts write them; else of those of which either is one.
    package var rightChoices: Set<Int> {
        let choices = choices
        let pairs = choices.indices.filter { place in
            zip(references, references.dropFirst()).contains {
                $0 == Choices.letter(place) && $1 == choices[place]
            }
        }
        if !pairs.isEmpty { return Set(pairs) }
        return Set(
            choices.indices.filter {
                references.contains(choices[$0]) || references.contains(Choices.letter($0))
            })
    }
}

/// The choices of one record and which of them are right.
struct Choices: Hashable {
    /// The name under which a prompt's metadata holds its choices.
    static let field = "choices"

    /// Letters are as many as this.
    static let most = 26

    var texts: [String]
    /// The places of the right ones from 0; empty where the record does not tell.
    var right: [Int] = []
    /// The right ones as numbers, of which the whole file tells what they mean.
    var numbers: Numbers?
    /// The right one where it is told by what may be meant in two ways.
    var doubt: Doubt?
    /// The field that tells, and in which way it does; nil where nothing else can be learnt from it.
    var told: Telling?

    /// Whether the whole file has to tell which ones are right.
    var isOpen: Bool { numbers != nil || doubt != nil }

    /// A way to say which choice is right: by its text, or by its letter or number.
    enum Telling: Hashable {
        case text(field: String)
        case place(field: String)
    }

    /// An answer that is the text of one choice and the letter or the number of another.
    struct Doubt: Hashable {
        var field: String
        /// The choice with this text.
        var text: Int
        /// The choice with this letter; nil where it is a number.
        var letter: Int?
        var numbers: Numbers?
    }

    /// The numbers of right choices.
    struct Numbers: Hashable {
        /// The field that has them.
        var field: String
        var numbers: [Int]
        /// How many choices there are.
        var choices: Int
        /// The number that the first choice has by the names of the fields; nil where these do not tell.
        var usual: Int?
    }

    /// The letter of a place: A for 0.
    static func letter(_ place: Int) -> String {
        String(Character(Unicode.Scalar(UInt8(ascii: "A") + UInt8(clamping: min(place, most - 1)))))
    }

    /// Letter and text of each right choice.
    var references: [String] { right.flatMap { [Self.letter($0), texts[$0]] } }

    /// The texts as a JSON list.
    var json: String { JSONValue.array(texts.map(JSONValue.string)).text }
}

/// How a question of multiple choice is put to the model.
package struct ChoicesTemplate: Sendable, Hashable {
    /// The form of the MMLU and WMDP tasks of the LM Evaluation Harness.
    package static let usual = ChoicesTemplate("{question}\n{choices}\nAnswer:")

    /// The template, in which `{question}` and `{choices}` are filled in, each choice as a line.
    package var text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The question with its choices; as it is where its text has them already.
    func rendered(_ question: String, _ choices: [String]) -> String {
        guard !Self.shows(question, choices) else { return question }
        let lines = choices.enumerated().map { "\(Choices.letter($0)). \($1)" }
        var result = ""
        var rest = text[...]
        // Read once, so that braces in a question or choice stay as they are.
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            rest = rest[brace...]
            if rest.hasPrefix("{question}") {
                result += question
                rest = rest.dropFirst(10)
            } else if rest.hasPrefix("{choices}") {
                result += lines.joined(separator: "\n")
                rest = rest.dropFirst(9)
            } else {
                result += "{"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    /// Whether each choice stands in the text behind its letter already.
    private static func shows(_ text: String, _ choices: [String]) -> Bool {
        choices.enumerated().allSatisfy { place, choice in
            let letter = Choices.letter(place)
            return [". ", ") ", ": ", ".", ")"].contains { text.contains(letter + $0 + choice) }
        }
    }
}
