import Evidence

/// What was planned for a run and may change when it is continued; it does not affect the
/// distribution of a draw.
package struct RunPlan: Codable, Sendable, Hashable {
    /// The run's name on screen.
    package var name: String
    /// Draws per prompt.
    package var draws: Int
    /// The error probability of one statement.
    package var alpha: Double
    /// The servers' URLs, without any secret.
    package var servers: [String]
    /// When the run was created, ISO 8601 in UTC.
    package var created: String
    /// How many alternatives are kept per token; 0 where tokens are not kept.
    package var probabilities: Int
    /// Settings asked for and echoed by the server, line by line; empty where unverified.
    package var settings: [String]
    /// Warnings such as a truncated distribution or unverified settings.
    package var warnings: [String]
    /// What ends sampling before the planned number of draws, in words.
    ///
    /// Nil where the file does not say.
    package var stopRules: [String]?
    /// Why ``draws`` was not fixed in advance; nil where it was, or where the file is older than
    /// this is known.
    package private(set) var change: PlanChange?
    /// The most draws that were ever planned, where that is more than ``draws`` now: some of them may
    /// have been under way when the plan was lowered.
    package private(set) var most: Int?

    package init(
        name: String, draws: Int, alpha: Double, servers: [String], created: String,
        probabilities: Int = 0, settings: [String] = [], warnings: [String] = [],
        stopRules: [String]? = nil,
        change: PlanChange? = nil
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
        self.change = change
    }

    /// Plans another number of draws.
    ///
    /// The first plan is kept. Back at it the limits for a fixed number hold again: those of the
    /// first plan's draws were right or wrong from the start, whatever was planned in between.
    /// - Parameter seen: the most draws that a prompt has now; with none, nothing was looked at.
    package mutating func plan(draws new: Int, seen: Int) {
        guard new != draws else { return }
        if let change {
            if change.planned == [new] { self.change = nil }
        } else if seen > 0 {
            change = PlanChange(planned: [draws], seen: seen)
        }
        let ever = max(most ?? 0, draws)
        most = ever > new ? ever : nil
        draws = new
    }

    /// Says that some prompt has more draws than were planned: nobody planned how many.
    package mutating func exceed() {
        change = change ?? PlanChange(planned: [draws], seen: draws)
    }

    /// The plan of runs that are joined: nobody planned their number of draws together.
    mutating func join(_ sources: [RunPlan]) {
        guard !sources.contains(where: { $0.change?.isUnknown == true }) else {
            change = .unknown
            return
        }
        let first = sources.flatMap { $0.change?.planned ?? [$0.draws] }
        change = PlanChange(planned: first, seen: sources.compactMap(\.change?.seen).min())
    }
}

extension RunPlan {
    /// What a run says that was sampled by a server which does not echo settings.
    package static let unverifiedWarning =
        "The server does not say which settings it used: unverified."

    /// What is said of a model with a chat template that is sampled without.
    package static let chatWarning =
        "this is a chat model: sample it with --chat or --template, else it continues text and "
        + "does not answer"

    /// What is said where greedy answers of one address change and tell no probabilities.
    package static let changingWarning =
        "One address gives more than one greedy answer to a question and tells no probabilities: its "
        + "arithmetic depends on what else it computes, or more than one model is there; limits are "
        + "about all of it together."

    /// What is said where a server does not answer the question by which models are told apart.
    package static let unaskedWarning =
        "The question by which models are told apart was left unanswered: another model under the same "
        + "name might not be noticed."

    /// Says that the scores were made after the draws, from the run as it is called now; once.
    package mutating func noteScoring() {
        guard !warnings.contains(where: { $0.hasSuffix(Self.scoringCaution) }) else { return }
        warnings.append("scored again after sampling, from \(name): \(Self.scoringCaution)")
    }

    private static let scoringCaution =
        "limits hold only for a scorer that was chosen without a look at these answers"

    /// Said of a server of which a seed gives another answer the second time.
    package static let unrepeatableWarning =
        "A seed gives another answer the second time: a draw whose request fails is not asked for again, "
        + "since the answers would be chosen by what they say, and counts as lost."

    /// Said of a server that gives empty answers and counts no tokens of theirs.
    package static let emptyWarning =
        "The server gave answers without a text and counts no tokens of them: whether a text was left out "
        + "cannot be told, and they count as empty answers."

    /// Whether the server did not say which settings it used.
    package var isUnverified: Bool { warnings.contains(Self.unverifiedWarning) }

    /// What belongs behind the decoding wherever it is named with a limit; empty as a rule.
    package var decodingRemarks: String {
        (isUnverified ? ", settings unverified" : "")
            + (warnings.contains(Self.changingWarning) ? ", perhaps not one model" : "")
            + (warnings.contains(Self.unaskedWarning) ? ", model not checked" : "")
            + (warnings.contains(Self.unrepeatableWarning) ? ", seeds that do not repeat" : "")
            + (warnings.contains(Self.chatWarning) ? ", a chat model without its template" : "")
    }
}
