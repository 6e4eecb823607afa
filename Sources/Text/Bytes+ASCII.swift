extension UnsafeBufferPointer<UInt8> {
    /// Whether all bytes are ASCII; eight of them are looked at at once.
    package var isASCII: Bool {
        guard let baseAddress else { return true }
        let raw = UnsafeRawPointer(baseAddress)
        var all: UInt64 = 0
        var index = 0
        while index + 8 <= count {
            all |= raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            index += 8
        }
        while index < count {
            all |= UInt64(self[index])
            index += 1
        }
        return all & 0x8080_8080_8080_8080 == 0
    }
}
