import Glibc

/// The bytes of a file, checked to be text in UTF-8.
struct SourceText {
    /// What error messages call it.
    let name: String
    let bytes: [UInt8]
    /// Where the text begins, behind a byte order mark.
    let start: Int

    /// - Throws: ``PromptError`` for an empty text and for one that is not UTF-8.
    init(_ bytes: [UInt8], name: String) throws(PromptError) {
        self.name = name
        self.bytes = bytes
        start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw PromptError(file: name, reason: "this is UTF-16; save it as UTF-8")
        }
        if let fault = Self.firstInvalid(bytes) {
            throw PromptError(
                file: name, line: Self.line(of: fault, in: bytes),
                reason: "byte \(fault + 1) of the file is not valid UTF-8; save it as UTF-8")
        }
        if let zero = bytes.firstIndex(of: 0) {
            throw PromptError(
                file: name, line: Self.line(of: zero, in: bytes),
                reason: "a NUL byte; this is no text file")
        }
        guard bytes[start...].contains(where: { !Self.isSpace($0) }) else {
            throw PromptError(file: name, reason: "the file is empty; there is no prompt in it")
        }
    }

    /// Reads a whole file, or standard input for "-".
    static func read(_ path: String) throws(PromptError) -> SourceText {
        let isInput = path == "-"
        let name = isInput ? "standard input" : path
        func fault() -> PromptError {
            let reason = strerror(errno).map { String(cString: $0) } ?? "it cannot be read"
            return PromptError(file: name, reason: reason)
        }
        let descriptor = isInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw PromptError(file: name, reason: "there is no such file") }
            throw fault()
        }
        defer { if !isInput { close(descriptor) } }
        var status = stat()
        var bytes: [UInt8] = []
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
            bytes.reserveCapacity(Int(status.st_size) + 1)
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EISDIR {
                throw PromptError(file: name, reason: "this is a folder; name a file in it")
            }
            guard count >= 0 else { throw fault() }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return try SourceText(bytes, name: name)
    }

    /// The line of an offset, from 1.
    func line(of offset: Int) -> Int { Self.line(of: offset, in: bytes) }

    private static func line(of offset: Int, in bytes: [UInt8]) -> Int {
        bytes.prefix(offset).count { $0 == 0x0A } + 1
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// The offset of the first byte that is not part of a valid sequence (Unicode, table 3-7).
    private static func firstInvalid(_ bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                if byte < 0x80 {
                    index += 1
                    continue
                }
                let length: Int
                var second: ClosedRange<UInt8> = 0x80...0xBF
                switch byte {
                case 0xC2...0xDF: length = 2
                case 0xE0: (length, second) = (3, 0xA0...0xBF)
                case 0xED: (length, second) = (3, 0x80...0x9F)
                case 0xE1...0xEF: length = 3
                case 0xF0: (length, second) = (4, 0x90...0xBF)
                case 0xF1...0xF3: length = 4
                case 0xF4: (length, second) = (4, 0x80...0x8F)
                default: return index
                }
                guard index + length <= bytes.count, second.contains(bytes[index + 1]) else {
                    return index
                }
                for position in index + 2..<max(index + 2, index + length)
                where bytes[position] & 0xC0 != 0x80 {
                    return index
                }
                index += length
            }
            return nil
        }
    }
}
