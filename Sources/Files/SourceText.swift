import Platform

/// The bytes of a file, checked to be text in UTF-8.
package struct SourceText {
    /// What error messages call it.
    package let name: String
    package let bytes: TextBytes
    /// Where the text begins, behind a byte order mark.
    package let start: Int
    /// How the file was packed, such as "gzip"; nil where it was not.
    package let packing: String?

    /// - Parameter packed: the file's bytes; those packed by gzip or Zstandard are unpacked.
    /// - Throws: ``PromptError`` for a text that is not UTF-8 or has a NUL byte, and for what is no
    ///   text at all.
    package init(_ packed: TextBytes, name: String) throws(PromptError) {
        let packing = Packing(packed)
        self.packing = packing?.name
        let bytes = try packing?.unpacked(packed, name: name) ?? packed
        self.name = name
        self.bytes = bytes
        start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            throw PromptError(
                file: name,
                reason: "this is packed (ZIP); unpack it first, a log of Inspect's by "
                    + "inspect log dump FILE > log.json")
        }
        if ParquetFile.isOne(bytes) { throw ParquetFile.fault(name) }
        if let encoding = Self.foreignEncoding(bytes) {
            throw PromptError(
                file: name,
                reason: "this is \(encoding); convert it with iconv -f \(encoding) -t UTF-8")
        }
        if let fault = bytes.firstInvalid() {
            throw PromptError(
                file: name, line: bytes.lineFeeds(in: 0..<fault) + 1,
                reason: bytes[fault] == 0
                    ? "byte \(fault + 1) of the file is a NUL byte; this is no text file"
                    : "byte \(fault + 1) of the file is not valid UTF-8; save it as UTF-8")
        }
    }

    /// Whether there is nothing but white space.
    package var isEmpty: Bool { firstVisible == nil }

    /// The text without a byte order mark.
    package var text: String { bytes.text(start..<bytes.count) }

    /// The first byte that is no white space.
    package var firstVisible: UInt8? {
        let place = bytes.firstNonSpace(in: start..<bytes.count)
        return place < bytes.count ? bytes[place] : nil
    }

    /// How JSON lies in a text.
    package enum JSONLayout {
        /// One object a line.
        case lines
        /// A list of objects.
        case list
        /// One object that is the whole text.
        case single
    }

    /// How JSON lies in the text, even where it is broken.
    package var jsonLayout: JSONLayout {
        if firstVisible == UInt8(ascii: "[") { return .list }
        let first = bytes.firstNonSpace(in: start..<bytes.count)
        let end = bytes.first(0x0A, in: first..<bytes.count)
        let second = bytes.firstNonSpace(in: end..<bytes.count)
        var parser = JSONParser(bytes, range: first..<bytes.count)
        parser.readsNonNumbers = true
        parser.takesHalfPairs = true
        do throws(JSONParser.Fault) {
            _ = try parser.value()
            // A value that goes on in the second line is no line's.
            return parser.offset > end || parser.isAtEnd() ? .single : .lines
        } catch {
            return error.offset > second ? .single : .lines
        }
    }

    /// Whether a text that begins with a list begins with an object in it, or has nothing in it.
    package var isListOfObjects: Bool {
        let list = bytes.firstNonSpace(in: start..<bytes.count)
        guard list < bytes.count, bytes[list] == UInt8(ascii: "[") else { return false }
        let first = bytes.firstNonSpace(in: list + 1..<bytes.count)
        return first >= bytes.count
            || [UInt8(ascii: "{"), UInt8(ascii: "]")].contains(bytes[first])
    }

    /// The whole text as one value of JSON.
    ///
    /// - Throws: ``PromptError`` with the line and field of what is broken.
    package func json() throws(PromptError) -> JSONValue {
        var parser = JSONParser(bytes, range: start..<bytes.count)
        parser.readsNonNumbers = true
        // Python writes them of an answer that was cut within an emoji.
        parser.takesHalfPairs = true
        do throws(JSONParser.Fault) {
            return try parser.onlyValue(orSay: "text follows the value that is the file")
        } catch {
            throw PromptError(
                file: name, line: bytes.lineFeeds(in: start..<min(error.offset, bytes.count)) + 1,
                field: error.field, reason: "broken JSON: \(error.reason)")
        }
    }

    /// Reads a whole file, or standard input for "-".
    package static func read(_ path: String) throws(PromptError) -> SourceText {
        try SourceText(readBytes(path), path: path)
    }

    /// The text of a file whose bytes are read already; "-" is standard input.
    package init(_ bytes: TextBytes, path: String) throws(PromptError) {
        let isTable = path != "-" && ParquetFile.isOne(bytes)
        try self.init(
            isTable ? ParquetFile.jsonLines(path) : bytes,
            name: path == "-" ? "standard input" : path)
    }

    /// Reads the bytes of a whole file, or of standard input for "-".
    package static func readBytes(_ path: String) throws(PromptError) -> TextBytes {
        let isInput = path == "-"
        let name = isInput ? "standard input" : path
        let descriptor = isInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault(name) }
        defer { if !isInput { close(descriptor) } }
        var status = stat()
        var expected = 0
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
            expected = Int(status.st_size)
        }
        guard let bytes = TextBytes.read(descriptor, expected: expected) else { throw fault(name) }
        return bytes
    }

    /// What `errno` says, with what to do.
    private static func fault(_ name: String) -> PromptError {
        let reason =
            switch errno {
            case ENOENT: "there is no such file"
            case EISDIR: "this is a folder; name a file in it"
            default: strerror(errno).map { String(cString: $0) } ?? "it cannot be read"
            }
        return PromptError(file: name, reason: reason)
    }

    /// The name of an encoding that is told by its mark, or by a NUL beside the first character.
    private static func foreignEncoding(_ bytes: TextBytes) -> String? {
        let marks: [(bytes: [UInt8], name: String)] = [
            ([0xFF, 0xFE, 0, 0], "UTF-32"), ([0, 0, 0xFE, 0xFF], "UTF-32"),
            ([0xFF, 0xFE], "UTF-16"), ([0xFE, 0xFF], "UTF-16"),
        ]
        if let mark = marks.first(where: { bytes.starts(with: $0.bytes) }) { return mark.name }
        guard bytes.count >= 4, bytes.count % 2 == 0 else { return nil }
        switch (bytes[0] == 0, bytes[1] == 0, bytes[2] == 0, bytes[3] == 0) {
        case (false, true, false, true): return "UTF-16LE"
        case (true, false, true, false): return "UTF-16BE"
        default: return nil
        }
    }
}
