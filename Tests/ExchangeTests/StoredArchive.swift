/// A ZIP archive of entries as they are, with no packing.
enum StoredArchive {
    static func bytes(_ entries: KeyValuePairs<String, String>) -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for (name, text) in entries {
            let (name, data) = (Array(name.utf8), Array(text.utf8))
            let sizes = number(crc(data), 4) + number(data.count, 4) + number(data.count, 4)
            let start = file.count
            file += number(0x0403_4B50, 4) + number(20, 2) + number(0, 8) + sizes
            file += number(name.count, 2) + number(0, 2) + name + data
            directory += number(0x0201_4B50, 4) + number(20, 2) + number(20, 2) + number(0, 8)
            directory += sizes + number(name.count, 2) + number(0, 12) + number(start, 4) + name
        }
        let end =
            number(0x0605_4B50, 4) + number(0, 4) + number(entries.count, 2)
            + number(entries.count, 2) + number(directory.count, 4) + number(file.count, 4)
        return file + directory + end + number(0, 2)
    }

    private static func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func crc(_ bytes: [UInt8]) -> Int {
        var crc: UInt32 = ~0
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return Int(~crc)
    }
}
