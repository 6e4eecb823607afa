import Evidence
import Findings
import Journal
import Platform
import Prompts
import Scoring
import Statistics

/// Applies a plan's stop rules to what has been committed.
struct RuleBook {
    private let rules: [StopRule]
    private let alpha: Double
    private let statement: Statement
    /// What the draws of each prompt prove, extended by the new ones alone.
    private var findings: [PromptID: PromptFinding] = [:]
    private var bounds = BinaryBounds()
    /// The rule that ended the run, in words, once one did.
    var runStop: String?
    /// The rules that ended prompts, in words, by position.
    var promptStops: [Int: String] = [:]

    init(plan: SamplingPlan) {
        let scorer = plan.scorers.first?.descriptor
        var statement = Statement(alpha: plan.alpha).about(
            isBinary: scorer?.isBinary ?? false,
            judge: scorer.flatMap { RunIdentity.ScorerIdentity($0).judge })
        statement.family = plan.prompts.prompts.count
        self.init(plan.stopRules, statement)
    }

    /// - Parameter statement: what is stated of each prompt, at any number of draws, by the first
    ///   scorer.
    init(_ rules: [StopRule], _ statement: Statement) {
        self.rules = rules
        self.statement = statement
        alpha = statement.alpha
    }

    /// When a rule ends the run without anything else happening, if one does.
    var deadline: Duration? {
        guard runStop == nil else { return nil }
        return rules.compactMap { rule in
            guard case .wallTime(let time) = rule else { return nil }
            return time
        }.min()
    }

    /// The rule that ends the whole run now, in words.
    func reason(toEndRun counts: RunState.Counts, at now: Duration) -> String? {
        for rule in rules {
            switch rule {
            case .tokens(let limit) where counts.tokens >= limit:
                return "\(limit) tokens generated"
            case .requests(let limit) where counts.requests >= limit:
                return "\(limit) requests sent"
            case .wallTime(let limit) where now >= limit:
                return "\(limit.components.seconds) s of sampling"
            default:
                continue
            }
        }
        return nil
    }

    /// What the draws of a prompt prove by the first scorer.
    private mutating func finding(of evidence: PromptEvidence) -> PromptFinding? {
        guard let scores = evidence.scores.first else { return nil }
        // Taken out, so that it is extended in place.
        var finding = findings.removeValue(forKey: evidence.prompt.id) ?? PromptFinding()
        var budget = Int.max
        if !finding.isCurrent(scores, void: evidence.void) {
            finding.extend(
                to: scores, statement, void: evidence.void, budget: &budget, sharing: &bounds)
        }
        findings[evidence.prompt.id] = finding
        return finding
    }

    /// How much a prompt needs the next draws, the least value first (``OrderPolicy/need``).
    ///
    /// With a verdict as the aim it is the predicted number of draws that are still missing,
    /// `ln(1/α) / kl(p, target) − n`, with kl the relative entropy of coins and p the mean score:
    /// the verdict that is nearest comes first, as in racing algorithms (Maron & Moore 1994). The
    /// mean is not shrunk, or a prompt that never leaks would look like one near a small target.
    /// Otherwise it is the negative width of the interval: the
    /// widest is sharpened first. Until a prompt has its first draws it precedes all others.
    mutating func need(_ evidence: PromptEvidence) -> Double {
        guard let scores = evidence.scores.first, scores.count >= 8 else {
            return -.infinity
        }
        for case .verdict(let target) in rules {
            let entropy = relativeEntropy(scores.mean, target)
            return entropy > 0 ? log(1 / alpha) / entropy - Double(scores.count) : .infinity
        }
        // Draws that contradict each other are not sharpened by more of them.
        guard let bound = finding(of: evidence)?.reading.bound else { return .infinity }
        return bound.lower - bound.upper
    }

    private func relativeEntropy(_ p: Double, _ q: Double) -> Double {
        func term(_ a: Double, _ b: Double) -> Double { a > 0 ? a * log(a / b) : 0 }
        return term(p, q) + term(1 - p, 1 - q)
    }

    /// What the rules say of one prompt.
    struct Outlook: Hashable {
        /// The rule that ends it now, in words.
        var reason: String?
        /// Otherwise the number of its draws at which a rule is likely to end it, if one is.
        var expectedDraws: Int?
    }

