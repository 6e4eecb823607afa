import Platform

/// The bytes of a text, in memory that is given back while it is read.
///
/// A file of prompts and the prompts made of it are both large; without this, memory would have to
/// hold both at the end. A large file is not in memory at all, but mapped from a copy of its own, which
/// nobody can cut while it is read. Every access is checked, whatever the file has.
package struct TextBytes {
    private final class Memory {
        let start: UnsafeMutableRawPointer
        /// How many bytes are mapped from a file; nil for memory from `malloc`.
        let mapped: Int?
        /// How many bytes at the beginning are given back already.
        var discarded = 0

        init(_ start: UnsafeMutableRawPointer, mapped: Int? = nil) {
            self.start = start
            self.mapped = mapped
        }

        deinit {
            if let mapped { munmap(start, mapped) } else { free(start) }
        }
    }

    private let memory: Memory
    private let start: UnsafePointer<UInt8>
    package let count: Int

    /// Memory is given back in steps of so many bytes.
    private static let step = 1 << 22

    /// - Parameter start: memory from `malloc`, which this frees.
    private init(_ start: UnsafeMutableRawPointer, count: Int) {
        memory = Memory(start)
        self.start = UnsafePointer(start.assumingMemoryBound(to: UInt8.self))
        self.count = count
    }

    package init(_ bytes: [UInt8]) {
        self.init(Self.allocate(bytes.count), count: bytes.count)
        bytes.withUnsafeBytes { source in
            if let from = source.baseAddress { memcpy(memory.start, from, source.count) }
        }
    }

    /// The bytes of a file that nobody else has.
    private init?(_ file: TemporaryFile, count: Int) {
        guard count > 0,
            let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, file.descriptor, 0),
            start != MAP_FAILED
        else { return nil }
        memory = Memory(start, mapped: count)
        self.start = UnsafePointer(start.assumingMemoryBound(to: UInt8.self))
        self.count = count
    }

    /// Files from this size on are not held in memory.
    private static let large = 1 << 25

    /// Everything that a file has from its present position on.
    ///
    /// - Parameter expected: how many bytes that probably is.
    /// - Returns: nil where reading fails; `errno` tells why.
    package static func read(_ descriptor: Int32, expected: Int) -> TextBytes? {
        if expected >= large, let copy = copied(descriptor) { return copy }
        return held(descriptor, expected: expected)
    }

    /// A large file through a copy of its own; nil, and the file where it was, where there is no room.
    private static func copied(_ descriptor: Int32) -> TextBytes? {
        let start = lseek(descriptor, 0, SEEK_CUR)
        guard start >= 0, let file = TemporaryFile() else { return nil }
        if let bytes = rest(of: descriptor, behind: 0, in: file) { return bytes }
        lseek(descriptor, start, SEEK_SET)
        return nil
    }

    /// What a file holds already and all that comes; nil where that cannot be read or kept.
    private static func rest(
        of descriptor: Int32, behind held: Int, in file: TemporaryFile
    ) -> TextBytes? {
        var count = held
        var room = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let got = room.withUnsafeMutableBytes { room in
                Platform.read(descriptor, room.baseAddress, room.count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { return nil }
            if got == 0 { return TextBytes(file, count: count) }
            guard room[..<got].withUnsafeBytes({ file.append($0) }) else { return nil }
            count += got
        }
    }

    private static func held(_ descriptor: Int32, expected: Int) -> TextBytes? {
        var capacity = max(expected, 0) + (1 << 16)
        var start = allocate(capacity)
        var count = 0
        while true {
            if count == capacity {
                // A stream that turns out to be large goes on into a file.
                if count >= large, let file = TemporaryFile(),
                    file.append(UnsafeRawBufferPointer(start: start, count: count))
                {
                    free(start)
                    return rest(of: descriptor, behind: count, in: file)
                }
                capacity *= 2
                start = checked(realloc(start, capacity))
            }
            let got = Platform.read(descriptor, start + count, capacity - count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else {
                let fault = errno
                free(start)
                errno = fault
                return nil
            }
            if got == 0 { return TextBytes(start, count: count) }
            count += got
        }
    }

    private static func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        checked(malloc(max(count, 1)))
    }

    private static func checked(_ start: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer {
        guard let start else { fatalError("out of memory") }
        return start
    }

    /// Says that nothing before an offset will be read again.
    ///
    /// What is read there all the same is zero, or comes from the file again.
    package func discard(before offset: Int) {
        guard offset - memory.discarded >= Self.step, offset <= count else { return }
        let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
        let first = (UInt(bitPattern: memory.start + memory.discarded) + page - 1) / page * page
        let last = UInt(bitPattern: memory.start + offset) / page * page
        if last > first, let from = UnsafeMutableRawPointer(bitPattern: first) {
            madvise(from, Int(last - first), MADV_DONTNEED)
        }
        memory.discarded = offset
    }

    // MARK: - Access

    @inline(__always)
    package subscript(offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < count)
        return start[offset]
    }

    package subscript(range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return UnsafeBufferPointer(start: start + range.lowerBound, count: range.count)
    }

    /// Bytes as text; what is not UTF-8 becomes U+FFFD.
    package func text(_ range: Range<Int>) -> String {
        String(decoding: self[range], as: UTF8.self)
    }

    package func starts(with prefix: [UInt8], at offset: Int = 0) -> Bool {
        guard offset >= 0, prefix.count <= count - offset else { return false }
        return prefix.withUnsafeBufferPointer { prefix in
            guard let expected = prefix.baseAddress else { return true }
            return memcmp(start + offset, expected, prefix.count) == 0
        }
    }

    // MARK: - Searches

    /// The first place of a byte; the range's end if there is none.
    package func first(_ byte: UInt8, in range: Range<Int>) -> Int {
        let part = self[range]
        guard let base = part.baseAddress, !part.isEmpty,
            let found = memchr(base, Int32(byte), part.count)
        else { return range.upperBound }
        return range.lowerBound + (UnsafeRawPointer(found) - UnsafeRawPointer(base))
    }

    /// The first byte that is no white space of JSON; the range's end if there is none.
    package func firstNonSpace(in range: Range<Int>) -> Int {
        var offset = range.lowerBound
        while offset < range.upperBound, Self.isSpace(self[offset]) { offset += 1 }
        return offset
    }

    /// How many line feeds there are.
    package func lineFeeds(in range: Range<Int>) -> Int {
        var offset = first(0x0A, in: range)
        var lines = 0
        while offset < range.upperBound {
            lines += 1
            offset = first(0x0A, in: offset + 1..<range.upperBound)
        }
        return lines
    }

    /// The first byte that is NUL or no part of valid UTF-8; nil if there is none.
    ///
    /// Valid is what the Unicode Standard's table 3-7 allows.
    package func firstInvalid() -> Int? {
        var index = 0
        var passed = 0
        defer { if memory.mapped != nil { memory.discarded = 0 } }
        while index < count {
            if index - passed >= Self.step {
                passed = index
                // A mapped file is there again when it is read again.
                if memory.mapped != nil { discard(before: index) }
            }
            if index + 8 <= count {
                let word = word(at: index)
                if ((word &- Self.ones) | word) & Self.highBits == 0 {
                    index += 8
                    continue
                }
            }
            let byte = start[index]
            if byte < 0x80 {
                if byte == 0 { return index }
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
            guard index + length <= count, second.contains(start[index + 1]) else { return index }
            for position in index + 2..<max(index + 2, index + length)
            where start[position] & 0xC0 != 0x80 {
                return index
            }
            index += length
        }
        return nil
    }

    package static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Eight bytes, the first one lowest; the caller has checked the offset.
    @inline(__always)
    private func word(at offset: Int) -> UInt64 {
        UInt64(
            littleEndian: UnsafeRawPointer(start + offset).loadUnaligned(as: UInt64.self))
    }
}
