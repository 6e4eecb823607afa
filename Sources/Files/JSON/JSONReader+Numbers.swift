extension JSONReader {
    /// The nearest double, as every correct parser gives it, whatever the locale.
    package mutating func double() throws(JSONError) -> Double {
        let range = try numberRange()
        let digits = UnsafeRawBufferPointer(rebasing: bytes[range])
        if let exact = exactDouble(digits) { return exact }
        guard let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite else {
            throw expected("a finite number")
        }
        return value
    }

    /// A whole number; `5.0` and `5e0` are whole as well.
    package mutating func integer() throws(JSONError) -> Int {
        let value = try double()
        guard let integer = Int(exactly: value) else { throw expected("a whole number") }
        return integer
    }

    /// The value where one multiplication or division of two exact doubles gives it.
    ///
    /// Both the digits (below 2⁵³) and a power of ten up to 10²² are exact, so their product or
    /// quotient is rounded once, which is the correct result. Everything else goes the slow way.
    private func exactDouble(_ digits: UnsafeRawBufferPointer) -> Double? {
        var mantissa: UInt64 = 0
        var exponent = 0
        var seenPoint = false
        var negative = false
        for byte in digits {
            switch byte {
            case UInt8(ascii: "-"): negative = true
            case UInt8(ascii: "."): seenPoint = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                mantissa = mantissa * 10 + UInt64(byte - UInt8(ascii: "0"))
                if mantissa >= 1 << 53 { return nil }
                if seenPoint { exponent -= 1 }
            default: return nil
            }
        }
        guard exponent >= -22 else { return nil }
        let magnitude = Double(mantissa) / powersOfTen[-exponent]
        return negative ? -magnitude : magnitude
    }
}

/// 10⁰ to 10²², all of them exact.
private let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]
