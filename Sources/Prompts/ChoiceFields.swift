import Files

/// Which fields of a record have the choices of a question, and which one says what is right.
///
/// Known are a list (WMDP, MMLU, Inspect), texts beside labels (ARC), an object from letters to texts
/// (MedQA), a list of objects, TruthfulQA's `mc1_targets`, columns (A, B, …; option_a, …;
/// choice1, …; ending0, …), and the right choice beside those that are wrong (GPQA, SciQ).
struct ChoiceFields: Hashable {
    private enum Place: Hashable {
        case field(String)
        /// Columns in the order of the choices, and the number of the first one where they have
        /// numbers.
        case columns([String], first: Int?)
        /// The right choice and those that are wrong, each in columns or one in a list (GPQA, SciQ).
        case apart(right: String, wrong: [String])
    }

    private let place: Place
    /// The fields that may say which one is right, the likeliest first.
    let answers: [String]

    private static let listNames = [
        "choices", "options", "endings", "mc1targets", "candidates", "answerchoices",
        "answeroptions", "alternatives", "multiplechoice", "multiplechoices", "choicelist",
        "optionlist", "possibleanswers", "responseoptions", "answerslist", "answerlist",
        "targetscores", "mc2targets",
    ]
    /// Names that a list of accepted answers may have as well: they are choices where a field says
    /// which of them is right.
    private static let vagueNames: Set<String> = [
        "candidates", "alternatives", "possibleanswers", "answerslist", "answerlist",
    ]
    /// Lists whose members' names are the choices, and whose values say which one is right.
    private static let scoredNames: Set<String> = ["mc1targets", "mc2targets", "targetscores"]
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
        answers = (references ?? []) + Self.answerNames.compactMap(name)
        let tells = !answers.isEmpty
        let lists = Self.listNames.filter { tells || !Self.vagueNames.contains($0) }
        if let list = lists.lazy.compactMap(name).first {
            place = .field(list)
            return
        }
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

    /// The choices of a record; nil where it has none.
    func choices(_ record: PromptRecord) throws(Fault) -> Choices? {
        let labels: [String]
        var choices: Choices
        switch place {
        case .field(let name):
            guard let value = record[name] else { return nil }
            let isScored = Self.scoredNames.contains(FieldName.plain(name))
            guard
                let found = isScored ? Self.scored(value) : Self.list(value, isCell: record.isTable)
            else { return nil }
            labels = found.labels
            choices = Choices(texts: found.texts, right: found.right)
        case .columns(let names, _):
            var texts = names.map { record[$0]?.scalarText ?? "" }
            while texts.last?.allSatisfy(\.isWhitespace) == true { texts.removeLast() }
            labels = []
            choices = Choices(texts: texts)
        case .apart(let right, let wrong):
            return Self.mixed(
                record[right], wrong.compactMap { record[$0] }, isCell: record.isTable)
        }
        guard (2...Choices.most).contains(choices.texts.count) else { return nil }
        let lettered = choices.texts
        choices.texts = Self.withoutLetters(lettered)
        if choices.right.isEmpty {
            (choices.right, choices.numbers) = try right(record, choices.texts, lettered, labels)
        }
        if choices.right.isEmpty, choices.numbers == nil, case .field(let name) = place,
            Self.vagueNames.contains(FieldName.plain(name))
        {
            return nil
        }
        return choices
    }

    /// The right choice among the wrong ones, in an order that is the same for the same texts and has
    /// nothing to do with which one is right.
    private static func mixed(
        _ right: JSONValue?, _ wrong: [JSONValue], isCell: Bool
    ) -> Choices? {
        guard let right = right?.scalarText.map({ String($0.trimmed) }), !right.isEmpty else {
            return nil
        }
        let others = wrong.flatMap { value in
            if case .array = value { return list(value, isCell: isCell)?.texts ?? [] }
            if isCell, let texts = value.scalarText.flatMap(CellTexts.list) { return texts }
            return value.scalarText.map { [$0] } ?? []
        }
        let texts = [right] + others.map { String($0.trimmed) }.filter { !$0.isEmpty }
        guard (2...Choices.most).contains(texts.count), Set(texts).count == texts.count else {
            return nil
        }
        let seed = texts.sorted().joined(separator: "\u{0}")
        let order = texts.map { (key: Self.hash(seed + "\u{1}" + $0), text: $0) }
            .sorted { ($0.key, $0.text) < ($1.key, $1.text) }.map(\.text)
        return Choices(texts: order, right: order.indices.filter { order[$0] == right })
    }

    /// A hash that is the same on all machines (SHA-256).
    private static func hash(_ text: String) -> String {
        var hash = SHA256()
        hash.update(text.utf8)
        return hash.finish()
    }

