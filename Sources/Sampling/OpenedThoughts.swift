import Prompts
import Synchronization

/// Servers whose chat templates open the thoughts of answers out of sight.
///
/// Their answers begin inside the thought: one that closes it shows that, and one without the mark has
/// never come out of it. Which of the two comes first is chance, so that it is told how many answers
/// without a mark were taken for whole ones before.
final class OpenedThoughts: Sendable {
    private struct State {
        var servers: Set<Int> = []
        var unmarked: [Int: Int] = [:]
    }

    private let state = Mutex(State())

    /// What an answer is.
    enum Finding: Equatable {
        /// Nothing is known against it.
        case whole
        /// It ends inside its thoughts.
        case inside
        /// It is the first that shows what its server does, behind so many that were taken for whole.
        case shows(earlier: Int)
    }

    /// Looks at an answer of a server.
    ///
    /// - Parameter counts: whether it is a draw.
    func finding(_ text: String, from server: Int, counts: Bool) -> Finding {
        switch Thoughts.end(of: text) {
        case .open: return .whole
        case .closed:
            guard Thoughts.closesUnopened(text) else { return .whole }
            return state.withLock { state in
                guard state.servers.insert(server).inserted else { return .whole }
                return .shows(earlier: state.unmarked[server] ?? 0)
            }
        case .none:
            return state.withLock { state in
                if state.servers.contains(server) { return .inside }
                if counts { state.unmarked[server, default: 0] += 1 }
                return .whole
            }
        }
    }

    /// What a reader of the run must know, once a server has shown it.
    static func caution(_ address: String, earlier: Int) -> String {
        "the prompts that \(address) makes open the thoughts of answers: one without a mark that closes "
            + "them counts as lost"
            + (earlier == 0 ? "" : ", but \(earlier) before this was seen were scored as they are")
    }
}
