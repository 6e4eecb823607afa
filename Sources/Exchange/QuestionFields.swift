import Statistics

/// The names of an object's fields, to find misspelt ones.
struct FieldNames: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }

    /// Throws for a field that is not among the known ones.
    static func check(in decoder: any Decoder, known: [String]) throws {
        let fields = try decoder.container(keyedBy: FieldNames.self).allKeys.map(\.stringValue)
        guard let unknown = fields.filter({ !known.contains($0) }).min() else { return }
        throw QuestionError(
            "unknown field \"\(unknown)\"; the fields are \(known.joined(separator: ", "))")
    }
}

extension Decoder {
    /// The fields of an object all of whose names must be known.
    func fields<Field: CodingKey & CaseIterable>(
        _ fields: Field.Type
    ) throws -> KeyedDecodingContainer<Field> {
        try FieldNames.check(in: self, known: Field.allCases.map(\.stringValue))
        return try container(keyedBy: fields)
    }
}

extension KeyedDecodingContainer {
    /// A value that is one of an enumeration's names; the error lists them.
    func choice<Value: RawRepresentable & CaseIterable>(
        _ key: Key, among: Value.Type
    ) throws -> Value where Value.RawValue == String {
        let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
        guard let text = try decodeIfPresent(String.self, forKey: key) else {
            throw QuestionError("the field \"\(key.stringValue)\" is missing; it is \(names)")
        }
        guard let value = Value(rawValue: text) else {
            throw QuestionError("\(key.stringValue) is \"\(text)\"; it must be one of \(names)")
        }
        return value
    }

    /// The same, where the field may be missing.
    func choiceIfPresent<Value: RawRepresentable & CaseIterable>(
        _ key: Key, among: Value.Type
    ) throws -> Value? where Value.RawValue == String {
        contains(key) ? try choice(key, among: among) : nil
    }
}

extension QuestionError {
    /// What the JSON decoder found, in words that name the field.
    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(
                "the field \"\(Self.path(context.codingPath + [key]))\" is missing")
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            let name = Self.path(context.codingPath)
            let wanted = Self.words["\(type)"] ?? "another type is wanted"
            self.init(
                name.isEmpty
                    ? "the line is not a JSON object" : "\(name) is of the wrong type: \(wanted)")
        case .dataCorrupted(let context):
            let name = Self.path(context.codingPath)
            self.init(
                name.isEmpty
                    ? "the line is not valid JSON" : "\(name) cannot be read: a number is wanted")
        @unknown default:
            self.init("the line cannot be read")
        }
    }

    /// The place of a value in its line, such as `a.scores[3]`.
    private static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce("") { path, key in
            if let index = key.intValue { return path + "[\(index)]" }
            return path.isEmpty ? key.stringValue : path + "." + key.stringValue
        }
    }

    private static let words = [
        "Double": "a number is wanted", "Int": "a whole number is wanted",
        "UInt64": "a whole number of at least 0 is wanted", "String": "a text is wanted",
        "Array<Double>": "an array of numbers is wanted",
        "Array<Int>": "an array of whole numbers is wanted",
        "Array<Any>": "an array is wanted", "Dictionary<String, Any>": "an object is wanted",
    ]
}