    /// The places of the right choices by the first field that tells, or their numbers where it has
    /// those.
    private func right(
        _ record: PromptRecord, _ texts: [String], _ lettered: [String], _ labels: [String]
    ) throws(Fault) -> (places: [Int], numbers: Choices.Numbers?) {
        var told: Choices.Numbers?
        for field in answers {
            guard let value = record[field], value != .null else { continue }
            let members = if case .array(let values) = value { values } else { [value] }
            if told == nil, let places = Self.oneHot(members, field, texts.count) {
                return (places, nil)
            }
            var places: [Int] = []
            var numbers: [Int] = []
            for member in members {
                // What is wrong in a field behind the one that tells is not of the choices.
                let found =
                    told == nil
                    ? try self.told(member, field, texts, labels)
                    : try? self.told(member, field, texts, labels)
                switch found {
                case .place(let place)?: places.append(place)
                case .number(let number)?: numbers.append(number)
                case nil:
                    guard let place = member.scalarText.flatMap(lettered.firstIndex(of:)) else {
                        break
                    }
                    places.append(place)
                }
            }
            guard !members.isEmpty else { continue }
            if places.count == members.count {
                // Letters or texts beside numbers tell what these count from (MMLU-Pro).
                guard let told, told.numbers != places, told.numbers != places.map({ $0 + 1 })
                else {
                    return (places, nil)
                }
            } else if told == nil, numbers.count == members.count {
                told = Choices.Numbers(
                    field: field, numbers: numbers, choices: texts.count, usual: usual(field))
            }
        }
        return ([], told)
    }

    /// The number of the first choice by the names of the fields.
    private func usual(_ field: String) -> Int? {
        if FieldName.plain(field) == "label" { return 0 }
        if case .columns(_, let number?) = place { return number }
        return nil
    }

    /// What an answer says: a choice by its label, text or letter, or a number.
    private enum Told {
        case place(Int)
        case number(Int)
    }

    private func told(
        _ value: JSONValue, _ field: String, _ texts: [String], _ labels: [String]
    ) throws(Fault) -> Told? {
        guard let text = value.scalarText.map({ String($0.trimmed) }), !text.isEmpty else {
            return nil
        }
        if let place = labels.firstIndex(where: { $0.lowercased() == text.lowercased() }) {
            return .place(place)
        }
        if case .bool(let flag) = value { return Self.place(of: flag, texts).map(Told.place) }
        let isText = if case .string = value { true } else { false }
        if isText, let place = texts.firstIndex(of: text) { return .place(place) }
        let digits = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        if let number = Int(digits) {
            // Hidden answers are −1.
            guard number >= 0 else { return nil }
            guard number <= texts.count else {
                throw Fault(
                    field: field,
                    reason: "the answer \(number) is none of \(texts.count) choices; write letters "
                        + "where they are counted otherwise than from 0 or 1")
            }
            return .number(number)
        }
        if let stated = Self.letter(text) {
            let place = Int(stated.letter.value) - 0x41
            // "C. Blue" names the third choice where that is blue.
            if stated.rest.isEmpty || texts.indices.contains(place) && texts[place] == stated.rest {
                guard texts.indices.contains(place) else {
                    throw Fault(
                        field: field,
                        reason: "the answer \(Character(stated.letter)) is none of \(texts.count) "
                            + "choices")
                }
                return .place(place)
            }
        }
        return texts.firstIndex { $0.lowercased() == text.lowercased() }.map(Told.place)
    }

    /// A letter that an answer gives, in either case or full width, with what follows it; words
    /// such as "Option" may stand before it.
    private static func letter(_ text: String) -> (letter: Unicode.Scalar, rest: String)? {
        var rest = text[...]
        for word in ["answer", "option", "choice"] where rest.lowercased().hasPrefix(word) {
            let behind = rest.dropFirst(word.count)
            guard behind.first.map({ $0 == ":" || $0 == " " }) == true else { continue }
            rest = behind.drop { $0 == ":" || $0 == " " }
            break
        }
        let isOpen = rest.first.map { "([".contains($0) } == true
        rest = rest.drop { "([".contains($0) }
        guard var scalar = rest.unicodeScalars.first else { return nil }
        if (0xFF21...0xFF5A).contains(scalar.value) {
            scalar = Unicode.Scalar(UInt8(scalar.value - 0xFF21 + 0x41))
        }
        guard scalar.isASCII, scalar.properties.isAlphabetic else { return nil }
        let behind = rest.dropFirst()
        let marks = behind.prefix { ")].:".contains($0) }
        // "A tree" is no letter, and "Ab" none either.
        guard behind.isEmpty || !marks.isEmpty || isOpen else { return nil }
        return (
            Unicode.Scalar(UInt8(scalar.value) & 0xDF),
            String(behind.dropFirst(marks.count).trimmed)
        )
    }

    /// The choices without their own letters, where all have theirs, such as "(B) Iron".
    private static func withoutLetters(_ texts: [String]) -> [String] {
        var rests: [String] = []
        for (place, text) in texts.enumerated() {
            guard let found = letter(String(text.trimmed)), !found.rest.isEmpty,
                Int(found.letter.value) == 0x41 + place
            else { return texts }
            rests.append(found.rest)
        }
        return rests
    }

