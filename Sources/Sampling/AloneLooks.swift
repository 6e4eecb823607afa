import Evidence
import Findings
import Inference
import Journal
import Prompts

/// When the question is put whether draws repeat each other because they were made many at once.
struct AloneLooks: Sendable, Hashable {
    /// At how many draws it is put next, where the run stays open.
    fileprivate var next = 1
    /// At how many draws models were looked at, where the run stays open.
    fileprivate var looked = 0
    /// Whether it was put and is not answered.
    fileprivate var isOpen = false
}

/// A question of draws that are made alone, and how it is put.
struct LoneQuestion: Sendable, Hashable {
    var draws: LoneDraws
    /// The prompt's name, for the reason.
    var name: String
    /// The servers that work: one that was left out is no part of the run.
    var servers: [Int]
    /// How many further draws may be made at most.
    var most: Int
    /// How long they may take together.
    var time: Duration
}

extension RunState {
    /// Said where a run ended before it was found out.
    static let aloneWarning =
        "Whether draws repeat each other because many were made at once was not found out: the run ended "
        + "before enough further ones had been made one at a time."

    var isAskedAlone: Bool { aloneLooks.isOpen }

    /// What is asked whenever everything wanted is there and the run stays open for more.
    mutating func lastQuestions(at now: Duration) -> [Effect] {
        guard case .finished? = idleReason, counts.committed > aloneLooks.looked else { return [] }
        aloneLooks.looked = counts.committed
        var effects = unverifiedServers.map { Effect.probe(server: $0) }
        if counts.committed >= aloneLooks.next {
            aloneLooks.next = counts.committed + counts.committed / 2
            if let question = askAlone(at: now) { effects.append(.drawAlone(question)) }
        }
        return effects
    }

    /// Draws to be made alone, now that all others are there; nil where they would tell nothing, or a
    /// budget has no room for them, which is said.
    ///
    /// Whether others are made meanwhile does not matter to what they prove.
    mutating func askAlone(at now: Duration) -> LoneQuestion? {
        // A session that has asked no server leaves what is known as it is.
        guard counts.requests > 0 || !readyServers.isEmpty else { return nil }
        guard plan.rest == nil, plan.asksForSeeds, plan.decoding.confidence == nil,
            !beginsInThoughts, !aloneLooks.isOpen, let draws = LoneDraws(evidence)
        else { return nil }
        aloneLooks.isOpen = true
        var question = LoneQuestion(
            draws: draws, name: "\(evidence[draws.prompt].prompt.id)", servers: readyServers,
            most: 2 * LoneDraws.most, time: Sampler.longestAlone)
        for rule in plan.stopRules {
            switch rule {
            case .tokens(let limit):
                let tokens = max(1, plan.decoding.maxTokens)
                question.most = min(question.most, max(0, limit - counts.tokens) / tokens)
            case .requests(let limit):
                question.most = min(question.most, max(0, limit - counts.requests))
            case .wallTime(let limit): question.time = min(question.time, limit - now)
            case .width, .verdict: continue
            }
        }
        guard question.most > 0, question.time > .zero else {
            noteAlone(isSettled: false)
            return nil
        }
        return question
    }

    /// Takes note of what draws that were made alone have told.
    mutating func noteAlone(isSettled: Bool) {
        aloneLooks.isOpen = false
        if isSettled {
            withdraw(Self.aloneWarning)
        } else {
            warn(Self.aloneWarning)
        }
    }
}
