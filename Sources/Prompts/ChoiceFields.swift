import Files

/// Which fields of a record have the choices of a question, and which one says what is right.
///
/// Known are a list (WMDP, MMLU, Inspect), texts beside labels (ARC), an object from letters to texts
/// (MedQA), a list of objects, TruthfulQA's `mc1_targets`, and columns (A, B, …; option_a, …;
/// choice1, …; ending0, …).
struct ChoiceFields: Hashable {
    private enum Place: Hashable {
        case field(String)
        /// Columns in the order of the choices, and the number of the first one where they have
        /// numbers.
        case columns([String], first: Int?)
    }

    private let place: Place
    /// The fields that may say which one is right, the likeliest first.
    let answers: [String]

    private static let listNames = ["choices", "options", "endings", "mc1targets", "candidates"]
    private static let answerNames = [
        "answerkey", "answeridx", "answerindex", "answer", "target", "gold", "goldindex",
        "correct", "correctanswer", "correctindex", "correctoption", "correctchoice", "cop",
        "ideal", "label", "answers", "solution",
    ]
    private static let prefixes = ["", "option", "choice", "answer", "op", "opt"]
    private static let numbered = ["option", "choice", "ending", "answer", "sol", "opt"]

    /// - Parameters:
    ///   - names: the fields of the first records.
    ///   - references: the fields that somebody named as references.
    init?(names: [String], references: [String]?) {
        let plain = names.map { FieldRoles.plain($0) }
        func name(_ candidate: String) -> String? {
            plain.firstIndex(of: candidate).map { names[$0] }
        }
        answers = (references ?? []) + Self.answerNames.compactMap(name)
        if let list = Self.listNames.lazy.compactMap(name).first {
            place = .field(list)
            return
        }
        guard !answers.isEmpty else { return nil }
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
        }
    }

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
            guard let value = record[name],
                let found = Self.list(value, isCell: record.isTable)
            else { return nil }
            labels = found.labels
            choices = Choices(texts: found.texts, right: found.right)
        case .columns(let names, _):
            var texts = names.map { record[$0]?.scalarText ?? "" }
            while texts.last?.allSatisfy(\.isWhitespace) == true { texts.removeLast() }
            labels = []
            choices = Choices(texts: texts)
        }
        guard (2...Choices.most).contains(choices.texts.count) else { return nil }
        if choices.right.isEmpty {
            choices.right = try right(record, choices.texts, labels)
        }
        return choices
    }

    /// The places of the right choices by the first field that tells.
    private func right(
        _ record: PromptRecord, _ texts: [String], _ labels: [String]
    ) throws(Fault) -> [Int] {
        for field in answers {
            guard let value = record[field], value != .null else { continue }
            let members = if case .array(let values) = value { values } else { [value] }
            var places: [Int] = []
            for member in members {
                guard let place = try place(member, field, texts, labels) else {
                    places = []
                    break
                }
                places.append(place)
            }
            if !places.isEmpty { return places }
        }
        return []
    }

    private func place(
        _ value: JSONValue, _ field: String, _ texts: [String], _ labels: [String]
    ) throws(Fault) -> Int? {
        guard let text = value.scalarText.map(RecordMapper.trimmed), !text.isEmpty else {
            return nil
        }
        if let place = labels.firstIndex(of: text) { return place }
        let isText = if case .string = value { true } else { false }
        if isText, let place = texts.firstIndex(of: text) { return place }
        let digits = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        if let number = Int(digits) {
            // Hidden answers are −1.
            guard number >= 0 else { return nil }
            var first = 0
            if case .columns(_, let number?) = self.place, FieldRoles.plain(field) != "label" {
                first = number
            }
            guard texts.indices.contains(number - first) else {
                throw Fault(
                    field: field,
                    reason: "the answer \(number) is none of \(texts.count) choices, which are "
                        + "counted from \(first); write letters where they are counted otherwise")
            }
            return number - first
        }
        let letter = text.uppercased().filter { !"().:[]".contains($0) }
        if letter.unicodeScalars.count == 1, let scalar = letter.unicodeScalars.first,
            ("A"..."Z").contains(scalar)
        {
            let place = Int(scalar.value) - 0x41
            guard texts.indices.contains(place) else {
                throw Fault(
                    field: field,
                    reason: "the answer \(letter) is none of \(texts.count) choices")
            }
            return place
        }
        return texts.firstIndex { $0.lowercased() == text.lowercased() }
    }

    // MARK: - Lists

    private typealias Found = (texts: [String], labels: [String], right: [Int])

    private static func list(_ value: JSONValue, isCell: Bool) -> Found? {
        switch value {
        case .array(let values): return list(values)
        case .object(let fields): return object(fields)
        case .string(let text) where isCell:
            let trimmed = RecordMapper.trimmed(text)
            if let values = RecordMapper.value(trimmed) { return list(values) }
            if let texts = PythonList.texts(trimmed) { return (texts, [], []) }
            let texts = trimmed.split(separator: ",").map(RecordMapper.trimmed)
            return trimmed.hasPrefix("[") || texts.count < 2 ? nil : (texts, [], [])
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
        text(value, ["is_correct", "correct", "iscorrect"]) == "true"
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
        let found = fields.compactMap(\.value.scalarText)
        guard found.count == fields.count,
            fields.enumerated().allSatisfy({ place, field in
                place < Choices.most
                    && [Choices.letter(place), String(place), String(place + 1)].contains(
                        field.name.uppercased())
            })
        else { return nil }
        return (found, fields.map(\.name), [])
    }
}

/// A list of texts as Python prints it, which data frames write into cells.
enum PythonList {
    /// Texts in single or double quotes with commas or blanks between them; nil for all else.
    static func texts(_ cell: String) -> [String]? {
        guard cell.hasPrefix("["), cell.hasSuffix("]") else { return nil }
        var texts: [String] = []
        var text = ""
        var quote: Character?
        var isEscaped = false
        for character in cell.dropFirst().dropLast() {
            if let open = quote {
                if isEscaped {
                    text.append(character == "n" ? "\n" : character)
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == open {
                    texts.append(text)
                    text = ""
                    quote = nil
                } else {
                    text.append(character)
                }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if !character.isWhitespace, character != "," {
                return nil
            }
        }
        return quote == nil && !texts.isEmpty ? texts : nil
    }
}
