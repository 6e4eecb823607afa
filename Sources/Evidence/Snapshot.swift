/// An immutable picture of a run at one moment: what the explorer shows.
public struct Snapshot: Sendable {
    public var facts: RunFacts
    /// One per prompt, in the order of the prompt set.
    public var prompts: [PromptEvidence]
    /// The score of each prompt's greedy answer by each scorer; nil where unknown.
    public var greedyScores: [[Double?]]
    public var progress: Progress

    public init(
        facts: RunFacts, prompts: [PromptEvidence], greedyScores: [[Double?]], progress: Progress
    ) {
        self.facts = facts
        self.prompts = prompts
        self.greedyScores = greedyScores
        self.progress = progress
    }

    /// How far sampling has come.
    public struct Progress: Sendable, Hashable {
        public var phase: Phase
        public var completed: Int
        public var planned: Int
        public var lost: Int
        public var retried: Int
        /// Completed draws per second over the last seconds; 0 where nothing is sampled.
        public var rate: Double
        /// How many draws the run is expected to come to: those planned, or fewer where a rule is
        /// likely to stop prompts or the run before that.
        public var expected: Int
        /// Seconds until then at the present rate; nil where nothing tells.
        public var secondsToGo: Double?
        /// Plain sentences for the status line (server loading, disk full, drift alarm, …).
        public var notices: [String]

        public init(
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
    public enum Phase: Sendable, Hashable {
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
