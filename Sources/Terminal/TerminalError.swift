/// Why the full-screen interface cannot start, in a sentence that says what to do instead.
package enum TerminalError: Error, Hashable, CustomStringConvertible {
    /// Standard output leads to a file or a pipe.
    case outputIsNotATerminal
    /// There is no terminal to read keys from.
    case noInput
    /// The terminal type has no cursor addressing, as `dumb`.
    case tooSimple(name: String)
    /// Nothing is known about the terminal type, nor about the fallback.
    case unknown(name: String)
    /// A system call failed with this error number.
    case system(code: Int32)

    /// What is in the way, as the first half of a sentence.
    package var reason: String {
        switch self {
        case .outputIsNotATerminal: "Standard output is not a terminal"
        case .noInput: "There is no terminal to read keys from"
        case .tooSimple(let name): "The terminal type TERM=\(name) cannot place its cursor"
        case .unknown(let name):
            "The terminal type \(name.isEmpty ? "is not set (TERM)" : "TERM=\(name) is not known")"
                + " here, and xterm-256color is not either"
        case .system(let code): "The terminal could not be opened (error \(code))"
        }
    }

    package var description: String {
        let instead = "add --plain for the facts line by line, or use `probscope run`"
        switch self {
        case .outputIsNotATerminal: return reason + "; " + instead + "."
        case .noInput: return reason + "; " + instead + " or `probscope screenshot`."
        case .tooSimple:
            return reason + "; set TERM to the terminal's real type, " + instead + "."
        case .unknown:
            return reason + "; install the package ncurses-base or ncurses-term, or set TERM."
        case .system: return reason + "."
        }
    }
}
