/// When a statement is asked to hold; a `Bound` says for which number of draws it does.
package enum Validity: String, Sendable, Hashable, CaseIterable {
    /// At every number of draws at once.
    case anytime
    /// Only if the number of draws was chosen in advance and has been reached.
    case fixed
}

extension Bound.Horizon {
    /// What was asked for.
    package var kind: Validity {
        switch self {
        case .anytime: .anytime
        case .fixed: .fixed
        }
    }
}

/// When a statement holds, in words: the only ones that screens and reports have for it.
extension Validity {
    /// `any n` or `fixed n`.
    package var briefly: String { self == .anytime ? "any n" : "fixed n" }

    /// `holds at any n`, or `holds for … only`.
    ///
    /// - Parameter planned: what was planned, such as "the planned 1,024 draws".
    package func words(planned: String) -> String {
        self == .anytime ? "holds at any n" : "holds for \(planned) only"
    }
}

extension Bound.Horizon {
    /// `holds at any n` or `fixed n=1024`.
    package var words: String {
        switch self {
        case .anytime: "holds at any n"
        case .fixed(let n): "fixed n=\(n)"
        }
    }
}
