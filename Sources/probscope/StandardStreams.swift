import Canvas
import FoundationEssentials
import Glibc
import Synchronization

/// Writing to the standard streams, with whatever came from outside made safe first.
enum StandardStreams {
    /// Writes a line of the program's results.
    ///
    /// The caller has made foreign text safe, or the format (JSON, CSV) escapes it.
    static func output(_ line: String) {
        write(line + "\n", to: STDOUT_FILENO)
    }

    /// Whether messages are JSON objects, `{"message":…}`, for scripts that read both streams.
    static let messagesAreJSON = Atomic(false)

    /// Writes a line for the user to standard error, sanitised.
    static func message(_ line: String) {
        var line = SafeText(sanitizing: line).string
        if messagesAreJSON.load(ordering: .relaxed) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .withoutEscapingSlashes
            let bytes = (try? encoder.encode(["message": line])) ?? Data()
            line = String(decoding: bytes, as: UTF8.self)
        }
        write(line + "\n", to: STDERR_FILENO)
    }

    static func write(_ text: String, to file: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return
            }
            bytes = bytes.dropFirst(written)
        }
    }

    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var errorsAreTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}
