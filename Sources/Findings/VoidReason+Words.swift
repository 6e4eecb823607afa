import Evidence
import Prompts
import Text

extension VoidReason {
    /// What is said of limits that hold although draws contradict them, a sentence without its end; nil
    /// where there are none.
    ///
    /// - Parameters:
    ///   - prompts: whose, one for each row that it is about.
    ///   - row: what one of them is called, and several are.
    package static func doubt(of prompts: [PromptID], _ row: String, _ rows: String) -> String? {
        prompts.first.map {
            "the mean of \(Figure.count(prompts.count, row, rows)) lies outside its own limits, or "
                + "these exclude each other, such as that of \($0): these draws are hardly independent "
                + "ones from one distribution"
        }
    }

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
