import Prompts
import Statistics

/// What a reader must know about a run in order to judge it, as text that is ready to be shown.
package struct RunFacts: Sendable, Hashable {
    package var name: String
    package var model: String
    package var servers: [String]
    /// The decoding asked for, such as "pure T=1, 28 tokens".
    package var decoding: String
    /// Settings that were asked for and echoed, line by line; empty where unverified.
    package var settings: [String]
    /// Warnings such as a truncated distribution or unverified settings.
    package var warnings: [String]
    package var scorers: [Scorer]
    /// What ends sampling before the planned number of draws, in words; nil where unknown.
    package var stopRules: [String]?
    /// How a prompt's text becomes what is sent: "none", a template with `{prompt}`, or "chat".
    package var template: String
    /// The part of each answer that scorers and groups look at.
    package var answer = AnswerPart.standard
    /// Draws planned per prompt.
    package var plannedDraws: Int
    /// Why that number was not fixed in advance; nil where it was.
    package var planChange: PlanChange?
    /// Whether each draw is made from what those before it have left: limits hold at any number of
    /// such draws, and none for a number that was fixed in advance.
    package var isWithoutReplacement = false
    package var alpha: Double
    package var seed: UInt64
    /// When the run was created, ISO 8601 in UTC.
    package var created: String
    /// Why sampling ended, in words; nil while it goes on or where it was cut short.
    package var ending: String?

    package init(
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
    package static let importedDecoding = "reported, not verified"

    /// Whether the draws were made elsewhere, so that seed and plan are not theirs.
    package var isImported: Bool { Self.isImported(decoding: decoding) }

    /// Whether draws that have such a decoding were made elsewhere, by whatever their file says of it.
    package static func isImported(decoding: String) -> Bool {
        decoding.contains(importedDecoding)
    }

    /// The seed that the draws were made by; nil where they were made elsewhere.
    package var knownSeed: UInt64? { isImported ? nil : seed }

    /// The same in words.
    package var seedWords: String { knownSeed.map(String.init) ?? "not known (imported)" }

    /// A scorer's name and the meaning of its numbers.
    package struct Scorer: Sendable, Hashable {
        package var name: String
        /// All settings that change scores, in one line; empty where there are none.
        package var settings: String
        package var isBinary: Bool
        package var zero: String
        package var one: String
        /// What is known of a judge's errors; every limit is widened by it.
        package var judge: JudgeAccuracy?

        package init(
            name: String, settings: String = "", isBinary: Bool, zero: String, one: String,
            judge: JudgeAccuracy? = nil
        ) {
            self.name = name
            self.settings = settings
            self.isBinary = isBinary
            self.zero = zero
            self.one = one
            self.judge = judge
        }

        /// Whether both give every answer the same score and are right as often, so that scores of
        /// two runs can be compared.
        package func isSame(as other: Scorer) -> Bool {
            name == other.name && settings == other.settings && judge == other.judge
        }

        /// Whether the scores were given elsewhere, by whatever gave them.
        package var isImported: Bool { settings == "imported" || settings.hasPrefix("imported, ") }

        /// Whether the scores were given elsewhere under a name that judges have: they are no truth.
        package var isNamedAsJudge: Bool {
            let name = name.lowercased()
            return isImported && Self.judges.contains(where: name.contains)
        }

        private static let judges = [
            "judge", "grader", "graded", "llm", "rubric", "verdict", "gpt", "claude", "gemini",
            "evaluator", "classifier", "strongreject", "strong_reject",
        ]

        /// Name and settings, as a scorer is asked for.
        package var specification: String { settings.isEmpty ? name : "\(name):\(settings)" }
    }
}
