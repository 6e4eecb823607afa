import GRDB
import Synchronization

/// The end of a session, and whether the file is then what was written into it.
extension Journal {
    /// Writes everything into the one file and closes it; the value cannot be used afterwards, but may
    /// be closed again.
    ///
    /// Not needed for safety: a journal that is never closed is complete too, but its newest part
    /// may then be in the "-wal" file beside it.
    ///
    /// - Throws: ``JournalError/displaced(path:reason:kept:)`` where the file is no longer there, and
    ///   others.
    package func close() throws(JournalError) {
        let wasClosed = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        guard !wasClosed else { return }
        checkpoints.end()
        defer { lock?.release() }
        try Self.guarding(path) {
            if lock != nil {
                try place.check(database, isWhole: isWhole)
                try checkContent()
                try SessionMark.close(database)
                _ = try database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            }
            try database.close()
        }
        if lock != nil { try checkAsWritten() }
    }

    /// Whether a copy of the run has all that was written.
    func isWhole(_ copy: String) -> Bool {
        guard let other = try? Journal.open(at: copy, mode: .readOnly) else { return false }
        defer { try? other.close() }
        return written.withLock { written in
            (try? other.restore()) != nil
                && (try? other.database.read {
                    try written?.check($0, hasLaunches: reader.hasLaunches)
                }) != nil
        }
    }

    /// Throws where another program has changed what was written; the file says so from then on.
    private func checkContent() throws {
        do {
            try checkWritten()
            // What was changed in place is found by reading it.
            let isChanged = try written.withLock { written in
                try database.read { try written?.noticesChange($0) ?? false }
            }
            if isChanged { _ = try restore() }
        } catch let error as JournalError {
            if case .corrupt = error { try? SessionMark.spoil(database) }
            throw error
        }
    }

    /// Throws where the file is not what was written into it.
    ///
    /// Somebody may have cut or overwritten it meanwhile, of which its writer sees nothing.
    private func checkAsWritten() throws(JournalError) {
        do {
            try Journal.open(at: path, mode: .readOnly).close()
        } catch .notARun(_, let reason) {
            throw .corrupt(path: path, detail: "cut or overwritten while it was written: \(reason)")
        } catch .corrupt(_, let detail) {
            throw .corrupt(path: path, detail: "cut or overwritten while it was written: \(detail)")
        }
    }
}