    /// The places with 1 in a list of as many truth values as there are choices.
    private static func oneHot(_ values: [JSONValue], _ field: String, _ count: Int) -> [Int]? {
        guard values.count == count, count > 2 || FieldName.plain(field) == "labels" else {
            return nil
        }
        let flags = values.map { $0.scalarText?.lowercased() }
        guard flags.allSatisfy({ ["0", "1", "true", "false"].contains($0) }) else { return nil }
        let places = flags.indices.filter { ["1", "true"].contains(flags[$0]) }
        return places.isEmpty || places.count == count ? nil : places
    }

    /// The choice that says yes or no, as a truth value does.
    private static func place(of flag: Bool, _ texts: [String]) -> Int? {
        let words = flag ? ["yes", "true"] : ["no", "false"]
        return texts.firstIndex { words.contains($0.lowercased()) }
    }

    // MARK: - Lists

    private typealias Found = (texts: [String], labels: [String], right: [Int])

    private static func list(_ value: JSONValue, isCell: Bool) -> Found? {
        switch value {
        case .array(let values): return list(values)
        case .object(let fields): return object(fields)
        case .string(let text) where isCell:
            let trimmed = String(text.trimmed)
            if let values = RecordMapper.value(trimmed) { return list(values) }
            if let fields = RecordMapper.object(trimmed) { return object(fields) }
            if let texts = PythonList.texts(trimmed) { return (texts, [], []) }
            if let fields = PythonList.fields(trimmed) { return object(fields) }
            guard !trimmed.hasPrefix("["), !trimmed.hasPrefix("{") else { return nil }
            for separator in ["\n", "\r\n", "|", ";", ","] as [Character] {
                let texts = trimmed.split(separator: separator).map { String($0.trimmed) }
                    .filter { !$0.isEmpty }
                if texts.count > 1 { return (texts, [], []) }
            }
            return nil
        default: return nil
        }
    }

    private static func list(_ values: [JSONValue]) -> Found? {
        let texts = values.compactMap(\.scalarText)
        if texts.count == values.count { return (texts, [], []) }
        var found: Found = ([], [], [])
        for value in values {
            guard case .object = value,
                let text = text(value, ["text", "content", "value", "choice", "option", "answer"])
            else { return nil }
            if isTrue(value) { found.right.append(found.texts.count) }
            found.texts.append(text)
            if let label = self.text(value, ["label", "key", "letter", "id"]) {
                found.labels.append(label)
            }
        }
        if found.labels.count != found.texts.count { found.labels = [] }
        return found
    }

    private static func text(_ value: JSONValue, _ names: [String]) -> String? {
        guard case .object(let fields) = value else { return nil }
        return names.lazy.compactMap { name in
            fields.first { $0.name.lowercased() == name }?.value.scalarText
        }.first
    }

    /// Whether an object of a list says that it is right.
    private static func isTrue(_ value: JSONValue) -> Bool {
        let names = ["is_correct", "correct", "iscorrect", "is_answer", "is_true", "score"]
        return ["true", "1", "1.0"].contains(text(value, names))
    }

    /// A map from choices to 1 for the right ones and 0 for others, or the lists of both.
    private static func scored(_ value: JSONValue) -> Found? {
        guard case .object(let fields) = value else { return nil }
        let flags = fields.map { $0.value.scalarText }
        guard flags.allSatisfy({ ["0", "1", "0.0", "1.0", "true", "false"].contains($0) }) else {
            return object(fields)
        }
        return (
            fields.map(\.name), [],
            flags.indices.filter { ["1", "1.0", "true"].contains(flags[$0]) }
        )
    }

    /// Texts beside labels, texts beside truth values, or a map from letters to texts.
    private static func object(_ fields: [JSONValue.Field]) -> Found? {
        func texts(_ names: [String]) -> [String]? {
            guard let field = fields.first(where: { names.contains($0.name.lowercased()) }),
                case .array(let values) = field.value
            else { return nil }
            let texts = values.compactMap(\.scalarText)
            return texts.count == values.count ? texts : nil
        }
        if let found = texts(["text", "texts", "choices"]) {
            let labels = texts(["label", "labels"]) ?? []
            guard labels.count == found.count else { return (found, [], []) }
            // TruthfulQA's labels say which choice is true.
            if fields.contains(where: { $0.name.lowercased() == "choices" }) {
                return (found, [], labels.indices.filter { ["1", "true"].contains(labels[$0]) })
            }
            return (found, labels, [])
        }
        // Letters, or counts from 0 or 1, in any order: "A", "option_a", "1".
        let names = fields.map { field in
            let plain = FieldName.plain(field.name)
            return ["option", "choice", "answer"].first(where: plain.hasPrefix).map {
                String(plain.dropFirst($0.count))
            } ?? plain
        }
        let keys: [[String]] = [
            fields.indices.map { Choices.letter($0).lowercased() }, fields.indices.map { "\($0)" },
            fields.indices.map { "\($0 + 1)" },
        ]
        guard (2...Choices.most).contains(fields.count),
            let order = keys.first(where: { Set($0) == Set(names) })
        else { return nil }
        let sorted = order.compactMap { key in
            names.firstIndex(of: key).map { fields[$0] }
        }
        let found = sorted.compactMap(\.value.scalarText)
        guard found.count == fields.count else { return nil }
        return (found, sorted.map(\.name), [])
    }
}
