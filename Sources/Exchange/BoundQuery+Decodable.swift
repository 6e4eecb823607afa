import FoundationEssentials
import Statistics

extension BoundQuery {
    /// Reads one line.
    ///
    /// - Throws: ``BoundQueryError`` that names the field and what it accepts.
    public init(jsonLine line: String) throws(BoundQueryError) {
        do {
            self = try JSONDecoder().decode(BoundQuery.self, from: Data(line.utf8))
        } catch let error as BoundQueryError {
            throw error
        } catch let error as DecodingError {
            throw BoundQueryError(error)
        } catch {
            throw BoundQueryError("the line is not a JSON object")
        }
    }
}

extension BoundQuery: Decodable {
    private enum Field: String, CaseIterable, CodingKey {
        case metric, alpha, side, validity, method, n, k, scores, x, q, a, b, lambda
        case attempts = "at_k"
    }

    public init(from decoder: any Decoder) throws {
        try Names.check(in: decoder, known: Field.allCases.map(\.rawValue))
        let fields = try decoder.container(keyedBy: Field.self)
        metric = try fields.choice(.metric, among: Metric.self)
        alpha = try fields.decode(Double.self, forKey: .alpha)
        side = try fields.choice(.side, among: Bound.Side.self)
        isAnytime = try fields.choice(.validity, among: ValidityName.self) == .anytime
        method =
            fields.contains(.method) ? try fields.choice(.method, among: Bound.Method.self) : nil
        sample = Sample(
            leaks: try fields.decodeIfPresent(Double.self, forKey: .k),
            draws: try fields.decodeIfPresent(Int.self, forKey: .n),
            scores: try fields.decodeIfPresent([Double].self, forKey: .scores))
        x = try fields.decodeIfPresent(Double.self, forKey: .x)
        q = try fields.decodeIfPresent(Double.self, forKey: .q)
        attempts = try fields.decodeIfPresent(Int.self, forKey: .attempts)
        deviationWeight = try fields.decodeIfPresent(Double.self, forKey: .lambda)
        a = try fields.decodeIfPresent(Sample.self, forKey: .a) ?? Sample()
        b = try fields.decodeIfPresent(Sample.self, forKey: .b) ?? Sample()
    }

    private enum ValidityName: String, CaseIterable {
        case fixed, anytime
    }
}

extension BoundQuery.Sample: Decodable {
    private enum Field: String, CaseIterable, CodingKey {
        case n, k, scores
    }

    public init(from decoder: any Decoder) throws {
        try Names.check(in: decoder, known: Field.allCases.map(\.rawValue))
        let fields = try decoder.container(keyedBy: Field.self)
        leaks = try fields.decodeIfPresent(Double.self, forKey: .k)
        draws = try fields.decodeIfPresent(Int.self, forKey: .n)
        scores = try fields.decodeIfPresent([Double].self, forKey: .scores)
    }
}

/// The names of an object's fields, to find misspelt ones.
private struct Names: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }

    static func check(in decoder: any Decoder, known: [String]) throws {
        let fields = try decoder.container(keyedBy: Names.self).allKeys.map(\.stringValue)
        guard let unknown = fields.filter({ !known.contains($0) }).min() else { return }
        throw BoundQueryError(
            "unknown field \"\(unknown)\"; the fields are \(known.joined(separator: ", "))")
    }
}

extension KeyedDecodingContainer {
    /// A value that is one of an enumeration's names; the error lists them.
    fileprivate func choice<Value: RawRepresentable & CaseIterable>(
        _ key: Key, among: Value.Type
    ) throws -> Value where Value.RawValue == String {
        let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
        guard let text = try decodeIfPresent(String.self, forKey: key) else {
            throw BoundQueryError("the field \"\(key.stringValue)\" is missing; it is \(names)")
        }
        guard let value = Value(rawValue: text) else {
            throw BoundQueryError("\(key.stringValue) is \"\(text)\"; it must be one of \(names)")
        }
        return value
    }
}

extension BoundQueryError {
    fileprivate init(_ error: DecodingError) {
        func field(_ path: [any CodingKey]) -> String {
            path.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }
                .joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, _):
            self.init("the field \"\(key.stringValue)\" is missing")
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            let name = field(context.codingPath)
            let wanted = BoundQueryError.words["\(type)"] ?? "another type"
            self.init(
                name.isEmpty
                    ? "the line is not a JSON object" : "\(name) is of the wrong type: \(wanted)")
        case .dataCorrupted(let context):
            let name = field(context.codingPath)
            self.init(
                name.isEmpty
                    ? "the line is not valid JSON" : "\(name) cannot be read: a number is wanted")
        @unknown default:
            self.init("the line cannot be read")
        }
    }

    private static let words = [
        "Double": "a number is wanted", "Int": "a whole number is wanted",
        "String": "a text is wanted", "Array<Double>": "an array of numbers is wanted",
        "Array<Any>": "an array of numbers is wanted",
    ]
}
