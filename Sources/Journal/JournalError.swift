import Files
import Prompts

/// Why a run file could not be created, opened, read or written; each is one clear sentence.
package enum JournalError: Error, Sendable, Hashable, CustomStringConvertible {
    case notFound(path: String)
    case alreadyExists(path: String)
    /// The file is something else.
    case notARun(path: String, reason: String)
    /// The file was written by a version of the program that is newer than this one.
    case newerFormat(path: String, found: Int, supported: Int)
    /// Another process is writing this run.
    case busy(path: String, holder: RunHolder)
    case corrupt(path: String, detail: String)
    case cannotOpen(path: String, reason: String)
    /// There is no room to write; nothing of the failed call was kept, and it may be tried again.
    case diskFull(path: String)
    /// There is no room for a file that is made at one go; nothing of it was kept.
    case noRoom(path: String)
    /// The file was deleted or replaced while it was written; what it had is in `kept`, if there was
    /// room for it.
    case displaced(path: String, reason: String, kept: String?)
    /// The file has got other names on the disk while it was written; it is whole, and may be written on once
    /// they are gone.
    case linked(path: String, names: Int)
    /// The journal was opened for reading only.
    case readOnly(path: String)
    /// A draw with this launch number is there already, with other content.
    case conflict(prompt: PromptID, index: Int, field: String)
    case unknownPrompt(PromptID)
    /// A draw carries another number of scores than the run has scorers.
    case scoreCount(prompt: PromptID, index: Int, found: Int, expected: Int)
    /// Any other fault of the file system or of SQLite.
    case failed(path: String, detail: String)

    package var description: String {
        switch self {
        case .notFound(let path):
            "\(path): there is no such run file"
        case .alreadyExists(let path):
            "\(path) exists already; choose another file"
        case .notARun(let path, let reason):
            "\(path) is not a probscope run file: \(reason)"
        case .newerFormat(let path, let found, let supported):
            "\(path) was written by a newer probscope (file format \(found), this version reads "
                + "up to \(supported)); update probscope to open it"
        case .busy(let path, let holder):
            "\(path) is being written by \(holder); it can only be opened for reading until then"
        case .corrupt(let path, let detail):
            // SQLite quotes what it found in the file.
            "\(path) is damaged (\(PromptError.printable(detail, limit: 300))); restore it from a copy, or try sqlite3's .recover"
        case .cannotOpen(let path, let reason):
            "\(path) cannot be opened: \(reason)"
        case .diskFull(let path):
            "no room left to write \(path); free some space"
        case .noRoom(let path):
            "no room left to write \(path), of which nothing was kept; free some space and repeat "
                + "the command"
        case .displaced(let path, let reason, let kept):
            "\(path) \(reason) while it was written; "
                + (kept.map { "every draw up to now is in \($0), which can be continued" }
                    ?? "its draws could not be kept elsewhere")
        case .linked(let path, let names):
            "\(path) has \(names) names on the disk by now (hard links), and a run that is written may "
                + "have one; remove the others"
        case .readOnly(let path):
            "\(path) was opened for reading only"
        case .conflict(let prompt, let index, let field):
            "draw \(index) of prompt \(prompt) is in the run already with another \(field)"
        case .unknownPrompt(let prompt):
            "the run has no prompt \(prompt)"
        case .scoreCount(let prompt, let index, let found, let expected):
            "draw \(index) of prompt \(prompt) has \(found) scores, the run has "
                + "\(expected) scorers"
        case .failed(let path, let detail):
            "\(path) could not be read or written: \(detail)"
        }
    }

    /// Whether trying the same call again later may succeed.
    package var isTransient: Bool {
        switch self {
        case .diskFull, .linked: true
        default: false
        }
    }
}
