import Evidence
import Journal
import Prompts

extension RunState {
    /// Whether draws must be committed now.
    func isCommitDue(at now: Duration) -> Bool {
        if let diskRetryAt { return now >= diskRetryAt }
        guard let uncommittedSince else { return false }
        // Each draw without replacement is to know of as many others as it can.
        return scheduler.isDone || uncommitted.count >= plan.limits.batch || rest != nil
            || now - uncommittedSince >= plan.limits.batchTime
    }

    /// When draws must be committed at the latest, if there are any.
    var commitTime: Duration? {
        diskRetryAt ?? uncommittedSince.map { $0 + plan.limits.batchTime }
    }

    /// Writes what has come to the journal and, that done, adds it to the evidence.
    ///
    /// What came in a burst is written in several batches. Where the disk is full, what is not
    /// written is kept, sampling pauses and the same is tried again.
    /// Returns the effects and the prompts whose evidence has grown.
    mutating func commit(at now: Duration) -> (effects: [Effect], grown: Set<Int>) {
        guard uncommittedSince != nil else { return ([], []) }
        isChanged = true
        var grown: Set<Int> = []
        let waiting = uncommitted.count
        // Once for all batches: the meter takes the first count at a moment for its beginning.
        defer { if uncommitted.count < waiting { rate.add(waiting - uncommitted.count, at: now) } }
        do {
            // No draw without what it answers.
            try journal.record(sent: unwrittenTexts)
            unwrittenTexts.removeAll()
            try commitThoughts()
            try commitGreedy()
            while !uncommitted.isEmpty {
                let batch = Array(uncommitted.prefix(max(1, plan.limits.batch)))
                try journal.append(batch)
                uncommitted.removeFirst(batch.count)
                takeIn(batch, &grown)
            }
        } catch {
            return (suspend(for: error, at: now), grown)
        }
        noteFailedScores()
        noteThoughts()
        uncommittedSince = nil
        return (resumeAfterDiskProblem(at: now) + closeExhausted(grown, at: now), grown)
    }

    private mutating func commitGreedy() throws(JournalError) {
        for greedy in uncommittedGreedy.values {
            try journal.appendGreedy(greedy.answer, scores: greedy.scores)
        }
        for (prompt, greedy) in uncommittedGreedy {
            evidence[prompt].greedy = greedy.answer
            greedyScores[prompt] = greedy.scores
        }
        uncommittedGreedy.removeAll(keepingCapacity: true)
    }

    /// Adds draws that the journal has to the evidence, as far as it is their turn.
    private mutating func takeIn(_ batch: [JournalDraw], _ grown: inout Set<Int>) {
        for draw in batch {
            guard let prompt = positions[draw.draw.prompt] else { continue }
            count(draw, prompt)
            for var next in buffers[prompt].insert(draw, at: draw.draw.index) {
                rest?.takeIn(&next, prompt: prompt)
                evidence[prompt].add(next.draw, scores: next.scores)
            }
            if let exact = rest?.exact(prompt) { evidence[prompt].setExact(exact) }
            checkHonesty()
            evidence[prompt].waiting = buffers[prompt].waiting
            grown.insert(prompt)
        }
    }

    private mutating func count(_ draw: JournalDraw, _ prompt: Int) {
        counts.outcomes[prompt] += 1
        if draw.draw.attempts > 1 { counts.retried += 1 }
        if let answer = draw.draw.answer {
            counts.tokens += answer.tokenCount - (draw.draw.launch?.path.count ?? 0)
        } else {
            counts.lost += 1
        }
        if evidence[prompt].failure != nil, !scheduler.prompts[prompt].isFailed {
            // It failed in an earlier session, and the server has more room by now.
            evidence[prompt].failure = nil
            tell { (journal) throws(JournalError) in
                try journal.setFailure(nil, prompt: draw.draw.prompt)
            }
        }
    }

    /// Says once per scorer that it fails, on the screen and in the run's record.
    private mutating func noteFailedScores() {
        for failure in scores.failures where !failedScorers.contains(failure.reason) {
            failedScorers.insert(failure.reason)
            standingNotices.append(
                "Answers are not scored, and count at their worst: \(failure.reason)")
            tell { (journal) throws(JournalError) in
                try journal.recordEvent(.scorerFailed, failure.reason)
            }
        }
    }

    /// Says once that answers hold thoughts, and what of them counts.
    private mutating func noteThoughts() {
        guard let finder = plan.finder, finder.hasSeenThoughts else { return }
        let notice = SamplingPlan.thoughtNotice(finder.part)
        guard !standingNotices.contains(notice) else { return }
        standingNotices.append(notice)
        warn(notice)
    }

    private mutating func suspend(for error: JournalError, at now: Duration) -> [Effect] {
        guard error.isTransient else {
            end(.failed(error.description))
            return []
        }
        let since = diskFullSince ?? now
        guard now - since < plan.limits.retry.patience else {
            end(.failed(error.description))
            return []
        }
        diskFullSince = since
        diskProblem = error.description + ", and sampling goes on"
        diskRetryAt = now + plan.limits.diskRetry
        isChanged = true
        return pass(.paused(true), at: now)
    }

    private mutating func resumeAfterDiskProblem(at now: Duration) -> [Effect] {
        guard diskProblem != nil else { return [] }
        diskProblem = nil
        diskRetryAt = nil
        diskFullSince = nil
        return isPausedByUser ? [] : pass(.paused(false), at: now)
    }
}
