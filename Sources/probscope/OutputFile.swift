import FoundationEssentials
import Glibc

/// Writing results to a file that the user named, or to standard output.
enum OutputFile {
    /// Writes a whole text; `-` or nil is standard output.
    ///
    /// - Throws: ``Failure`` where the file exists and may not be replaced, or cannot be written.
    static func write(_ text: String, to path: String?, overwrites: Bool) throws(Failure) {
        try write(to: path, overwrites: overwrites) {
            try $0(text.hasSuffix("\n") ? text : text + "\n")
        }
    }

    /// Writes piece by piece.
    ///
    /// What was begun and failed is removed, so that no half file looks like a whole one.
    static func write(
        to path: String?, overwrites: Bool, _ body: ((String) throws -> Void) throws -> Void
    ) throws(Failure) {
        guard let path, path != "-" else {
            return try failing { try body { StandardStreams.write($0, to: STDOUT_FILENO) } }
        }
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (overwrites ? O_TRUNC : O_EXCL)
        let file = open(path, flags, 0o644)
        guard file >= 0 else {
            throw Failure(
                errno == EEXIST
                    ? "\(path) exists already; give --force to replace it."
                    : "\(path) cannot be written: \(String(cString: strerror(errno))).",
                status: errno == EEXIST ? ExitStatus.badUsage : ExitStatus.failed)
        }
        do {
            defer { close(file) }
            try body { text in try writeAll(text, to: file, path: path) }
        } catch {
            unlink(path)
            throw Failure(error)
        }
    }

    private static func writeAll(_ text: String, to file: Int32, path: String) throws {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                throw Failure("\(path) cannot be written: \(String(cString: strerror(errno))).")
            }
            bytes = bytes.dropFirst(written)
        }
    }
}
