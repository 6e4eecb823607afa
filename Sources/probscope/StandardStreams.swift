import Canvas
import Files
import FoundationEssentials
import Platform
import Synchronization
import Text

/// Writing to the standard streams, with whatever came from outside made safe first.
enum StandardStreams {
    /// Writes words for people to standard output: nothing in them can control a terminal, also not
    /// one at the end of a pipe or one that shows a log later.
    ///
    /// - Throws: ``Failure`` where they cannot be written.
    static func output(_ line: String) throws(Failure) {
        try picture(SafeText.lines(line).map(\.string).joined(separator: "\n") + "\n")
    }

    /// Writes a line of data, such as JSON; see ``result(_:)``.
    static func data(_ line: String) throws(Failure) {
        try result(line + "\n")
    }

    /// Writes a file's content to standard output.
    ///
    /// A file or a pipe gets them as they are. On a terminal everything that could control it stands
    /// as text, whatever the format: answers of a model may hold escape sequences.
    ///
    /// - Throws: ``Failure`` where they cannot be written, for a script must not take a part of them
    ///   for the whole.
    static func result(_ text: String) throws(Failure) {
        guard outputIsTerminal else { return try picture(text) }
        try picture(SafeText.lines(text).map(\.string).joined(separator: "\n"))
    }

    /// Writes text whose escape sequences are the program's own to standard output.
    ///
    /// - Throws: ``Failure`` where it cannot be written.
    static func picture(_ text: String) throws(Failure) {
        try write(text, to: STDOUT_FILENO, named: "Standard output")
    }

    /// Whether messages are JSON objects, `{"message":…}`, for scripts that read both streams.
    static let messagesAreJSON = Atomic(false)

    /// Writes a line for the user to standard error, sanitised.
    static func message(_ line: String) {
        var line = SafeText(sanitizing: shortened(line)).string
        if messagesAreJSON.load(ordering: .relaxed) {
            line = JSONValue.object([.init(name: "message", value: .string(line))]).text
        }
        error(line + "\n")
    }

    /// A message without its middle where a server's or a file's words in it are endless: it begins with
    /// what is wrong, and ends with the way out.
    static func shortened(_ line: String) -> String {
        guard line.utf8.count > 8_192 else { return line }
        let (head, tail) = (line.unicodeScalars.prefix(1_500), line.unicodeScalars.suffix(500))
        let left = line.unicodeScalars.count - head.count - tail.count
        return String(head) + " … [\(Figure.count(left)) characters left out] … " + String(tail)
    }

    /// Writes to standard error, best effort: there is nowhere to complain.
    static func error(_ text: String) {
        try? write(text, to: STDERR_FILENO, named: "Standard error")
    }

    /// Writes a piece of a file's content that ends where a character ends; see ``result(_:)``.
    @Sendable static func result(_ bytes: [UInt8]) throws(Failure) {
        guard outputIsTerminal else {
            return try write(bytes, to: STDOUT_FILENO, named: "Standard output")
        }
        try result(String(decoding: bytes, as: UTF8.self))
    }

    /// Writes all of a text to an open file.
    ///
    /// - Throws: ``Failure`` with the name and the system's reason.
    static func write(_ text: String, to file: Int32, named name: String) throws(Failure) {
        try write(Array(text.utf8), to: file, named: name)
    }

    /// Writes all of these bytes to an open file.
    ///
    /// - Throws: ``Failure`` with the name and the system's reason.
    static func write(_ bytes: [UInt8], to file: Int32, named name: String) throws(Failure) {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Platform.write(file, $0.baseAddress, $0.count) }
            if written >= 0 {
                bytes = bytes.dropFirst(written)
            } else if errno == EAGAIN {
                var wanted = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
                poll(&wanted, 1, -1)
            } else if errno != EINTR {
                throw Failure("\(name) cannot be written: \(String(cString: strerror(errno))).")
            }
        }
    }

    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var errorsAreTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// The columns of the terminal that standard error is; 80 where it does not tell.
    static var errorColumns: Int { columns(of: STDERR_FILENO) }

    /// The columns of the terminal that standard output is; 80 for a pipe or a file.
    static var outputColumns: Int { columns(of: STDOUT_FILENO) }

    private static func columns(of file: Int32) -> Int {
        var size = winsize()
        let known = ioctl(file, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return known ? Int(size.ws_col) : 80
    }
}
