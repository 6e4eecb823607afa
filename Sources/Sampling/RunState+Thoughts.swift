import Evidence
import Journal
import Prompts

/// Thoughts that a chat template has opened which nobody sees, at a server that renders conversations
/// itself.
///
/// Such answers have the mark that closes a thought and none that opens it; and an answer that is cut
/// inside its thought has no mark at all, as one without any thoughts. Once answers have shown which
/// kind of model it is, answers without a mark are lost, those from before too; a stray mark shows nothing.
extension RunState {
    /// What is said once of such a run.
    static let thoughtsBegin =
        "The server's chat template opens a thought before each answer: answers that do not close it end "
        + "inside it and count as lost, also those from before this was seen."

    /// A draw as what it is where answers begin inside their thoughts.
    mutating func judged(_ draw: JournalDraw) -> JournalDraw {
        guard let answer = draw.draw.answer, looksForThoughts else { return draw }
        if !beginsInThoughts, countMarks(answer.text, ended: answer.isTruncated ? 0 : 1) {
            beginsInThoughts = true
            unwrittenThoughts = true
            standingNotices.append(Self.thoughtsBegin)
        }
        guard beginsInThoughts, Thoughts.end(of: answer.text) == .none else { return draw }
        var lost = draw
        lost.draw.outcome = .lost(reason: Draw.thoughtReason)
        lost.draw.lostText = answer.text
        lost.scores = lost.scores.map { _ in nil }
        lostReasons[Draw.thoughtReason, default: 0] += 1
        return lost
    }

    /// The same for a greedy answer's scores.
    func judged(_ scores: [Double?], of answer: Answer) -> [Double?] {
        guard looksForThoughts, beginsInThoughts, Thoughts.end(of: answer.text) == .none else {
            return scores
        }
        return scores.map { _ in nil }
    }

    /// Counts the marks of the draws that are there already.
    mutating func countMarks() {
        guard looksForThoughts, !beginsInThoughts else { return }
        for output in evidence.flatMap(\.outputs) {
            _ = countMarks(
                output.text, times: output.count, ended: output.count - output.truncated)
        }
    }

    /// Counts what an answer says of where answers begin.
    ///
    /// - Returns: whether it closes a thought, and that is no stray mark.
    private mutating func countMarks(_ text: String, times: Int = 1, ended: Int) -> Bool {
        guard Thoughts.closesUnopened(text) else {
            if ended > 0, Thoughts.end(of: text) == .none { endedWithoutMarks += ended }
            return false
        }
        unopenedMarks += times
        return Thoughts.areOpenedUnseen(unopened: unopenedMarks, ended: endedWithoutMarks)
    }

    private var looksForThoughts: Bool {
        plan.rest == nil && plan.finder.map { $0.part.rule != .whole } ?? false
    }

    /// Says in the journal what was seen, before the draws that have shown it.
    mutating func commitThoughts() throws(JournalError) {
        guard unwrittenThoughts else { return }
        try journal.recordEvent(.unopenedThought, Self.thoughtsBegin)
        unwrittenThoughts = false
        isRejudged = true
    }

    /// Takes the evidence from the journal anew, which knows by now how to read answers.
    mutating func rejudge() {
        guard isRejudged, uncommitted.isEmpty, uncommittedGreedy.isEmpty else { return }
        isRejudged = false
        let run: RestoredRun
        do {
            run = try journal.restore()
        } catch {
            return end(.failed(error.description))
        }
        revision += 1
        counts.lost = 0
        for (position, known) in run.evidence.enumerated() {
            let stopped = evidence[position].stopped
            evidence[position] = known
            evidence[position].stopped = stopped
            evidence[position].rejudge(revision)
            greedyScores[position] = run.greedyScores[position]
            var buffer = PrefixBuffer<JournalDraw>(next: known.drawCount)
            for draw in run.waiting[position] { _ = buffer.insert(draw, at: draw.draw.index) }
            buffers[position] = buffer
            counts.lost += known.lost + run.waiting[position].count { $0.draw.answer == nil }
        }
        unruled.formUnion(evidence.indices)
        isChanged = true
    }
}
