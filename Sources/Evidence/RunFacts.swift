import Prompts
import Statistics

/// What a reader must know about a run in order to judge it, as text that is ready to be shown.
public struct RunFacts: Sendable, Hashable {
    public var name: String
    public var model: String
    public var servers: [String]
    /// The decoding asked for, such as "pure T=1, 28 tokens".
    public var decoding: String
    /// Settings that were asked for and echoed, line by line; empty where unverified.
    public var settings: [String]
    /// Warnings such as a truncated distribution or unverified settings.
    public var warnings: [String]
    public var scorers: [Scorer]
    /// What ends sampling before the planned number of draws, in words; nil where unknown.
    public var stopRules: [String]?
    /// How a prompt's text becomes what is sent: "none", a template with `{prompt}`, or "chat".
    public var template: String
    /// The part of each answer that scorers and groups look at.
    public var answer = AnswerPart.standard
    /// Draws planned per prompt.
    public var plannedDraws: Int
    /// Why that number was not fixed in advance; nil where it was.
    public var planChange: PlanChange?
    public var alpha: Double
    public var seed: UInt64
    /// When the run was created, ISO 8601 in UTC.
    public var created: String
    /// Why sampling ended, in words; nil while it goes on or where it was cut short.
    public var ending: String?

    public init(
        name: String, model: String, servers: [String], decoding: String, settings: [String] = [],
        warnings: [String] = [], scorers: [Scorer], stopRules: [String]? = nil,
        template: String = "none", plannedDraws: Int, alpha: Double, seed: UInt64, created: String
    ) {
        self.name = name
        self.model = model
        self.servers = servers
        self.decoding = decoding
        self.settings = settings
        self.warnings = warnings
        self.scorers = scorers
        self.stopRules = stopRules
        self.template = template
        self.plannedDraws = plannedDraws
        self.alpha = alpha
        self.seed = seed
        self.created = created
    }

    /// How the decoding of imported draws is called.
    public static let importedDecoding = "reported, not verified"

    /// Whether the draws were made elsewhere, so that seed and plan are not theirs.
    public var isImported: Bool { decoding.contains(Self.importedDecoding) }

    /// A scorer's name and the meaning of its numbers.
    public struct Scorer: Sendable, Hashable {
        public var name: String
        public var isBinary: Bool
        public var zero: String
        public var one: String
        /// What is known of a judge's errors; every limit is widened by it.
        public var judge: JudgeAccuracy?

        public init(
            name: String, isBinary: Bool, zero: String, one: String, judge: JudgeAccuracy? = nil
        ) {
            self.name = name
            self.isBinary = isBinary
            self.zero = zero
            self.one = one
            self.judge = judge
        }
    }
}
