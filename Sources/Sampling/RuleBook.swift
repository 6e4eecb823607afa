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
    /// What is stated of each prompt by each scorer: what a gate over the same run asks.
    private let statements: [Statement]
    /// How many statements share α where they are to hold together; else 1.
    private let together: Int
    /// What the draws of each prompt prove by each scorer, extended by the new ones alone.
    private var findings: [PromptID: [PromptFinding]] = [:]
    private var bounds = BinaryBounds()
    private var forecasts: [PromptID: Forecast] = [:]
    /// The rule that ended the run, in words, once one did.
    var runStop: String?
    /// The rules that ended prompts, in words, by position.
    var promptStops: [Int: String] = [:]

    /// The number of draws at which a verdict is likely to be there.
    private struct Forecast {
        /// How many draws there were, in halves of a doubling.
        var step: Int
        var target: Double
        var draws: Int?
    }

    init(plan: SamplingPlan) {
        let count = plan.prompts.count
        let statement = Statement(alpha: plan.alpha)
            .alarming(prompts: count, scorers: plan.scorers.count)
        self.init(
            plan.stopRules,
            plan.scorers.map(\.descriptor).map {
                statement.about(
                    isBinary: $0.isBinary, judge: RunIdentity.ScorerIdentity($0).judge)
            }, together: plan.isSimultaneous ? count * plan.scorers.count : 1)
    }

    /// - Parameters:
    ///   - statements: what is stated of each prompt by each scorer, at any number of draws, on its own.
    ///   - together: how many of them are to hold together.
    init(_ rules: [StopRule], _ statements: [Statement], together: Int = 1) {
        self.rules = rules
        self.statements = statements
        self.together = together
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

    /// What the draws of a prompt prove, by each scorer.
    private mutating func findings(of evidence: PromptEvidence) -> [PromptFinding] {
        // Taken out, so that they are extended in place.
        var known = findings.removeValue(forKey: evidence.prompt.id) ?? []
        known.bringUp(to: evidence, statements, among: together, sharing: &bounds)
        findings[evidence.prompt.id] = known
        return known
    }

    /// How much a prompt needs the next draws, the least value first (``OrderPolicy/need``).
    ///
    /// With a verdict as the aim it is the predicted number of draws that are still missing by every
    /// scorer: the verdict that is nearest comes first, as in racing algorithms (Maron & Moore 1994).
    /// Otherwise it is the negative width of the interval: the widest is sharpened first. Until a
    /// prompt has its first draws it precedes all others.
    mutating func need(_ evidence: PromptEvidence) -> Double {
        guard let scores = evidence.scores.first, scores.count >= 8 else {
            return -.infinity
        }
        // Draws that contradict each other are not sharpened by more of them.
        let findings = findings(of: evidence)
        guard let bound = findings.first?.simultaneous.bound else { return .infinity }
        for case .verdict(let target) in rules where evidence.exact == nil {
            return draws(evidence, findings, untilVerdict: target)
                .map { Double($0 - evidence.drawCount) } ?? .infinity
        }
        return bound.lower - bound.upper
    }

    /// The statement that will decide: a verdict above holds together with the others.
    private func statement(
        _ position: Int, _ scores: ScoreEvidence, _ target: Double
    ) -> Statement {
        scores.mean > target
            ? statements[position].shared(among: together) : statements[position]
    }

    /// The rule that ends the sampling of a prompt now, in words.
    ///
    /// A width is that of the first scorer's interval; a verdict has to be there by every scorer, as
    /// gates ask all of them.
    mutating func reason(toEnd evidence: PromptEvidence) -> String? {
        guard hasPromptRules else { return nil }
        let findings = findings(of: evidence)
        guard let bound = findings.first?.simultaneous.bound else { return nil }
        for rule in rules {
            switch rule {
            case .width(let width) where bound.upper - bound.lower <= width:
                return "interval no wider than \(width)"
            case .verdict(let target):
                let verdicts = findings.map { $0.gateVerdict(target) }
                guard !verdicts.contains(nil), !verdicts.contains(.undecided) else { continue }
                if !verdicts.contains(.below) { return "lower limit above \(target)" }
                if !verdicts.contains(.above) { return "upper limit at or below \(target)" }
                return "limits above or below \(target) by every scorer"
            case .width, .tokens, .wallTime, .requests: continue
            }
        }
        return nil
    }

    /// The number of its draws at which a rule is likely to end a prompt that none ends now.
    mutating func expectedDraws(of evidence: PromptEvidence) -> Int? {
        guard hasPromptRules, evidence.drawCount > 0, evidence.exact == nil else { return nil }
        let findings = findings(of: evidence)
        guard let bound = findings.first?.simultaneous.bound else { return nil }
        var least: Int?
        for rule in rules {
            var expected: Int?
            switch rule {
            case .width(let width):
                expected = VerdictForecast.draws(evidence.drawCount, bound, narrowedTo: width)
            case .verdict(let target):
                expected = draws(evidence, findings, untilVerdict: target)
            case .tokens, .wallTime, .requests: continue
            }
            if let expected { least = min(least ?? .max, expected) }
        }
        return least
    }

    /// The draws after which there is a verdict, found out anew twice per doubling of the draws: it
    /// costs many limits.
    private mutating func draws(
        _ evidence: PromptEvidence, _ findings: [PromptFinding], untilVerdict target: Double
    ) -> Int? {
        let step = Int(2 * log2(Double(evidence.drawCount)))
        if let known = forecasts[evidence.prompt.id], known.step == step, known.target == target {
            return known.draws
        }
        let draws = newForecast(evidence, findings, target: target)
        forecasts[evidence.prompt.id] = Forecast(step: step, target: target, draws: draws)
        return draws
    }

    /// The draws that decide it by every scorer; nil where some scorer may never decide it.
    private func newForecast(
        _ evidence: PromptEvidence, _ findings: [PromptFinding], target: Double
    ) -> Int? {
        var most = evidence.drawCount
        for (position, finding) in findings.enumerated() {
            guard let verdict = finding.gateVerdict(target) else { return nil }
            guard verdict == .undecided else { continue }
            let scores = evidence.scores[position]
            let forecast = VerdictForecast(
                scores, statement(position, scores, target).deciding, target: target)
            guard let more = forecast.draws else { return nil }
            most = max(most, evidence.drawCount + more)
        }
        return most
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
            let reason = rules.reason(toEnd: evidence[prompt])
            expectedDraws[prompt] =
                reason == nil ? rules.expectedDraws(of: evidence[prompt]) : nil
            if let reason {
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
