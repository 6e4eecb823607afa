extension UnsafeRawBufferPointer {
    /// The first quote, backslash or control character from an offset on; the end if there is none.
    ///
    /// Eight bytes at a time: texts are nearly all that there is to read.
    func firstSpecial(from start: Int) -> Int {
        var offset = start
        while offset + 8 <= count {
            let word = UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            let quotes = word ^ (Self.ones &* 0x22)
            let backslashes = word ^ (Self.ones &* 0x5C)
            let found =
                ((word &- Self.ones &* 0x20) & ~word | (quotes &- Self.ones) & ~quotes
                    | (backslashes &- Self.ones) & ~backslashes) & Self.highBits
            // A borrow can mark bytes behind the first hit, never one before it.
            if found != 0 { return offset + found.trailingZeroBitCount / 8 }
            offset += 8
        }
        while offset < count {
            let byte = self[offset]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { return offset }
            offset += 1
        }
        return offset
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080
}
