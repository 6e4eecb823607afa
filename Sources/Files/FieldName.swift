/// Names of fields and columns, which people write in many ways.
package enum FieldName {
    /// A name without what differs between ways of writing it: case, and the separators blank,
    /// underscore and hyphen; "Prompt ID", "prompt_id" and "promptId" are one.
    package static func plain(_ name: String) -> String {
        // A large file has millions of names, of which most are plain or in ASCII.
        if name.utf8.allSatisfy({ 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 }) { return name }
        guard name.utf8.allSatisfy({ $0 < 0x80 }) else {
            return name.lowercased().filter { $0 != " " && $0 != "_" && $0 != "-" }
        }
        return String(unsafeUninitializedCapacity: name.utf8.count) { bytes in
            var count = 0
            for byte in name.utf8 {
                guard let byte = plain(byte) else { continue }
                bytes[count] = byte
                count += 1
            }
            return count
        }
    }

    /// Whether two names are one when written plainly; nothing is allocated for most.
    package static func areAlike(_ one: String, _ other: String) -> Bool {
        var (ones, others) = (one.utf8.makeIterator(), other.utf8.makeIterator())
        func next(_ bytes: inout String.UTF8View.Iterator) -> UInt8? {
            while let byte = bytes.next() {
                if let byte = plain(byte) { return byte }
            }
            return nil
        }
        while true {
            let (a, b) = (next(&ones), next(&others))
            if let a, a >= 0x80 { return plain(one) == plain(other) }
            if let b, b >= 0x80 { return plain(one) == plain(other) }
            guard a == b else { return false }
            if a == nil { return true }
        }
    }

    /// A byte as it is in plain names; nil for a separator.
    private static func plain(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x20, 0x2D, 0x5F: nil
        case 0x41...0x5A: byte | 0x20
        default: byte
        }
    }
}
