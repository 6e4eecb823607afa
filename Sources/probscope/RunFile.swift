import Glibc

/// Telling a run file from a prompt file, by its first bytes.
enum RunFile {
    /// Whether the file begins as every SQLite database does.
    static func isDatabase(_ path: String) -> Bool {
        guard let file = fopen(path, "rb") else { return false }
        defer { fclose(file) }
        let magic = Array("SQLite format 3\u{0}".utf8)
        var bytes = [UInt8](repeating: 0, count: magic.count)
        return fread(&bytes, 1, bytes.count, file) == magic.count && bytes == magic
    }
}
