import GRDB

/// A row that no version of the program writes.
struct DamagedRow: Error {
    /// What is wrong, in words.
    var detail: String

    init(_ detail: String) { self.detail = detail }

    static func checksum(_ what: String) -> DamagedRow {
        DamagedRow("\(what) does not have the checksum that was written with it")
    }
}

/// Values by the type that they have in the file: nothing is converted, nothing traps.
extension Row {
    func integer(_ column: Int) -> Int64? {
        let value: DatabaseValue = self[column]
        guard case .int64(let number) = value.storage else { return nil }
        return number
    }

    /// A text or the bytes of one.
    func text(_ column: Int) -> String? {
        let value: DatabaseValue = self[column]
        return value.anyText
    }

    /// A number, or nil for NULL.
    ///
    /// - Throws: ``DamagedRow`` for a text or a blob.
    func score(_ column: Int) throws -> Double? {
        let value: DatabaseValue = self[column]
        switch value.storage {
        case .null: return nil
        case .double(let number): return number
        case .int64(let number): return Double(number)
        case .string, .blob: throw DamagedRow("a score is no number")
        }
    }
}
