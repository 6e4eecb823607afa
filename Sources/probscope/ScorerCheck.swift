import Evidence
import Journal
import Prompts
import Scoring

/// Whether scorers still give the scores that a run has from them: a program or a judge may have changed
/// under its name, and scores of two kinds would be one column.
enum ScorerCheck {
    /// How many stored answers are scored again.
    private static let most = 12
    /// How many draws of a prompt are looked at, so that long runs are not read to their end.
    private static let mostRead = 256

    /// A stored answer and its scores.
    private struct Sample {
        var prompt: PromptID
        var text: String
        var scores: [Double?]
    }

    private struct Enough: Error {}

    /// - Throws: ``Failure`` naming the scorer that gives other scores than it gave, and gives them again.
    static func compare(
        _ scorers: [any Scorer], with run: Journal, _ prompts: PromptSet
    ) throws(Failure) {
        let samples = try failing { try Self.samples(of: run) }
        let texts = Dictionary(
            prompts.map { ($0.id, $0) }, uniquingKeysWith: { one, _ in one })
        for (position, scorer) in scorers.enumerated() {
            for sample in samples {
                guard let prompt = texts[sample.prompt], position < sample.scores.count,
                    let known = sample.scores[position]
                else { continue }
                let again = try failing {
                    try waiting { await scores(scorer, prompt, sample.text) }
                }
                // One whose scores waver is no other one.
                guard let again, again.count == 2, again[0] == again[1],
                    abs(again[0] - known) > 1e-9
                else { continue }
                throw Failure(
                    "\(run.path) cannot be continued: scorer \(scorer.descriptor.name) gives other "
                        + "scores than it gave, to an answer to \(sample.prompt) now \(again[0]) and "
                        + "not "
                        + "\(known). Give the same scorer, or another --output; probscope score gives "
                        + "all draws of a run new scores.", status: ExitStatus.badUsage)
            }
        }
    }

    /// The score of one answer, twice; nil where it cannot be had.
    private static func scores(
        _ scorer: any Scorer, _ prompt: Prompt, _ text: String
    ) async -> [Double]? {
        guard let prepared = try? scorer.prepared(for: prompt),
            let one = try? await prepared.score(text), let other = try? await prepared.score(text)
        else { return nil }
        return [one, other]
    }

    /// Different answers of as many prompts as possible.
    private static func samples(of run: Journal) throws -> [Sample] {
        var lists: [[Sample]] = []
        try run.reading { rows in
            for position in run.prompts.indices.prefix(most) {
                var own: [Sample] = []
                var read = 0
                do {
                    try rows.forEachDraw(of: position) { entry in
                        read += 1
                        if let answer = entry.draw.answer, own.count < most,
                            !own.contains(where: { $0.text == answer.text })
                        {
                            own.append(
                                Sample(
                                    prompt: entry.draw.prompt, text: answer.text,
                                    scores: entry.scores))
                        }
                        if read == mostRead { throw Enough() }
                    }
                } catch is Enough {}
                lists.append(own)
            }
        }
        var samples: [Sample] = []
        for place in 0..<most {
            for list in lists where place < list.count && samples.count < most {
                samples.append(list[place])
            }
        }
        return samples
    }
}
