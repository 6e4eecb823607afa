import Platform

/// Splits a `text/event-stream` into events, fed with whatever pieces the network gives.
///
/// Lines may end in LF, CR LF or CR; several `data:` lines of one event are joined by LF; comments
/// and unknown fields are dropped; an event without its closing blank line is no event. An event
/// that lies whole within one piece is handed over without being copied.
struct EventStreamParser {
    /// What one event carries; valid during the call only.
    enum Event {
        case data(UnsafeRawBufferPointer)
        /// llama.cpp's `error:` lines, from before it sent errors as data.
        case error(UnsafeRawBufferPointer)
    }

    /// An event larger than this is refused: no server sends it, and it must not fill the memory.
    let limit: Int
    static let usualLimit = 64 << 20

    private var partialLine: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private var isErrorField = false
    private var skipsLineFeed = false
    private var isAtStart = true

    init(limit: Int = usualLimit) {
        self.limit = limit
    }

    /// Takes the next piece and calls back for each event that it completes.
    ///
    /// - Throws: what `handle` throws, and `malformed` for an event beyond the limit.
    mutating func feed(
        _ bytes: UnsafeRawBufferPointer, _ handle: (Event) throws(InferenceError) -> Void
    ) throws(InferenceError) {
        var start = 0
        if skipsLineFeed, bytes.count > 0 {
            skipsLineFeed = false
            if bytes[0] == 0x0A { start = 1 }
        }
        while start < bytes.count {
            guard let end = lineEnd(in: bytes, from: start) else {
                partialLine.append(contentsOf: bytes[start...])
                if partialLine.count > limit { throw tooLarge }
                return
            }
            var next = end + 1
            if bytes[end] == 0x0D {
                if next == bytes.count {
                    skipsLineFeed = true
                } else if bytes[next] == 0x0A {
                    next += 1
                }
            }
            if partialLine.isEmpty {
                let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                if !hasData, next < bytes.count, bytes[next] == 0x0A,
                    let (value, isError) = content(of: line)
                {
                    // The usual case: one line, and the blank line is here as well.
                    try handle(isError ? .error(value) : .data(value))
                    next += 1
                } else {
                    try take(line, handle)
                }
            } else {
                partialLine.append(contentsOf: bytes[start..<end])
                let line = partialLine
                partialLine.removeAll(keepingCapacity: true)
                try withBytes(of: line) { bytes throws(InferenceError) in try take(bytes, handle) }
            }
            start = next
        }
    }

    /// One whole line without its end.
    private mutating func take(
        _ line: UnsafeRawBufferPointer, _ handle: (Event) throws(InferenceError) -> Void
    ) throws(InferenceError) {
        if line.isEmpty {
            guard hasData else { return }
            hasData = false
            let event = data
            data.removeAll(keepingCapacity: true)
            let isError = isErrorField
            try withBytes(of: event) { bytes throws(InferenceError) in
                try handle(isError ? .error(bytes) : .data(bytes))
            }
        } else if let (value, isError) = content(of: line) {
            if hasData { data.append(0x0A) }
            hasData = true
            isErrorField = isError
            data.append(contentsOf: value)
            if data.count > limit { throw tooLarge }
        }
    }

    /// The value of a `data` or `error` line.
    private mutating func content(
        of line: UnsafeRawBufferPointer
    ) -> (value: UnsafeRawBufferPointer, isError: Bool)? {
        var line = line
        if isAtStart, line.starts(with: [0xEF, 0xBB, 0xBF]) {
            line = UnsafeRawBufferPointer(rebasing: line.dropFirst(3))
        }
        isAtStart = false
        if let value = value(of: "data:", in: line) { return (value, false) }
        return value(of: "error:", in: line).map { ($0, true) }
    }

    private func value(
        of name: StaticString, in line: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer? {
        let count = name.utf8CodeUnitCount
        guard line.count >= count, let base = line.baseAddress,
            memcmp(base, name.utf8Start, count) == 0
        else { return nil }
        let hasSpace = line.count > count && line[count] == 0x20
        return UnsafeRawBufferPointer(rebasing: line[(hasSpace ? count + 1 : count)...])
    }

    private func lineEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let feed = memchr(base + start, 0x0A, bytes.count - start).map { $0 - base }
        // Carriage returns are looked for in front of the line feed only, so that a piece without
        // any costs one extra scan and no more.
        let end = feed ?? bytes.count
        let carriage = memchr(base + start, 0x0D, end - start).map { $0 - base }
        return carriage ?? feed
    }

    private var tooLarge: InferenceError {
        .malformed("an event of more than \(limit >> 20) MB")
    }
}

extension UnsafeMutableRawPointer {
    fileprivate static func - (pointer: Self, base: UnsafeRawPointer) -> Int {
        UnsafeRawPointer(pointer) - base
    }
}

/// `withUnsafeBytes` with typed errors.
private func withBytes(
    of array: [UInt8], _ body: (UnsafeRawBufferPointer) throws(InferenceError) -> Void
) throws(InferenceError) {
    let result: Result<Void, InferenceError> = array.withUnsafeBytes { bytes in
        do throws(InferenceError) {
            return .success(try body(bytes))
        } catch {
            return .failure(error)
        }
    }
    try result.get()
}
