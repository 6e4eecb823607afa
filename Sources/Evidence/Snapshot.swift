/// An immutable picture of a run at one moment: what the explorer shows.
package struct Snapshot: Sendable {
    package var facts: RunFacts
    /// One per prompt, in the order of the prompt set.
    package var prompts: [PromptEvidence]
    /// The score of each prompt's greedy answer by each scorer; nil where unknown.
    package var greedyScores: [[Double?]]
    package var progress: Progress

    package init(
        facts: RunFacts, prompts: [PromptEvidence], greedyScores: [[Double?]], progress: Progress
    ) {
        self.facts = facts
        self.prompts = prompts
        self.greedyScores = greedyScores
        self.progress = progress
    }

    /// How far sampling has come.
    package struct Progress: Sendable, Hashable {
        package var phase: Phase
        package var completed: Int
        package var planned: Int
        package var lost: Int
        package var retried: Int
        /// Completed draws per second over the last seconds; 0 where nothing is sampled.
        package var rate: Double
        /// How many draws the run is expected to come to: those planned, or fewer where a rule is
        /// likely to stop prompts or the run before that.
        package var expected: Int
        /// Seconds until then at the present rate; nil where nothing tells.
        package var secondsToGo: Double?
        /// Plain sentences for the status line (server loading, disk full, drift alarm, …).
        package var notices: [String]

        package init(
            phase: Phase, completed: Int = 0, planned: Int = 0, lost: Int = 0, retried: Int = 0,
            rate: Double = 0, expected: Int? = nil, secondsToGo: Double? = nil,
            notices: [String] = []
        ) {
            self.phase = phase
            self.completed = completed
            self.planned = planned
            self.lost = lost
            self.retried = retried
            self.rate = rate
            self.expected = expected ?? planned
            self.secondsToGo = secondsToGo
            self.notices = notices
        }
    }

    /// What the sampler is doing.
    package enum Phase: Sendable, Hashable {
        /// A finished or recorded run: nothing is being sampled.
        case recorded
        case waitingForServer
        case sampling
        case paused
        /// Sampling ended for this reason, such as "1024 draws per prompt".
        case finished(reason: String)
        case failed(reason: String)
    }
}
