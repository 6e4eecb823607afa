import Platform
import Prompts

extension Journal {
    /// Writes a run that is made at one go: under its name there is the whole run or nothing.
    ///
    /// Half a run would look like a run. It is written as "x.run.partial" and gets its name at the
    /// end; what a process that was killed has left under that name is removed by the next one.
    ///
    /// - Parameter body: fills the run; where it throws, no file is left.
    /// - Throws: what `body` throws, and ``JournalError``.
    package static func writeWhole<Result>(
        to path: String, identity: RunIdentity, plan: RunPlan, prompts: PromptSet,
        _ body: (Journal) throws -> Result
    ) throws -> Result {
        let partial = path + ".partial"
        if let holder = RunLock.holder(run: partial) {
            throw JournalError.busy(path: partial, holder: holder)
        }
        try refuseExisting(path)
        // What is left of another run would be taken for labels of this one.
        let labels = LabelFile(run: path)
        if labels.exists { throw JournalError.alreadyExists(path: labels.path) }
        remove(partial)
        defer { remove(partial) }
        let result: Result
        do {
            let target = try create(at: partial, identity: identity, plan: plan, prompts: prompts)
            do {
                result = try body(target)
            } catch {
                try? target.close()
                throw error
            }
            try target.close()
        } catch JournalError.diskFull {
            throw JournalError.noRoom(path: path)
        }
        try refuseExisting(path)
        guard rename(partial, path) == 0 else {
            throw JournalError.cannotOpen(path: path, reason: errorText(errno))
        }
        return result
    }

    /// Files without content are nobody's, as in ``create(at:identity:plan:prompts:)``.
    private static func refuseExisting(_ path: String) throws(JournalError) {
        var status = stat()
        guard
            stat(path, &status) != 0 || (status.st_mode & S_IFMT == S_IFREG && status.st_size == 0)
        else { throw .alreadyExists(path: path) }
    }

    private static func remove(_ path: String) {
        for ending in ["", "-wal", "-shm"] { unlink(path + ending) }
    }
}
