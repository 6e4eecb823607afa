import Evidence
import Prompts

extension Journal {
    /// What the model itself said of every draw, where token probabilities were kept.
    ///
    /// - Parameter progress: told how many draws of how many were read.
    package func ownProbabilities(
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> OwnProbabilities {
        let finder = AnswerFinder(identity.answerPart)
        return try reading { run in
            var read = 0
            var draws: [[OwnProbabilities.Said?]] = []
            var greedy: [OwnProbabilities.Said?] = []
            for prompt in prompts.indices {
                var own: [OwnProbabilities.Said?] = []
                try run.forEachDraw(of: prompt, withTokens: true) { entry in
                    // Draws beyond a gap are no evidence yet.
                    if entry.draw.index == own.count {
                        own.append(entry.draw.answer.flatMap { .init($0, finder) })
                    }
                    read += 1
                    if read.isMultiple(of: 256) { progress(read, run.drawCount) }
                }
                draws.append(own)
                greedy.append(try run.greedy(prompt).flatMap { .init($0.answer.answer, finder) })
            }
            return OwnProbabilities(draws: draws, greedy: greedy)
        }
    }
}
