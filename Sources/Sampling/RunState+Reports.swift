import Evidence
import Findings
import Inference
import Journal
import Prompts
import Text

/// What happened, and what is to be done about it.
extension RunState {
    /// Takes in what happened and returns what is to be done.
    mutating func take(_ report: Report, at now: Duration) -> [Effect] {
        switch report {
        case .probed(let server, let facts, let answer, let template):
            return takeProbe(server, facts, answer, template, at: now)
        case .otherTemplate(let server, let reason):
            return leaveOut(server, reason, at: now)
        case .rendered(let prompt, let text):
            unwrittenTexts[plan.prompts[prompt].id] = text
        case .unfit(let server, let reason):
            doubt(server)
            return leaveOut(server, reason, at: now)
        case .probeFailed(let server, let error):
            return takeFailedProbe(server, error, at: now)
        case .drawn(let block, let prompt, let draw):
            // A draw that was given up in the meantime must not be counted twice.
            let index = draw.draw.index
            guard scheduler.inFlight[block]?.unfinished.contains(index) == true else { return [] }
            add(judged(draw), prompt: prompt, at: now)
            // What is launched next is to know of it.
            let effects = rest == nil ? [] : commitAtOnce(at: now)
            return effects + finish(block, index, at: now)
        case .lost(let block, let index, let reason, let text):
            guard scheduler.inFlight[block.id]?.unfinished.contains(index) == true else {
                return []
            }
            addLost(block.prompt, index, attempts: block.attempt, reason, text: text, at: now)
            return finish(block.id, index, at: now)
        case .answers(let block, let answers):
            guard case .draws(let indexes) = block.work, !copiesWatch.isAlarm else { return [] }
            copiesWatch.take(
                answers, from: indexes.lowerBound, prompt: block.prompt, server: block.server)
            if copiesWatch.isAlarm {
                raise(
                    .copies,
                    "\(addresses[block.server]) \(copiesWatch.words): it, or a cache before it, "
                        + "ignores seeds, and draws are copies of each other")
            }
        case .copies(let reason):
            closeQuestion()
            raise(.copies, reason)
        case .noCopies:
            closeQuestion()
        case .alone(let isSettled):
            noteAlone(isSettled: isSettled)
        case .asked, .late:
            break
        case .difference(let difference):
            noteDifference(
                difference, because: "Probabilities differ when they are asked for again")
        case .sum(let sum):
            noteSum(sum)
        case .greedy(let block, let answer, let scores):
            guard scheduler.inFlight[block.id] != nil else { return [] }
            add(answer, judged(scores, of: answer.answer), block, at: now)
            return pass(.greedyFinished(block: block.id), at: now)
        case .ended(let block, let how, let reason):
            if how != .complete { noteTrouble(block.server, reason) }
            if let useless = scheduler.uselessness(at: now), useless >= plan.limits.retry.patience,
                how != .complete
            {
                end(.failed("no server was of use for \(useless.components.seconds) s: \(reason)"))
            }
            return pass(.blockEnded(block.id, how), reason: reason, at: now)
        case .promptFailed(let block, let reason):
            return fail(block.prompt, reason, block: block.id, at: now)
        case .fatal(let reason):
            end(.failed(reason))
        case .settings(let echoed):
            store(echoed)
        case .order(let order):
            return obey(order, at: now)
        case .caution(let warning):
            guard !standingNotices.contains(warning) else { break }
            standingNotices.append(warning)
            warn(warning)
        case .timer:
            if let outage = scheduler.outage(at: now), outage >= plan.limits.retry.patience {
                let reason =
                    serverNotices.min { $0.key < $1.key }?.value
                    ?? "\(addresses[0]) has not answered the questions about its model"
                end(.failed("no server was of use for \(outage.components.seconds) s: \(reason)"))
            }
            return pass(.timePassed, at: now)
        }
        return []
    }

    /// Passes an event on to the scheduler and turns its actions into effects.
    mutating func pass(_ event: SchedulerEvent, reason: String = "", at now: Duration) -> [Effect] {
        if case .paused(let isPaused) = event { rate.setPaused(isPaused, at: now) }
        var effects: [Effect] = []
        for action in scheduler.handle(event, at: now) {
            switch action {
            case .launch(let block):
                if case .draws = block.work, repeated(block.prompt) != nil {
                    effects.append(.repeatGreedy(block))
                } else if let order = launchRest(block) {
                    counts.requests += 1
                    effects.append(.launchRest(block, order))
                } else {
                    counts.requests += 1
                    effects.append(.launch(block))
                }
            case .probe(let server):
                effects.append(.probe(server: server))
            case .lose(let prompt, let index, let attempts, _):
                addLost(prompt, index, attempts: attempts, reason, at: now)
            case .loseGreedy(let prompt, .answer):
                let id = plan.prompts[prompt].id
                standingNotices.append("Prompt \(id) has no greedy answer: \(reason)")
                if plan.decoding.confidence != nil {
                    effects += fail(prompt, "no greedy answer: \(reason)", block: nil, at: now)
                }
            case .loseGreedy(_, .check):
                break
            }
        }
        return effects
    }

    private mutating func finish(_ block: Int, _ index: Int, at now: Duration) -> [Effect] {
        let server = scheduler.inFlight[block]?.block.server
        let effects = pass(.drawFinished(block: block, index: index), at: now)
        if let server { doubtful[server] += 1 }
        return effects
    }

    private mutating func addLost(
        _ prompt: Int, _ index: Int, attempts: Int, _ reason: String, text: String? = nil,
        at now: Duration
    ) {
        let id = plan.prompts[prompt].id
        var draw = Draw(
            prompt: id, index: index, seed: scheduler.seeds.seed(of: id, index: index),
            outcome: .lost(reason: reason), attempts: attempts)
        draw.lostText = text
        lostReasons[reason, default: 0] += 1
        add(
            JournalDraw(draw: draw, scores: Array(repeating: nil, count: plan.scorers.count)),
            prompt: prompt, at: now)
    }

    private mutating func add(_ draw: JournalDraw, prompt: Int, at now: Duration) {
        uncommitted.append(draw)
        if uncommittedSince == nil { uncommittedSince = now }
    }

    private mutating func add(
        _ greedy: GreedyAnswer, _ scores: [Double?], _ block: Block, at now: Duration
    ) {
        var answer = greedy
        var known = scores
        if case .greedy(.check) = block.work,
            let first = uncommittedGreedy[block.prompt]?.answer ?? evidence[block.prompt].greedy
        {
            answer = first
            answer.isStable = ExactText(first.answer.text) == ExactText(greedy.answer.text)
            known = uncommittedGreedy[block.prompt]?.scores ?? greedyScores[block.prompt]
        }
        uncommittedGreedy[block.prompt] = (answer, known)
        if uncommittedSince == nil { uncommittedSince = now }
    }
}

extension CopiesWatch {
    /// What was seen, behind a server's name.
    var words: String {
        logWealth >= within.logEvidence
            ? "gave the answers of one request again, each in its place, "
                + Figure.count(repeats, "time", "times")
            : "gives equal answers within one request and others in the next, far beyond chance"
    }
}
