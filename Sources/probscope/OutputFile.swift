import FoundationEssentials
import Platform

/// Writing results to a file that the user named, or to standard output.
enum OutputFile {
    /// Writes a whole text; `-` or nil is standard output.
    ///
    /// - Throws: ``Failure`` where the file exists and may not be replaced, or cannot be written.
    static func write(_ text: String, to path: String?, overwrites: Bool) throws(Failure) {
        try write(to: path, overwrites: overwrites) {
            try $0(Array((text.hasSuffix("\n") ? text : text + "\n").utf8))
        }
    }

    /// Writes piece by piece; `-` or nil is standard output.
    ///
    /// A file is written as "x.partial" beside its place and gets its name when it is whole, so that
    /// nothing that was begun and killed looks like one.
    static func write(
        to path: String?, overwrites: Bool,
        _ body: (@escaping ([UInt8]) throws -> Void) throws -> Void
    ) throws(Failure) {
        guard let path, path != "-" else {
            return try failing { try body(StandardStreams.result) }
        }
        guard !isRun(path) else { throw Failure.wouldReplaceRun(path) }
        var status = stat()
        let exists = stat(path, &status) == 0
        guard overwrites || !exists || status.st_mode & S_IFMT != S_IFREG else {
            throw Failure.exists(path)
        }
        // A pipe or a device, such as /dev/stdout, is written to, never replaced.
        let isPlain = !exists || status.st_mode & S_IFMT == S_IFREG
        guard isPlain else {
            let file = try opened(path)
            defer { close(file) }
            return try failing {
                try body { bytes in try StandardStreams.write(bytes, to: file, named: path) }
            }
        }
        let target = try PartialFile(path)
        do {
            try body { try StandardStreams.write($0, to: target.descriptor, named: path) }
            try target.finish(overwrites: overwrites)
        } catch {
            target.remove()
            throw Failure(error)
        }
    }

    private static func opened(_ path: String) throws(Failure) -> Int32 {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { throw Failure.cannotWrite(path) }
        return file
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

/// A file that is being written beside the place that it will have.
private struct PartialFile {
    let descriptor: Int32
    private let path: String
    private let partial: String

    /// Takes the place "x.partial"; what a process that was killed has left there is overwritten.
    ///
    /// Where the name is a link, the file that it leads to is replaced, not the link.
    init(_ path: String) throws(Failure) {
        let resolved = realpath(path, nil)
        self.path = resolved.map { String(cString: $0) } ?? path
        free(resolved)
        partial = self.path + ".partial"
        descriptor = open(partial, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Failure.cannotWrite(path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Failure("\(path) is being written by another process.")
        }
        guard ftruncate(descriptor, 0) == 0 else {
            close(descriptor)
            throw Failure.cannotWrite(path)
        }
        // A file that is replaced keeps who may read it.
        var status = stat()
        if stat(self.path, &status) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
    }

    /// Gives it its name.
    func finish(overwrites: Bool) throws(Failure) {
        guard overwrites || access(path, F_OK) != 0 else { throw Failure.exists(path) }
        guard rename(partial, path) == 0 else { throw Failure.cannotWrite(path) }
        close(descriptor)
    }

    func remove() {
        unlink(partial)
        close(descriptor)
    }
}

extension Failure {
    fileprivate static func exists(_ path: String) -> Failure {
        Failure(
            "\(path) exists already; give --force to replace it.", status: ExitStatus.badUsage)
    }

    /// With the reason of the system call that failed just now.
    fileprivate static func cannotWrite(_ path: String) -> Failure {
        Failure("\(path) cannot be written: \(String(cString: strerror(errno))).")
    }

    fileprivate static func wouldReplaceRun(_ path: String) -> Failure {
        Failure(
            "\(path) holds a run's draws and is not replaced; name another file.",
            status: ExitStatus.badUsage)
    }
}
