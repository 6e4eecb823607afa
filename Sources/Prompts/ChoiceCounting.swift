import Files

/// The number of the first choice in a file whose answers are numbers.
///
/// WMDP and MMLU count their choices from 0, others from 1. An answer 0 shows the former, one that is as
/// high as there are choices the latter; a file that has neither does not tell.
struct ChoiceCounting {
    /// A question whose right choice is known once all are read.
    struct Question {
        var prompt: Int
        var line: Int
        var told: Choices.Numbers
        /// Where the answer is the text of a choice as well.
        var doubt: Choices.Doubt?
    }

    /// What the answers in one field have shown so far.
    private struct Seen {
        var count = 0
        var hasZero = false
        var hasLast = false
        var usual = 0
        var isUsual = false
    }

    /// What somebody has said.
    let asked: Int?
    private(set) var questions: [Question] = []
    private var seen: [String: Seen] = [:]
    /// How many answers in one field are texts of choices alone, and how many letters or numbers.
    private var tellings: [String: (texts: Int, places: Int)] = [:]

    init(asked: Int?) { self.asked = asked }

    /// So many questions without an answer that tells are no chance any more.
    private static let few = 3

    /// Takes in what a record says, also one that is not wanted.
    mutating func note(_ choices: Choices) {
        switch choices.told {
        case .text(let field)?: tellings[field, default: (0, 0)].texts += 1
        case .place(let field)?: tellings[field, default: (0, 0)].places += 1
        case nil: break
        }
        if let numbers = choices.numbers { note(numbers) }
    }

    /// Takes in the choices of a prompt.
    mutating func take(_ choices: Choices, prompt: Int, line: Int) {
        note(choices)
        if let told = choices.numbers { add(told, prompt: prompt, line: line) }
        guard let doubt = choices.doubt else { return }
        let letter = Choices.Numbers(
            field: doubt.field, numbers: [], choices: choices.texts.count, usual: nil)
        questions.append(
            Question(prompt: prompt, line: line, told: doubt.numbers ?? letter, doubt: doubt))
    }

    private mutating func note(_ told: Choices.Numbers) {
        var found = seen[told.field] ?? Seen()
        found.count += 1
        if told.numbers.contains(0) { found.hasZero = true }
        if told.numbers.contains(told.choices) { found.hasLast = true }
        (found.usual, found.isUsual) = (told.usual ?? 0, told.usual != nil)
        seen[told.field] = found
    }

    private mutating func add(_ told: Choices.Numbers, prompt: Int, line: Int) {
        questions.append(Question(prompt: prompt, line: line, told: told))
    }

    /// The number of the first choice where a field has the answers; nil where nothing tells.
    private func first(_ field: String) -> Int? {
        if let asked { return asked }
        guard let found = seen[field] else { return 0 }
        if found.hasZero { return 0 }
        if found.hasLast { return 1 }
        return found.isUsual || found.count < Self.few ? found.usual : nil
    }

    /// The places of the right choices of a question.
    func places(_ question: Question, file: String) throws(PromptError) -> [Int] {
        let told = question.told
        if let doubt = question.doubt {
            // What the other answers of the field are, this one is.
            let others = tellings[doubt.field] ?? (0, 0)
            let isAsked = asked != nil && doubt.numbers != nil
            // Where others are letters, a number is none of them.
            let isPlace = doubt.letter != nil || seen[doubt.field] != nil
            if isAsked || isPlace && others.places > others.texts {
                if let letter = doubt.letter { return [letter] }
            } else if others.texts != others.places || doubt.numbers?.numbers == [doubt.text] {
                return [doubt.text]
            } else {
                throw undecided(question, doubt, file: file)
            }
        }
        guard let first = first(told.field) else {
            throw PromptError(
                file: file, field: told.field,
                reason:
                    "no answer is 0 and none is as high as there are choices, so that nothing tells "
                    + "whether the first choice is 0 or 1; say --choices-from 0 or --choices-from 1"
            )
        }
        var places: [Int] = []
        for number in told.numbers {
            guard (0..<told.choices).contains(number - first) else {
                throw PromptError(
                    file: file, line: question.line, field: told.field,
                    reason: "the answer \(number) is none of \(told.choices) choices, which are "
                        + "counted from \(first); write letters where they are counted otherwise")
            }
            places.append(number - first)
        }
        return places
    }

    private func undecided(
        _ question: Question, _ doubt: Choices.Doubt, file: String
    ) -> PromptError {
        let (what, wayOut) =
            doubt.letter == nil
            ? ("number", "--choices-from 0 or --choices-from 1 says that it is a number")
            : ("letter", "write texts that are no letters, or answers as numbers")
        return PromptError(
            file: file, line: question.line, field: doubt.field,
            reason:
                "this is the text of one choice and the \(what) of another, and no other answer "
                + "tells which is meant; \(wayOut)")
    }

    /// How the answers were understood, for the line that says so; nil where there are none.
    var description: String? {
        let parts = readings.map(\.words)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// Of these what the file does not show.
    var guesses: [String] { readings.filter { !$0.isShown }.map(\.words) }

    private var readings: [(words: String, isShown: Bool)] {
        Set(questions.filter { $0.doubt == nil }.map(\.told.field)).sorted().compactMap { field in
            guard let first = first(field) else { return nil }
            let isShown = asked != nil || seen[field].map { $0.hasZero || $0.hasLast } ?? false
            let words =
                "\"\(PromptError.printable(field))\" counts choices from \(first)"
                + (isShown ? "" : " as most do (--choices-from \(1 - first) where it does not)")
            return (words, isShown)
        }
    }
}
