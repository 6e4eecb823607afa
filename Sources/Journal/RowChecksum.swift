import FoundationEssentials
import GRDB

/// The checksum that a row of a run file carries over everything in it.
///
/// SQLite's own check finds damage to the tree of pages, not to what a cell says: a score whose one
/// bit was flipped is a valid row. Every step is a bijection of the state, so that rows which differ
/// in one value differ before the last fold; that keeps 32 bits, four bytes a row, and two rows of
/// equal checksums are met once in 2³². No secret is in it: it finds damage, not forgery.
struct RowChecksum {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    private mutating func mix(_ word: UInt64) {
        state = (state ^ word) &* 0x9e37_79b9_7f4a_7c15
        state ^= state >> 29
    }

    mutating func addNull() { mix(0) }

    mutating func add(_ value: Int64) {
        mix(1)
        mix(UInt64(bitPattern: value))
    }

    /// Adds a number as SQLite gives it back: NaN is NULL there, and 0 has no sign.
    mutating func add(_ value: Double) {
        guard !value.isNaN else { return addNull() }
        mix(2)
        mix((value == 0 ? 0 : value).bitPattern)
    }

    /// Adds a text or a blob, which are one to a run file.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        mix(3)
        mix(UInt64(bytes.count))
        mix(UInt64(bitPattern: ContentHash.of(bytes)))
    }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    }

    mutating func add(_ value: Double?) {
        if let value { add(value) } else { addNull() }
    }

    mutating func add(_ text: String?) {
        if let text { add(text) } else { addNull() }
    }

    mutating func add(_ value: Int64?) {
        if let value { add(value) } else { addNull() }
    }

    /// The checksum as the file keeps it, from 0 to 2³² − 1.
    var value: Int64 {
        var mixed = state
        mixed = (mixed ^ (mixed >> 33)) &* 0xff51_afd7_ed55_8ccd
        return Int64((mixed ^ (mixed >> 33)) >> 32)
    }

    /// The checksum of a row of texts, such as a key and its value.
    static func of(_ texts: String...) -> Int64 {
        var sum = RowChecksum()
        for text in texts { sum.add(text) }
        return sum.value
    }

    /// The same over any values, for statements that write many rows at once.
    static let function = DatabaseFunction("row_checksum", pure: true) { values in
        var sum = RowChecksum()
        for value in values {
            switch value.storage {
            case .null: sum.addNull()
            case .int64(let number): sum.add(number)
            case .double(let number): sum.add(number)
            case .string(let text): sum.add(text)
            case .blob(let data): data.withUnsafeBytes { sum.add($0) }
            }
        }
        return sum.value
    }
}

/// The hash of a text or of a list of tokens by which a run file finds and checks it.
package enum ContentHash {
    /// FNV-1a: texts of one length that differ in one byte never have the same.
    package static func of(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int64(bitPattern: hash)
    }

    package static func of(_ text: String) -> Int64 {
        var text = text
        return text.withUTF8 { of(UnsafeRawBufferPointer($0)) }
    }
}
