import Journal
import Prompts

/// An order for more draws of one prompt as the journal keeps it, so that it outlives the session.
struct PersistentOrder: Hashable {
    var prompt: PromptID
    /// The number of draws of that prompt from then on.
    var target: Int
    /// Whether draws were given up, so that an earlier, greater number counts no more.
    private(set) var isTakenBack = false

    init(prompt: PromptID, target: Int) {
        self.prompt = prompt
        self.target = target
    }

    /// More draws than a prompt can have.
    static let most = Int(Int32.max)

    /// The order that an event records, if it records one.
    init?(_ event: RunEvent) {
        guard event.kind == .ordered || event.kind == .takenBack,
            let space = event.text.firstIndex(of: " "),
            let target = Int(event.text[..<space]), (0...Self.most).contains(target)
        else { return nil }
        self.target = target
        isTakenBack = event.kind == .takenBack
        prompt = PromptID(String(event.text[event.text.index(after: space)...]))
    }

    /// "1088 17": so many draws of that prompt.
    var text: String { "\(target) \(prompt)" }
}

extension RunEvent.Kind {
    /// More draws of one prompt were wanted than planned: the new number and the prompt.
    package static let ordered = RunEvent.Kind(rawValue: "ordered")
    /// Draws that were ordered were given up: the new number and the prompt.
    package static let takenBack = RunEvent.Kind(rawValue: "taken-back")
}
