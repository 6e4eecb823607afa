import Evidence

extension VoidReason {
    /// In a column: `DRIFT at n=225`, `COPIES`, `OTHER MODEL`.
    package var mark: String {
        switch self {
        case .drift(let place): "DRIFT at n=\(place)"
        case .copies: "COPIES"
        case .model: "OTHER MODEL"
        }
    }

    /// In one word.
    package var word: String {
        switch self {
        case .drift: "drift"
        case .copies: "copies"
        case .model: "model"
        }
    }

    /// What was found elsewhere, in the words of who found it, unsanitised; nil for drift.
    package var details: String? {
        switch self {
        case .drift: nil
        case .copies(let words), .model(let words): words
        }
    }
}
