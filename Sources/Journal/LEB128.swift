/// Numbers in as few bytes as they need, seven bits a byte, the lowest first.
package enum LEB128 {
    package static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// The number at a place, which then is behind it; nil where it goes on too long or the bytes end
    /// within it.
    package static func read(_ bytes: [UInt8], at position: inout Int) -> UInt64? {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            guard position < bytes.count else { return nil }
            let next = bytes[position]
            position += 1
            number |= UInt64(next & 0x7f) << shift
            if next < 0x80 { return number }
        }
        return nil
    }
}