    /// Looks at one prompt's evidence.
    mutating func outlook(for evidence: PromptEvidence) -> Outlook {
        var outlook = Outlook()
        guard hasPromptRules, let scores = evidence.scores.first,
            let finding = finding(of: evidence), let bound = finding.reading.bound
        else { return outlook }
        for rule in rules {
            var expected = Double.infinity
            switch rule {
            case .width(let width):
                let now = bound.upper - bound.lower
                if now <= width {
                    outlook.reason = "interval no wider than \(width)"
                    return outlook
                }
                // Widths shrink with the root of the number of draws.
                expected = Double(scores.draws) * (now / width) * (now / width)
            case .verdict(let target):
                switch finding.verdict(target) {
                case .above:
                    outlook.reason = "lower limit above \(target)"
                    return outlook
                case .below:
                    outlook.reason = "upper limit at or below \(target)"
                    return outlook
                case .undecided, nil: break
                }
                // What a mixture pays for holding at any time is half the logarithm of n.
                let evidenceWanted = log(1 / alpha) + 0.5 * log(Double(max(2, scores.draws))) + 1
                expected = evidenceWanted / relativeEntropy(scores.mean, target)
            case .tokens, .wallTime, .requests:
                continue
            }
            if expected < 1e9 {
                outlook.expectedDraws = min(outlook.expectedDraws ?? .max, Int(expected))
            }
        }
        return outlook
    }

    private var hasPromptRules: Bool {
        rules.contains { rule in
            switch rule {
            case .width, .verdict: true
            case .tokens, .wallTime, .requests: false
            }
        }
    }
}

// MARK: - Application

extension RunState {
    /// Checks the rules after a commit; `grown` are the prompts that have new evidence.
    mutating func apply(
        _ rules: inout RuleBook, to grown: some Sequence<Int>, at now: Duration
    ) -> [Effect] {
        var effects: [Effect] = []
        for prompt in grown where mayStop(prompt) {
            let outlook = rules.outlook(for: evidence[prompt])
            expectedDraws[prompt] = outlook.expectedDraws
            if let reason = outlook.reason {
                rules.promptStops[prompt] = reason
                evidence[prompt].stopped = reason
                let stop = PromptStop(prompt: evidence[prompt].prompt.id, reason: reason)
                tell { (journal) throws(JournalError) in
                    try journal.recordEvent(.promptStopped, stop.text)
                }
                effects += pass(.close(prompt: prompt), at: now)
            } else if plan.order == .need {
                effects += pass(
                    .priority(prompt: prompt, rules.need(evidence[prompt])), at: now)
            }
        }
        if rules.runStop == nil, let reason = rules.reason(toEndRun: counts, at: now) {
            rules.runStop = reason
            for prompt in scheduler.prompts.indices {
                effects += pass(.close(prompt: prompt), at: now)
            }
        }
        return effects
    }

    /// Notes whether everything wanted is there, and ends the run where nothing else can come.
    mutating func settle(_ rules: RuleBook, staysOpen: Bool, at now: Duration) {
        let isCutShort = isCutShort(rules, at: now)
        let isDone = (scheduler.isDone || isCutShort) && uncommittedSince == nil
        if isDone, idleReason == nil {
            idleReason = reason(rules, isCutShort: isCutShort)
            isChanged = true
        } else if !isDone, idleReason != nil {
            idleReason = nil
            isChanged = true
        }
        if let idleReason, !staysOpen { end(idleReason) }
    }

    /// Whether a rule has ended the run and no server is there for the draws that were under way.
    ///
    /// As a rule these are waited for, since which of them are slow may depend on their texts. That
    /// no server answers does not.
    private func isCutShort(_ rules: RuleBook, at now: Duration) -> Bool {
        guard rules.runStop != nil, !scheduler.isDone, scheduler.inFlight.isEmpty,
            let outage = scheduler.outage(at: now)
        else { return false }
        return outage >= plan.limits.retry.grace
    }

    private func reason(_ rules: RuleBook, isCutShort: Bool) -> Ending {
        let failures = evidence.compactMap(\.failure)
        if !failures.isEmpty, failures.count == evidence.count {
            return .failed("no prompt can be sampled: \(failures[0])")
        }
        if let runStop = rules.runStop {
            return .finished(
                isCutShort ? "\(runStop); no server is there to finish what was begun" : runStop)
        }
        guard !rules.promptStops.isEmpty else {
            return .finished("\(plan.draws) draws per prompt")
        }
        let reasons = Set(rules.promptStops.values).sorted().joined(separator: ", or ")
        let stopped = rules.promptStops.count + failures.count
        return .finished(
            stopped >= evidence.count
                ? reasons : "\(reasons), or \(plan.draws) draws per prompt")
    }
}
