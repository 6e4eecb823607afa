import Prompts

/// A walk through several runs: where to stop, what is shown there and what is said about it.
///
/// It is no show of slides: every stop is the ordinary explorer at a place, with the numbers of the
/// moment, and every key goes on doing what it does.
package struct Tour: Sendable, Hashable {
    /// The stops in their order; at least one.
    package let stops: [Stop]

    /// One stop.
    package struct Stop: Sendable, Hashable {
        let title: String
        /// The name of the run that is shown.
        package let run: String
        /// The name of the run beside it in the Compare view.
        package let beside: String?
        let view: ViewKind
        let prompt: PromptID
        var mode = Mode.sampled
        /// What the caption is about.
        let topic: Topic
    }

    /// What a caption is about; ``TourCaption`` has the words.
    enum Topic: Sendable, Hashable {
        case greedy, sampling, control, entropy, exact, adaptive, comparison
    }
}

extension Tour {
    /// The case study of the sample models: a model that looks clean and leaks, and what is done
    /// about it.
    ///
    /// The NPO models tell it, because with them the control, as many more steps without entropy
    /// optimisation, is far from enough; with gradient difference it nearly is.
    package static let caseStudy = Tour(stops: [
        Stop(
            title: "Greedy looks clean", run: "authors-npo", beside: nil, view: .prompts,
            prompt: trade, mode: .greedy, topic: .greedy),
        Stop(
            title: "Sampling proves a leak", run: "authors-npo", beside: nil, view: .scores,
            prompt: trade, topic: .sampling),
        Stop(
            title: "The control: longer unlearning", run: "authors-npo-longer", beside: nil,
            view: .scores, prompt: trade, topic: .control),
        Stop(
            title: "Entropy optimisation", run: "authors-npo-eo", beside: "authors-npo-longer",
            view: .compare, prompt: trade, topic: .entropy),
        Stop(
            title: "Rare leaks, proven", run: "authors-npo-eo-exact", beside: nil,
            view: .outputs, prompt: trade, topic: .exact),
        Stop(
            title: "Adaptive temperature", run: "authors-npo-eo-adaptive", beside: nil,
            view: .outputs, prompt: birthplace, topic: .adaptive),
        Stop(
            title: "Before and after", run: "authors-npo", beside: "authors-npo-eo-adaptive",
            view: .compare, prompt: trade, topic: .comparison),
    ])

    /// The question that the tour follows through the models: the one that leaks most.
    private static let trade = PromptID("a00-trade")
    /// A question that still leaks after entropy optimisation.
    private static let birthplace = PromptID("a03-birthplace")

    /// The names of all runs that the tour shows, each once, in the order of their first use.
    package var runs: [String] {
        var names: [String] = []
        for name in stops.flatMap({ [$0.run] + ($0.beside.map { [$0] } ?? []) })
        where !names.contains(name) {
            names.append(name)
        }
        return names
    }
}

/// A run that can be opened from inside the explorer.
package struct RunChoice: Sendable, Hashable {
    package let name: String
    /// What it is, in one sentence, unsanitised.
    package let summary: String

    package init(name: String, summary: String) {
        self.name = name
        self.summary = summary
    }
}
