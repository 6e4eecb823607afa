/// When a statement is asked to hold; a `Bound` says for which number of draws it does.
public enum Validity: String, Sendable, Hashable, CaseIterable {
    /// At every number of draws at once.
    case anytime
    /// Only if the number of draws was chosen in advance and has been reached.
    case fixed
}

extension Bound.Validity {
    /// What was asked for.
    public var kind: Validity {
        switch self {
        case .anytime: .anytime
        case .fixed: .fixed
        }
    }
}
