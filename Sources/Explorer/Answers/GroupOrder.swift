import Canvas
import Evidence
import Findings
import Prompts

/// Answers that are to be grouped by what a server says of them.
package struct GroupOrder: Sendable, Hashable {
    /// The run by its position among those that were opened.
    package var run: Int
    /// `topic` or `meaning`.
    package var grouping: AnswerGrouping
    package var prompt: Prompt
    /// The part of the answers that counts.
    package var part: AnswerPart
    /// All distinct answers, in order of appearance.
    package var texts: [String]
    /// How many draws gave them.
    package var draws: Int
    /// The least likeness of topics that are joined; nil takes what is kept, or the default.
    package var threshold: Double?
    /// Whether what was found before is forgotten.
    package var isAnew = false
    /// Whether the reader knows what it costs.
    package var isConfirmed = false

    var place: RunGroupings.Place {
        RunGroupings.Place(run: run, grouping: grouping, prompt: prompt.id)
    }
}

/// What becomes of a ``GroupOrder``.
package enum GroupNews: Sendable {
    /// How far it is, as the words of a note: "topics: 32 of 64 texts embedded".
    case progress(String)
    /// Groups of answers to a prompt of a run, as far as they are known.
    case groups(AnswerPartition, PromptID, ofRun: Int)
    /// The order was not begun: what it takes, and how it is begun.
    case cost(String)
    /// The order ended; a sentence says why, where it ended before its time.
    case ended(String?)
}

/// The groups that servers were asked about, in the runs that are open.
struct RunGroupings: Sendable {
    struct Place: Sendable, Hashable {
        var run: Int
        var grouping: AnswerGrouping
        var prompt: PromptID
    }

    /// The rules for which there is somebody to ask.
    var servers: Set<AnswerGrouping> = []
    private var partitions: [Place: AnswerPartition] = [:]
    /// Counts the changes.
    private(set) var revision = 0
    /// The order that is carried out.
    private(set) var order: GroupOrder?
    /// How far it is.
    private(set) var progress: SafeText?
    /// Where nothing is asked unless the reader says so: it failed, or its cost was only told.
    private var resting: Set<Place> = []
    private var begun: Set<Place> = []

    subscript(place: Place) -> AnswerPartition? { partitions[place] }

    func isResting(_ place: Place) -> Bool { resting.contains(place) }

    /// Whether the reader began to ask about the answers to a prompt.
    func isBegun(_ place: Place) -> Bool { begun.contains(place) }

    /// The groups of one meaning of a run's prompts.
    func meanings(ofRun run: Int) -> [PromptID: AnswerPartition] {
        var found: [PromptID: AnswerPartition] = [:]
        for (place, partition) in partitions where place.run == run && place.grouping == .meaning {
            found[place.prompt] = partition
        }
        return found
    }

    /// Whether there are any groups by a rule.
    func hasGroups(by grouping: AnswerGrouping, ofRun run: Int) -> Bool {
        partitions.keys.contains { $0.grouping == grouping && $0.run == run }
    }

    /// What is to be asked now: new texts of an order that was confirmed, or topics, which cost little.
    ///
    /// - Parameter order: what could be asked.
    mutating func begin(_ order: GroupOrder) -> [Effect] {
        guard self.order == nil, servers.contains(order.grouping) else { return [] }
        let place = order.place
        if !order.isAnew, !order.isConfirmed {
            if resting.contains(place) { return [] }
            let known = partitions[place]
            if order.texts.allSatisfy({ known?.group(of: $0) != nil }) { return [] }
        }
        resting.remove(place)
        begun.insert(place)
        self.order = order
        progress = nil
        return [.group(order)]
    }

    /// Stops asking; nothing more is asked here unless the reader says so.
    mutating func stop() -> [Effect] {
        guard let order else { return [] }
        resting.insert(order.place)
        self.order = nil
        progress = nil
        return [.stopGrouping]
    }

    mutating func receive(_ news: GroupNews) {
        switch news {
        case .progress(let words): progress = SafeText(oneLine: words)
        case .groups(let partition, let prompt, let run):
            let place = Place(run: run, grouping: partition.grouping, prompt: prompt)
            guard partitions[place] != partition else { return }
            partitions[place] = partition
            revision += 1
        case .cost, .ended(.some):
            if let order { resting.insert(order.place) }
            order = nil
            progress = nil
        case .ended(nil):
            order = nil
            progress = nil
        }
    }

    /// Forgets all runs: others are opened.
    mutating func forget() {
        partitions = [:]
        resting = []
        begun = []
        revision += 1
    }
}
