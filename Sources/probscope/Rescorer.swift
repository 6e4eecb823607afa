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
        var run: RestoredRun
        /// Every draw with its new scores, prompt by prompt in launch order, without tokens.
        var draws: [[JournalDraw]] = []
        /// Why scorers could not score answers, the first reason of each one by its position.
        private var firstReasons: [Int: String] = [:]

        init(run: RestoredRun) {
            self.run = run
        }

        var reasons: [String] { firstReasons.sorted { $0.key < $1.key }.map(\.value) }

        /// What a reader must know of thoughts, where answers hold any.
        func thinkingNotice(_ part: AnswerPart) -> String? {
            let texts = draws.joined().compactMap { $0.draw.answer?.text }
            let ends = texts.map { Thoughts.end(of: $0) }.filter { $0 != .none }
            return ThinkingNotice.sentence(
                with: ends.count, cut: ends.count { $0 == .open }, part: part)
        }

        mutating func note(_ error: ScoringError, of scorer: Int) {
            if firstReasons[scorer] == nil { firstReasons[scorer] = error.description }
        }
    }

    /// The same draws with new scores; each distinct answer to a prompt is scored once.
    func score(_ journal: Journal) async throws(JournalError) -> Result {
        var result = Result(run: try journal.restore())
        result.run.identity.scorers = scorers.map { RunIdentity.ScorerIdentity($0.descriptor) }
        result.run.identity.answer = part == .standard ? nil : part.description
        var draws: [PromptID: [JournalDraw]] = [:]
        try journal.forEachDraw { draws[$0.draw.prompt, default: []].append($0) }
        for position in result.run.evidence.indices {
            let old = result.run.evidence[position]
            let entries = draws[old.prompt.id] ?? []
            let greedy = old.greedy?.answer.text
            let table = await scores(
                of: entries.compactMap { $0.draw.answer?.text } + (greedy.map { [$0] } ?? []),
                for: old.prompt, &result)
            func found(_ text: String?) -> [Double?] {
                text.flatMap { table[Array($0.utf8)] } ?? scorers.map { _ in nil }
            }
            var evidence = PromptEvidence(prompt: old.prompt, scorerCount: scorers.count)
            evidence.greedy = old.greedy
            evidence.failure = old.failure
            evidence.waiting = old.waiting
            let scored = entries.map {
                JournalDraw(draw: $0.draw, scores: found($0.draw.answer?.text))
            }
            for entry in scored where entry.draw.index == evidence.drawCount {
                evidence.add(entry.draw, scores: entry.scores)
            }
            result.draws.append(scored)
            result.run.evidence[position] = evidence
            result.run.waiting[position] = scored.filter {
                $0.draw.index >= evidence.drawCount
            }
            result.run.greedyScores[position] = found(greedy)
        }
        return result
    }

    /// Texts that are equal as strings may differ in bytes, so that bytes are the key.
    private func scores(
        of texts: [String], for prompt: Prompt, _ result: inout Result
    ) async -> [[UInt8]: [Double?]] {
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
        var table: [[UInt8]: [Double?]] = [:]
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
