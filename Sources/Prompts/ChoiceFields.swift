import Files

/// Which fields of a record have the choices of a question, and which one says what is right.
///
/// Known are a list (WMDP, MMLU, Inspect), texts beside labels (ARC), an object from letters to texts
/// (MedQA), a list of objects, TruthfulQA's `mc1_targets`, columns (A, B, …; option_a, …;
/// choice1, …; ending0, …), and the right choice beside those that are wrong (GPQA, SciQ).
struct ChoiceFields: Hashable {
    enum Place: Hashable {
        case field(String)
        /// Columns in the order of the choices, and the number of the first one where they have
        /// numbers.
        case columns([String], first: Int?)
        /// The right choice and those that are wrong, each in columns or one in a list (GPQA, SciQ).
        case apart(right: String, wrong: [String])
    }

    let place: Place
    /// The fields that may say which one is right, the likeliest first.
    let answers: [String]

    private static let listNames = [
        "choices", "options", "endings", "mc1targets", "candidates", "answerchoices",
        "answeroptions", "alternatives", "multiplechoice", "multiplechoices", "choicelist",
        "optionlist", "possibleanswers", "responseoptions", "answerslist", "answerlist",
        "targetscores", "mc2targets", "answers",
    ]
    /// Names that a list of accepted answers may have as well: they are choices where a field says
    /// which of them is right.
    static let vagueNames: Set<String> = [
        "candidates", "alternatives", "possibleanswers", "answerslist", "answerlist", "answers",
    ]
    /// Names of fields that speak of a place among choices, and of no answer that is accepted (ReClor).
    private static let placeNames: Set<String> = [
        "label", "labelidx", "labelindex", "answeridx", "answerindex", "answerkey", "correctidx",
        "correctindex", "correctansweridx", "correctanswerindex", "goldindex", "goldidx",
    ]
    /// Lists whose members' names are the choices, and whose values say which one is right.
    static let scoredNames: Set<String> = ["mc1targets", "mc2targets", "targetscores"]
    private static let answerNames = [
        "answerkey", "answeridx", "answerindex", "answerletter", "answer", "target", "targetidx",
        "targetindex", "gold", "goldindex", "goldidx", "goldlabel", "correct", "correctanswer",
        "correctansweridx", "correctanswerindex", "correctindex", "correctidx", "correctoption",
        "correctoptionindex", "correctchoice", "correctletter", "correctlabel", "cop", "ideal",
        "label", "labelidx", "labelindex", "truelabel", "answerid", "answeroption", "answerlabel",
        "rightanswer", "answers", "solution", "labels",
    ]
    private static let prefixes = ["", "option", "choice", "answer", "op", "opt", "alternative"]
    private static let rightNames = ["correctanswer", "rightanswer", "answer"]
    private static let wrongNames = ["incorrectanswer", "wronganswer", "distractor", "falseanswer"]
    private static let numbered = [
        "option", "choice", "ending", "answer", "sol", "opt", "op", "ans", "alternative",
    ]

    /// - Parameters:
    ///   - names: the fields of the first records.
    ///   - references: the fields that somebody named as references.
    init?(names: [String], references: [String]?) {
        let plain = names.map { FieldName.plain($0).filter { !"().:".contains($0) } }
        func name(_ candidate: String) -> String? {
            plain.firstIndex(of: candidate).map { names[$0] }
        }
        let telling = (references ?? []) + Self.answerNames.compactMap(name)
        let tells = !telling.isEmpty
        let placing = telling.filter { Self.placeNames.contains(FieldName.plain($0)) }
        let lists = Self.listNames.filter { list in
            list == "answers" ? !placing.isEmpty : tells || !Self.vagueNames.contains(list)
        }
        if let list = lists.lazy.compactMap(name).first {
            answers = FieldName.plain(list) == "answers" ? placing : telling
            place = .field(list)
            return
        }
        answers = telling
        guard !answers.isEmpty else { return nil }
        // TruthfulQA's are many answers to an open question.
        if let right = Self.rightNames.lazy.compactMap(name).first,
            name("bestanswer") == nil, name("correctanswers") == nil
        {
            for wrong in Self.wrongNames {
                let columns = (0..<Choices.most).compactMap { name("\(wrong)\($0)") }
                let found = columns.isEmpty ? [name(wrong + "s")].compactMap { $0 } : columns
                guard found.isEmpty else {
                    place = .apart(right: right, wrong: found)
                    return
                }
            }
        }
        func run(_ column: (Int) -> String) -> [String] {
            var columns: [String] = []
            while columns.count < Choices.most, let name = name(column(columns.count)) {
                columns.append(name)
            }
            return columns
        }
        for prefix in Self.prefixes {
            let columns = run { prefix + Choices.letter($0).lowercased() }
            guard columns.count < 2 else {
                place = .columns(columns, first: nil)
                return
            }
        }
        for prefix in Self.numbered {
            for first in [0, 1] {
                let columns = run { "\(prefix)\($0 + first)" }
                guard columns.count < 2 else {
                    place = .columns(columns, first: first)
                    return
                }
            }
        }
        return nil
    }

    /// The fields that a prompt's text shows.
    var shown: [String] {
        switch place {
        case .field(let name): [name]
        case .columns(let names, _): names
        case .apart(_, let wrong): wrong
        }
    }

    /// Whether the right choice is told by standing apart, so that the order is made here.
    var isMixed: Bool { if case .apart = place { true } else { false } }

    /// A fault of one field.
    struct Fault: Error {
        var field: String
        var reason: String
    }
}
