import Evidence
import Exchange
import Journal
import Prompts
import Sampling
import Scoring

/// Scores the draws of a finished run again; needs no server but the scorers' own.
struct Rescorer: Sendable {
    let scorers: [any Scorer]
    /// The part of each answer that the scorers are shown.
    var part = AnswerPart.standard
    /// How many answers are scored at once; of use for scorers that wait for a program or a model.
    var concurrency = 8

    /// What came of scoring a run.
    struct Result: Sendable {
        /// Without tokens; draws beyond a gap have their new scores in `waiting`.
        var run: RestoredRun
        /// For each prompt the scores of every answer to it.
        fileprivate var tables: [Table] = []
        /// Why scorers could not score answers, the first reason of each one by its position.
        private var firstReasons: [Int: String] = [:]

        init(run: RestoredRun) {
            self.run = run
        }

        var reasons: [String] { firstReasons.sorted { $0.key < $1.key }.map(\.value) }

        /// What a reader must know of thoughts, where answers hold any.
        func thinkingNotice(_ part: AnswerPart) -> String? {
            var (with, cut) = (0, 0)
            for output in run.evidence.lazy.flatMap(\.outputs) {
                let end = Thoughts.end(of: output.text)
                if end != .none { with += output.count }
                if end == .open { cut += output.count }
            }
            return ThinkingNotice.sentence(with: with, cut: cut, part: part)
        }

        /// The same draw of the prompt at this position with its new scores.
        func rescored(_ entry: JournalDraw, prompt: Int) -> JournalDraw {
            JournalDraw(draw: entry.draw, scores: scores(of: entry.draw.answer, prompt: prompt))
        }

        /// The scores of an answer; none where it never came.
        fileprivate func scores(of answer: Answer?, prompt: Int) -> [Double?] {
            guard let answer,
                !run.identity.answerPart.isCutInThought(answer.text, isCut: answer.stop == .limit),
                let scores = tables[prompt][Array(answer.text.utf8)]
            else { return run.identity.scorers.map { _ in nil } }
            return scores
        }

        mutating func note(_ error: ScoringError, of scorer: Int) {
            if firstReasons[scorer] == nil { firstReasons[scorer] = error.description }
        }
    }

    /// Scores by the bytes of answers: texts that are equal as strings may differ in them.
    fileprivate typealias Table = [[UInt8]: [Double?]]

    /// The same draws with new scores; each distinct answer to a prompt is scored once.
    ///
    /// - Parameter progress: told how many distinct answers of how many are scored.
    func score(
        _ journal: Journal, progress: (Int, Int) -> Void = { _, _ in }
    ) async throws -> Result {
        var result = Result(run: try journal.restore())
        result.run.identity.scorers = scorers.map { RunIdentity.ScorerIdentity($0.descriptor) }
        result.run.identity.answerPart = part
        // In every form of every report of it: a scorer that was chosen after a look at the answers has
        // no limits.
        result.run.plan.noteScoring()
        let total = result.run.evidence.reduce(0) { $0 + $1.outputs.count }
        var done = 0
        for position in result.run.evidence.indices {
            let old = result.run.evidence[position]
            let greedy = old.greedy?.answer.text
            let waiting = result.run.waiting[position].compactMap { $0.draw.answer?.text }
            let table = await scores(
                of: old.outputs.map(\.text) + waiting + (greedy.map { [$0] } ?? []),
                for: old.prompt, &result)
            result.tables.append(table)
            var evidence = PromptEvidence(prompt: old.prompt, scorerCount: scorers.count)
            evidence.greedy = old.greedy
            evidence.failure = old.failure
            evidence.waiting = old.waiting
            try journal.reading { run in
                try run.forEachDraw(of: position) { entry in
                    guard entry.draw.index == evidence.drawCount else { return }
                    evidence.add(
                        entry.draw, scores: result.rescored(entry, prompt: position).scores)
                }
            }
            result.run.evidence[position] = evidence
            result.run.waiting[position] = result.run.waiting[position].map {
                result.rescored($0, prompt: position)
            }
            result.run.greedyScores[position] = result.scores(
                of: old.greedy?.answer, prompt: position)
            done += old.outputs.count
            progress(done, total)
        }
        return result
    }

    private func scores(
        of texts: [String], for prompt: Prompt, _ result: inout Result
    ) async -> Table {
        var ready: [(any PromptScorer)?] = []
        for (position, scorer) in scorers.enumerated() {
            do throws(ScoringError) {
                ready.append(try scorer.prepared(for: prompt))
            } catch {
                ready.append(nil)
                result.note(error, of: position)
            }
        }
        let distinct = Array(Set(texts.map { Array($0.utf8) }))
        let prepared = ready
        var table: Table = [:]
        await withTaskGroup(of: ([UInt8], [Double?], [Int: ScoringError]).self) { group in
            func score(_ bytes: [UInt8]) {
                group.addTask {
                    var scores: [Double?] = []
                    var failures: [Int: ScoringError] = [:]
                    for (position, scorer) in prepared.enumerated() {
                        do throws(ScoringError) {
                            let text = String(decoding: bytes, as: UTF8.self)
                            scores.append(try await scorer?.score(text))
                        } catch {
                            scores.append(nil)
                            failures[position] = error
                        }
                    }
                    return (bytes, scores, failures)
                }
            }
            var next = 0
            while next < min(concurrency, distinct.count) {
                score(distinct[next])
                next += 1
            }
            for await (bytes, scores, failures) in group {
                table[bytes] = scores
                for (position, error) in failures { result.note(error, of: position) }
                if next < distinct.count {
                    score(distinct[next])
                    next += 1
                }
            }
        }
        return table
    }
}
