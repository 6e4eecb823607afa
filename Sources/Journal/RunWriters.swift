import GRDB
import Synchronization

/// Which programs wrote a run file: `probscope 0.1.0 (c9076da4c)`, one for each version that began or
/// continued it.
package enum RunWriters {
    /// This program, as it signs what it writes; nil signs nothing.
    package static let current = Mutex<String?>(nil)

    private static let key = "written by"

    /// The writers in their order; none in a file from before they were noted.
    static func read(_ database: Database, isChecked: Bool) throws -> [String] {
        try RunValue.read(key, database, isChecked: isChecked)
            .map { $0.split(separator: "\n").map(String.init) } ?? []
    }

    /// Adds this program, where it is not the last writer already.
    static func sign(_ database: Database) throws {
        guard let current = current.withLock(\.self) else { return }
        let writers = try read(database, isChecked: true)
        guard writers.last != current else { return }
        try RunValue.write(key, (writers + [current]).joined(separator: "\n"), database)
    }
}
