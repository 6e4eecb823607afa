import Platform

/// What a run file's path and first bytes tell.
enum RunPath {
    /// The run's name on screen: the file's name without folder and ending.
    static func name(of path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
        return stem.isEmpty ? file : stem
    }

    /// Whether the file begins as every SQLite database does.
    static func isDatabase(_ path: String) -> Bool {
        guard let file = fopen(path, "rb") else { return false }
        defer { fclose(file) }
        let magic = Array("SQLite format 3\u{0}".utf8)
        var bytes = [UInt8](repeating: 0, count: magic.count)
        return fread(&bytes, 1, bytes.count, file) == magic.count && bytes == magic
    }
}
