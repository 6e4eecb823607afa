import Files

/// The choices that one field has: their texts, the labels of those that have some, and the places of the
/// right ones where the field itself says that.
struct ChoiceList {
    var texts: [String]
    var labels: [String] = []
    var right: [Int] = []

    private init(_ texts: [String], labels: [String] = [], right: [Int] = []) {
        (self.texts, self.labels, self.right) = (texts, labels, right)
    }

    /// - Parameter isCell: whether the value stands in a table, where a list is written as a text.
    init?(_ value: JSONValue, isCell: Bool) {
        switch value {
        case .array(let values): self.init(values)
        case .object(let fields): self.init(fields)
        case .string(let text)
        where isCell || text.first { !$0.isWhitespace }.map { "[{".contains($0) } == true:
            self.init(cell: String(text.trimmed))
        default: return nil
        }
    }

    private init?(cell text: String) {
        if let values = RecordMapper.value(text) {
            self.init(values)
        } else if let fields = RecordMapper.object(text) {
            self.init(fields)
        } else if let texts = PythonList.texts(text) {
            self.init(texts)
        } else if let fields = PythonList.fields(text) {
            self.init(fields)
        } else {
            guard !text.hasPrefix("["), !text.hasPrefix("{") else { return nil }
            let separated = (["\n", "\r\n", "|", ";", ","] as [Character]).lazy.map { separator in
                text.split(separator: separator).map { String($0.trimmed) }.filter { !$0.isEmpty }
            }
            guard let texts = separated.first(where: { $0.count > 1 }) else { return nil }
            self.init(texts)
        }
    }

    private init?(_ values: [JSONValue]) {
        let texts = values.compactMap(\.scalarText)
        if texts.count == values.count {
            self.init(texts)
            return
        }
        self.init([] as [String])
        for value in values {
            guard case .object = value,
                let text = Self.text(
                    value, ["text", "content", "value", "choice", "option", "answer"])
            else { return nil }
            if Self.isTrue(value) { right.append(self.texts.count) }
            self.texts.append(text)
            if let label = Self.text(value, ["label", "key", "letter", "id"]) {
                labels.append(label)
            }
        }
        if labels.count != self.texts.count { labels = [] }
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
    init?(scored value: JSONValue) {
        guard case .object(let fields) = value else { return nil }
        let flags = fields.map { $0.value.scalarText }
        guard flags.allSatisfy({ ["0", "1", "0.0", "1.0", "true", "false"].contains($0) }) else {
            self.init(fields)
            return
        }
        self.init(
            fields.map(\.name),
            right: flags.indices.filter { ["1", "1.0", "true"].contains(flags[$0]) })
    }

    /// Texts beside labels, texts beside truth values, or a map from letters to texts.
    private init?(_ fields: [JSONValue.Field]) {
        func texts(_ names: [String]) -> [String]? {
            guard let field = fields.first(where: { names.contains($0.name.lowercased()) }),
                case .array(let values) = field.value
            else { return nil }
            let texts = values.compactMap(\.scalarText)
            return texts.count == values.count ? texts : nil
        }
        if let found = texts(["text", "texts", "choices"]) {
            self.init(found)
            let labels = texts(["label", "labels"]) ?? []
            guard labels.count == found.count else { return }
            // TruthfulQA's labels say which choice is true.
            if fields.contains(where: { $0.name.lowercased() == "choices" }) {
                right = labels.indices.filter { ["1", "true"].contains(labels[$0]) }
            } else {
                self.labels = labels
            }
            return
        }
        // Letters, or counts from 0 or 1, in any order: "A", "option_a", "1".
        let names = fields.map { field in
            let plain = FieldName.plain(field.name).filter { !"().:".contains($0) }
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
        self.init(found, labels: sorted.map(\.name))
    }
}
