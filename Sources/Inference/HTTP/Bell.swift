import CCurl
import Platform

/// Wakes a thread that waits for descriptors: `eventfd` on Linux, a pipe elsewhere.
final class Bell: Sendable {
    /// Readable from a ring on until it is hushed.
    let descriptor: Int32
    /// Where it is rung.
    private let ringer: Int32

    /// - Throws: where no descriptor is left.
    init() throws(ResourceError) {
        #if os(Linux)
            descriptor = eventfd(0, O_CLOEXEC | O_NONBLOCK)
            ringer = descriptor
            if descriptor < 0 { throw ResourceError("eventfd", errno) }
        #else
            var ends: [Int32] = [-1, -1]
            if pipe(&ends) != 0 { throw ResourceError("pipe", errno) }
            for end in ends {
                _ = fcntl(end, F_SETFD, FD_CLOEXEC)
                _ = fcntl(end, F_SETFL, O_NONBLOCK)
            }
            (descriptor, ringer) = (ends[0], ends[1])
        #endif
    }

    deinit {
        close(descriptor)
        if ringer != descriptor { close(ringer) }
    }

    func ring() {
        var one: UInt64 = 1
        _ = write(ringer, &one, MemoryLayout<UInt64>.size)
    }

    func hush() {
        var count: UInt64 = 0
        while read(descriptor, &count, MemoryLayout<UInt64>.size) > 0, ringer != descriptor {}
    }
}

/// What the system would not give: descriptors, threads, memory.
struct ResourceError: Error, CustomStringConvertible {
    let call: String
    let code: Int32

    init(_ call: String, _ code: Int32) {
        self.call = call
        self.code = code
    }

    var description: String {
        let advice =
            code == EMFILE || code == ENFILE
            ? "; allow more open files (ulimit -n)"
            : code == EAGAIN ? "; allow more processes (ulimit -u)" : ""
        return "\(call): \(String(cString: strerror(code)))\(advice)"
    }
}
