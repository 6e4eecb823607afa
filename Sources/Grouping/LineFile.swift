import Files
import FoundationEssentials
import Platform

/// A file of lines beside a run, which is read whole and replaced whole.
struct LineFile {
    let path: String
    /// What its lines are, for the reader: "groups".
    let what: String
    /// What is read at most.
    private static let largest = 1 << 28

    /// Each line by its number, from 1; none where there is no file.
    func read() throws(GroupingError) -> [(number: Int, line: Data)] {
        guard access(path, F_OK) == 0 else { return [] }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size <= Self.largest,
            let bytes = FileManager.default.contents(atPath: path)
        else { throw GroupingError("\(path) cannot be read; delete it to make its \(what) anew") }
        return bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated()
            .filter { !$0.element.isEmpty }.map { ($0.offset + 1, Data($0.element)) }
    }

    /// What is said of a line that holds no such thing.
    func spoilt(_ number: Int) -> GroupingError {
        GroupingError(
            "\(path), line \(number) holds no \(what); delete the file to make its \(what) anew")
    }

    /// Writes lines in place of those that are in the file.
    func write(_ lines: [some Encodable]) throws(GroupingError) {
        var text = ""
        for line in lines {
            do throws(EncodingFault) {
                text += try line.jsonText() + "\n"
            } catch {
                throw GroupingError("\(what) are not kept: \(error)")
            }
        }
        let partial = path + ".partial"
        unlink(partial)
        let file = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure(errno) }
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Platform.write(file, $0.baseAddress, $0.count)
            }
            guard count > 0 else {
                let number = errno
                close(file)
                unlink(partial)
                throw failure(number)
            }
            written += count
        }
        close(file)
        guard rename(partial, path) == 0 else {
            let number = errno
            unlink(partial)
            throw failure(number)
        }
    }

    private func failure(_ number: Int32) -> GroupingError {
        GroupingError("\(what) are not kept in \(path): \(String(cString: strerror(number)))")
    }
}
