import Platform

/// A file without a name, which is gone with its last descriptor; its owner alone can read it.
///
/// Its bytes are those that this program has written, so that nobody can cut it while it is read.
final class TemporaryFile: Sendable {
    let descriptor: Int32

    /// A file in the folder for temporary ones; nil where none can be made there.
    init?() {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        var name = Array("\(folder.isEmpty ? "/tmp" : folder)/probscope-XXXXXX".utf8CString)
        descriptor = mkstemp(&name)
        guard descriptor >= 0 else { return nil }
        unlink(name)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// Adds bytes at the end.
    ///
    /// - Returns: whether there was room for them.
    func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            let written = write(descriptor, start, rest.count)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
        }
        return true
    }

    /// Reads as many bytes as there are from an offset on, at most the room's.
    ///
    /// - Returns: how many bytes were read; nil where reading fails.
    func read(at offset: Int, into room: UnsafeMutableRawBufferPointer) -> Int? {
        var count = 0
        while count < room.count, let start = room.baseAddress {
            let got = pread(descriptor, start + count, room.count - count, off_t(offset + count))
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { return nil }
            if got == 0 { break }
            count += got
        }
        return count
    }
}
