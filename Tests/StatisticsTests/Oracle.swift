import Foundation
import Testing

/// One row of a reference table: inputs, expected outputs and the tolerance that the table states.
struct OracleRow: Decodable, CustomTestStringConvertible {
    var id: String
    var rtol: Double
    var note: String?
    var inputs: [String: OracleValue]
    var expected: [String: OracleValue]

    var testDescription: String { id }

    /// The kind of row, where a table mixes several.
    var type: String { inputs["type"]?.text ?? "" }

    func number(_ name: String) throws -> Double {
        try #require(inputs[name]?.number, "\(id): input \(name)")
    }
    func integer(_ name: String) throws -> Int {
        try #require(Int(exactly: try number(name)), "\(id): input \(name) is not whole")
    }
    func numbers(_ name: String) throws -> [Double] {
        try #require(inputs[name]?.numbers, "\(id): input \(name)")
    }
    func expectedNumber(_ name: String) throws -> Double {
        try #require(expected[name]?.number, "\(id): expected \(name)")
    }
    func expectedNumbers(_ name: String) throws -> [Double] {
        try #require(expected[name]?.numbers, "\(id): expected \(name)")
    }

    /// Records a failure unless `value` is the expected one within the row's tolerance.
    func expect(
        _ name: String, is value: Double, absolute: Double = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let reference = try expectedNumber(name)
        let allowed = max(rtol * abs(reference), absolute)
        #expect(
            abs(value - reference) <= allowed,
            "\(id) \(name): \(value), expected \(reference), off by \(value - reference)",
            sourceLocation: sourceLocation)
    }
}

/// A value of a reference table.
enum OracleValue: Decodable {
    case number(Double)
    case text(String)
    case list([OracleValue])
    case none

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .none
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .number(value ? 1 : 0)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else {
            self = .list(try container.decode([OracleValue].self))
        }
    }

    var number: Double? {
        if case .number(let value) = self { value } else { nil }
    }
    var text: String? {
        if case .text(let value) = self { value } else { nil }
    }
    var numbers: [Double]? {
        guard case .list(let values) = self else { return nil }
        let numbers = values.compactMap(\.number)
        return numbers.count == values.count ? numbers : nil
    }
}

/// The reference tables, computed with fifty digits or exact rationals.
enum Oracle {
    /// All rows of the table, or those of one type.
    static func rows(_ table: String, type: String? = nil) throws -> [OracleRow] {
        let url = try #require(
            Bundle.module.url(
                forResource: table, withExtension: "json", subdirectory: "Oracles"))
        let rows = try JSONDecoder().decode([OracleRow].self, from: Data(contentsOf: url))
        let selected = rows.filter { type == nil || $0.type == type }
        try #require(!selected.isEmpty, "no rows of type \(type ?? "any") in \(table)")
        return selected
    }
}
