import Files

/// The names of an object's members so far.
///
/// Of two values under one name nobody knows which one counts: readers take the first or the last, and a text
/// that one of them shows is not what another one has scored.
struct MemberNames {
    private var hashes: [UInt64] = []

    /// More than any object has that is looked at so.
    private static let most = 1_000

    init() { hashes.reserveCapacity(8) }

    /// - Throws: where the name was there before.
    mutating func take(_ name: JSONText, _ reader: JSONReader) throws(JSONError) {
        // FNV-1a: names that meet by chance are as rare as damage that keeps a checksum.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        if name.hasEscapes {
            for byte in String(name).utf8 { add(byte) }
        } else {
            for byte in name.bytes { add(byte) }
        }
        guard !hashes.contains(hash) else {
            throw reader.expected("one \"\(String(name).shortened(to: 40))\"")
        }
        guard hashes.count < Self.most else { throw reader.expected("fewer members") }
        hashes.append(hash)
    }
}

extension JSONReader {
    /// Calls `member` before each member's value, of which no two may have one name; `false` where it is no
    /// object.
    @discardableResult
    mutating func namedMembers(
        _ member: (inout JSONReader, JSONText) throws(JSONError) -> Void
    ) throws(JSONError) -> Bool {
        var names = MemberNames()
        return try members { reader, key throws(JSONError) in
            try names.take(key, reader)
            try member(&reader, key)
        }
    }
}
