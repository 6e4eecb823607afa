/// What was planned for a run and may change when it is continued; it does not affect the
/// distribution of a draw.
public struct RunPlan: Codable, Sendable, Hashable {
    /// The run's name on screen.
    public var name: String
    /// Draws per prompt.
    public var draws: Int
    /// The error probability of one statement.
    public var alpha: Double
    /// The servers' URLs, without any secret.
    public var servers: [String]
    /// When the run was created, ISO 8601 in UTC.
    public var created: String
    /// How many alternatives are kept per token; 0 where tokens are not kept.
    public var probabilities: Int
    /// Settings asked for and echoed by the server, line by line; empty where unverified.
    public var settings: [String]
    /// Warnings such as a truncated distribution or unverified settings.
    public var warnings: [String]
    /// What ends sampling before the planned number of draws, in words.
    ///
    /// Nil where the file does not say.
    public var stopRules: [String]?

    public init(
        name: String, draws: Int, alpha: Double, servers: [String], created: String,
        probabilities: Int = 0, settings: [String] = [], warnings: [String] = [],
        stopRules: [String]? = nil
    ) {
        self.name = name
        self.draws = draws
        self.alpha = alpha
        self.servers = servers
        self.created = created
        self.probabilities = probabilities
        self.settings = settings
        self.warnings = warnings
        self.stopRules = stopRules
    }
}

extension RunPlan {
    /// What a run says that was sampled by a server which does not echo settings.
    public static let unverifiedWarning =
        "The server does not say which settings it used: unverified."

    /// What is said of a model with a chat template that is sampled without.
    public static let chatWarning =
        "this is a chat model: sample it with --chat or --template, else it continues text and "
        + "does not answer"

    /// Whether the server did not say which settings it used.
    public var isUnverified: Bool { warnings.contains(Self.unverifiedWarning) }

    /// What belongs behind the decoding wherever it is named with a limit; empty as a rule.
    public var decodingRemarks: String {
        (isUnverified ? ", settings unverified" : "")
            + (warnings.contains(Self.chatWarning) ? ", a chat model without its template" : "")
    }
}
