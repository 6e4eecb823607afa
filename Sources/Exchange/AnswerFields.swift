import Files
import FoundationEssentials

/// The fields of one answer, written as a line of JSON in their order.
struct AnswerFields: Sendable {
    /// A value of a field.
    ///
    /// Numbers get as many digits as it takes to read the same number back.
    enum Value: Sendable {
        /// Null where it is not finite.
        case number(Double)
        /// Null where there is none.
        case whole(Int?)
        case text(String)
        case truth(Bool)
        case list([Value])
        indirect case object(AnswerFields)

        static func wholes(_ values: [Int]) -> Value { .list(values.map { .whole($0) }) }
    }

    private var fields: [(name: String, value: Value)] = []

    init(_ fields: KeyValuePairs<String, Value>) {
        self.fields = fields.map { ($0.key, $0.value) }
    }

    mutating func append(_ name: String, _ value: Value) { fields.append((name, value)) }

    /// The object as JSON on one line.
    var line: String {
        "{" + fields.map { Self.text($0.name) + ":" + Self.json($0.value) }.joined(separator: ",")
            + "}"
    }

    private static func json(_ value: Value) -> String {
        switch value {
        case .number(let number): number.isFinite ? "\(number)" : "null"
        case .whole(let number): number.map { "\($0)" } ?? "null"
        case .text(let value): text(value)
        case .truth(let value): value ? "true" : "false"
        case .list(let values): "[" + values.map(json).joined(separator: ",") + "]"
        case .object(let fields): fields.line
        }
    }

    private static func text(_ value: String) -> String {
        JSONValue.string(value).json
    }
}
