import Prompts

/// The rule that ended one prompt before the planned number of draws, as the journal keeps it.
package struct PromptStop: Sendable, Hashable {
    package var prompt: PromptID
    /// In words, such as "upper limit at or below 0.05".
    package var reason: String

    package init(prompt: PromptID, reason: String) {
        self.prompt = prompt
        self.reason = reason
    }

    /// The rule that an event records, if it records one.
    package init?(_ event: RunEvent) {
        guard event.kind == .promptStopped else { return nil }
        let parts = event.text.split(separator: "\t", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        reason = String(parts[0])
        prompt = PromptID(String(parts[1]))
    }

    /// The reason, a tab, the prompt.
    package var text: String { "\(reason)\t\(prompt)" }
}

extension RunEvent.Kind {
    /// A rule ended one prompt before the planned number of draws; see ``PromptStop``.
    package static let promptStopped = RunEvent.Kind(rawValue: "prompt stopped")
}

extension RestoredRun {
    /// Why sampling ended when it last did, such as "1024 draws per prompt"; nil where it is going
    /// on or was cut short.
    package var ending: String? {
        events.last { $0.kind == .started || $0.kind == .stopped }
            .flatMap { $0.kind == .stopped ? $0.text : nil }
    }

    /// The rules that ended single prompts since sampling was last begun or continued.
    package var promptStops: [PromptStop] {
        let start = events.lastIndex { $0.kind == .started } ?? events.startIndex
        return events[start...].compactMap { PromptStop($0) }
    }
}
