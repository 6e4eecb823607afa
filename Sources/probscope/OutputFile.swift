import FoundationEssentials
import Platform

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
            return try failing { try body(StandardStreams.result) }
        }
        guard !isRun(path) else { throw Failure.wouldReplaceRun(path) }
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
            try body { text in try StandardStreams.write(text, to: file, named: path) }
        } catch {
            unlink(path)
            throw Failure(error)
        }
    }

    /// Says before hours of sampling whether a file can be written after them.
    ///
    /// - Throws: ``Failure`` as bad usage where there is no such folder, or where the file is a folder
    ///   or a run.
    static func check(_ path: String) throws(Failure) {
        guard !isRun(path) else { throw Failure.wouldReplaceRun(path) }
        var status = stat()
        let exists = stat(path, &status) == 0
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let isFolder = exists && status.st_mode & S_IFMT == S_IFDIR
        guard !isFolder, access(exists ? path : folder, W_OK) == 0 else {
            let reason = isFolder ? EISDIR : errno
            throw Failure(
                "\(path) cannot be written: \(String(cString: strerror(reason))).",
                status: ExitStatus.badUsage)
        }
    }

    /// Says before the work whether a new file can be made after it.
    ///
    /// - Throws: ``Failure`` as bad usage where there is such a file already, or no such folder.
    static func checkNew(_ path: String) throws(Failure) {
        try check(path)
        // As a run file an empty one is free, such as a temporary file that was just made.
        var status = stat()
        guard stat(path, &status) != 0 || status.st_size == 0 else {
            throw Failure(
                "\(path) exists already; choose another file.", status: ExitStatus.badUsage)
        }
    }

    /// Whether the file holds draws, which nothing but a slip would replace by a text.
    private static func isRun(_ path: String) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return false }
        defer { close(file) }
        let mark = "SQLite format 3\0"
        var bytes = [UInt8](repeating: 0, count: mark.utf8.count)
        return read(file, &bytes, bytes.count) == bytes.count && bytes.elementsEqual(mark.utf8)
    }
}

extension Failure {
    fileprivate static func wouldReplaceRun(_ path: String) -> Failure {
        Failure(
            "\(path) holds a run's draws and is not replaced; name another file.",
            status: ExitStatus.badUsage)
    }
}
