/// Why no limit holds for the draws of a prompt: they are not independent draws from one
/// distribution.
package enum VoidReason: Sendable, Hashable {
    /// The limits contradicted each other after this number of draws: the drift alarm.
    case drift(at: Int)
    /// Equal texts under different seeds, beyond what chance allows; with the details in words.
    case copies(String)
    /// The draws come from more than one model; with the details in words.
    case model(String)

    /// The number of draws at which limits contradicted each other; nil for other reasons.
    package var driftedAt: Int? {
        guard case .drift(let place) = self else { return nil }
        return place
    }
}
