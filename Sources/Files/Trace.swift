import Platform
import Synchronization

/// A file with one line for everything that goes to and comes from servers, for whoever looks for a
/// fault in between.
///
/// `PROBSCOPE_TRACE=FILE` turns it on. A line has the time in UTC, a kind, and words; texts keep to
/// one line, secrets are left out. The file is its owner's only, and is added to.
package final class Trace: Sendable {
    /// The trace that the environment asks for; nil for none.
    package static let shared: Trace? = {
        guard let path = getenv("PROBSCOPE_TRACE").map({ String(cString: $0) }), !path.isEmpty
        else { return nil }
        guard let trace = Trace(path: path) else {
            let reason = String(cString: strerror(errno))
            let line = Array("PROBSCOPE_TRACE: \(path) cannot be written: \(reason)\n".utf8)
            _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            return nil
        }
        return trace
    }()

    private let descriptor: Int32
    /// Keeps lines whole, and counts the requests.
    private let state = Mutex(0)
    /// The most bytes of a text that a line has.
    private static let textLimit = 4096

    package init?(path: String) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// A number for the next request.
    package func nextNumber() -> Int {
        state.withLock { count in
            count += 1
            return count
        }
    }

    /// Writes a line.
    package func note(_ kind: String, _ words: String) {
        var line = Array("\(Self.time()) \(kind) ".utf8)
        Self.append(words.utf8, to: &line)
        line.append(0x0A)
        state.withLock { _ in
            var rest = line[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Bytes of any origin as words for a line: cut, and without the secret.
    package static func words(_ bytes: some Collection<UInt8>, without secret: String?) -> String {
        let shown = String(decoding: bytes.prefix(textLimit), as: UTF8.self)
        let more = bytes.count > textLimit ? " … (\(bytes.count) bytes)" : ""
        guard let secret, !secret.isEmpty else { return shown + more }
        return shown.replacing(secret, with: "(hidden)") + more
    }

    /// Controls become escapes, so that a line stays a line and a terminal is left alone.
    private static func append(_ text: some Sequence<UInt8>, to line: inout [UInt8]) {
        for byte in text {
            switch byte {
            case 0x0A: line.append(contentsOf: #"\n"#.utf8)
            case 0x0D: line.append(contentsOf: #"\r"#.utf8)
            case 0x09: line.append(contentsOf: #"\t"#.utf8)
            case 0..<0x20, 0x7F: line.append(contentsOf: "\\x\(String(byte, radix: 16))".utf8)
            default: line.append(byte)
            }
        }
    }

    /// `2026-01-31T12:00:00.123Z`.
    private static func time() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var seconds = now.tv_sec
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let milliseconds = String(1000 + now.tv_nsec / 1_000_000).dropFirst()
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)).\(milliseconds)Z"
    }
}
