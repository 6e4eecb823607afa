import Prompts
import Statistics

/// All that is known about one prompt under one decoding: its answers in launch order, the distinct
/// outputs, and the score of each output by each scorer.
///
/// Draws are added in launch order only, so the value is always the contiguous prefix of the
/// prompt's draws. Equal sequences of `add` give equal values, live or rebuilt from a journal.
package struct PromptEvidence: Sendable, Equatable {
    package let prompt: Prompt
    /// The greedy answer, once it is known.
    package var greedy: GreedyAnswer?
    /// Why this prompt cannot be sampled (too long for the server's context, …).
    package var failure: String?
    /// The rule that ended its sampling before the planned number of draws, in words.
    package var stopped: String?
    /// Why no limit holds for its draws, where that was found out beside the limits themselves.
    package var void: VoidReason?
    /// Draws that finished ahead of a slower one and wait for it.
    package var waiting = 0

    /// The distinct answers, in order of first appearance.
    package private(set) var outputs: [Output] = []
    /// For each draw in launch order the position of its answer in `outputs`, or -1 for a lost one.
    package private(set) var sequence = PackedSequence()
    /// How many draws were lost.
    package private(set) var lost = 0
    /// Answers from beginnings that were chosen and not drawn, among the draws that are counted here:
    /// they add nothing to the evidence of any scorer but their exact probability.
    package var directed: Int { directedDraws.count }
    /// Their launch numbers, ascending.
    private(set) var directedDraws: [Int] = []
    /// Plain draws before those without replacement; 0 in a run of one kind.
    package private(set) var plain = 0
    /// How many of those were lost.
    package private(set) var directedLost = 0
    /// How many draws needed more than one attempt.
    package private(set) var retried = 0
    /// How many answers reached the limit of tokens.
    package private(set) var truncated = 0
    /// Generated tokens over all completed draws.
    package private(set) var tokens = 0
    /// Per scorer, the evidence of its scores.
    package private(set) var scores: [ScoreEvidence] = []

    /// What is known exactly; nil for plain draws.
    package private(set) var exact: ExactMass?

    /// The probability of all answers that were not drawn, those included that were named or settled
    /// beforehand; nil for plain draws.
    package var undrawn: Double? {
        guard exact != nil else { return nil }
        return max(0, outputs.reduce(1) { $0 - ($1.probability ?? 0) })
    }

    /// Whether answers were seen whose probability is not known: those of plain draws, and such as end
    /// where a server does not tell each token.
    package var hasUnknownAnswers: Bool {
        exact != nil && outputs.contains { $0.probability == nil }
    }

    private var positions: [ExactText: Int32] = [:]

    package init(prompt: Prompt, scorerCount: Int) {
        self.prompt = prompt
        self.scores = Array(repeating: ScoreEvidence(), count: scorerCount)
    }

    /// Draws whose outcome is in the evidence, the lost ones included.
    package var drawCount: Int { sequence.count }
    /// Draws that the scorers' evidence is of, the lost ones included: the n of every statement.
    ///
    /// All but answers that were looked for (``directed``).
    package var statedDraws: Int { drawCount - directed }
    /// The lost ones among these.
    package var statedLost: Int { lost - directedLost }
    /// The launch numbers of the lost draws, ascending.
    package var lostDraws: [Int] {
        lost == 0 ? [] : sequence.enumerated().compactMap { $0.element < 0 ? $0.offset : nil }
    }

    /// One distinct answer.
    package struct Output: Sendable, Hashable {
        package var text: String
        package var count: Int
        /// The launch number of the first draw that gave it.
        package var firstIndex: Int
        /// By each scorer the scores of its draws, which may be unequal.
        package var scores: [OutputScores]
        /// How many of its draws reached the limit of tokens.
        package var truncated = 0
        /// The exact probability of this text as far as it was absorbed; nil for plain draws.
        package var probability: Double?
    }

    /// Draws that have a text and no score by a scorer.
    package func unscored(by scorer: Int) -> Int {
        scores[scorer].lost - statedLost
    }

    /// The position in `outputs` of an answer, if it was seen.
    package func position(of text: String) -> Int? {
        positions[ExactText(text)].map(Int.init)
    }

    /// Adds the next draw in launch order.
    ///
    /// - Parameters:
    ///   - draw: its index must equal `drawCount`.
    ///   - scores: one per scorer, nil where the scorer failed; ignored for a lost draw.
    package mutating func add(_ draw: Draw, scores newScores: [Double?]) {
        precondition(draw.index == drawCount, "draws are added in launch order")
        if let answer = draw.answer {
            add(
                answer.text, tokenCount: answer.tokenCount, isTruncated: answer.isTruncated,
                attempts: draw.attempts, scores: newScores, launch: draw.launch,
                absorbed: draw.absorbed)
        } else {
            addLost(attempts: draw.attempts, launch: draw.launch)
        }
    }

    /// Says that the draws were judged anew.
    package mutating func rejudge(_ revision: Int) {
        for scorer in scores.indices { scores[scorer].revision = revision }
    }

    /// Says what is known exactly by now.
    package mutating func setExact(_ mass: ExactMass) {
        exact = mass
        for (scorer, known) in mass.known.enumerated() where scores.indices.contains(scorer) {
            scores[scorer].setExact(KnownMass(known: known, left: mass.left), error: mass.error)
            if mass.early != nil { scores[scorer].setSettledEarly() }
        }
    }

    /// Adds the next draw in launch order by the parts of it that are kept.
    package mutating func add(
        _ text: String, tokenCount: Int, isTruncated: Bool, attempts: Int,
        scores newScores: [Double?], launch: Launch? = nil, absorbed: Double? = nil
    ) {
        let key = ExactText(text)
        let position = positions[key] ?? Int32(outputs.count)
        if position == outputs.count {
            positions[key] = position
            outputs.append(
                Output(
                    text: text, count: 0, firstIndex: drawCount,
                    scores: Array(repeating: OutputScores(), count: scores.count)))
        }
        addRepeat(
            of: Int(position), tokenCount: tokenCount, isTruncated: isTruncated,
            attempts: attempts, scores: newScores, launch: launch, absorbed: absorbed)
    }

    /// Adds the next draw in launch order, whose answer is one of `outputs`.
    ///
    /// For a reader that knows an answer again without looking at its text.
    package mutating func addRepeat(
        of position: Int, tokenCount: Int, isTruncated: Bool, attempts: Int,
        scores newScores: [Double?], launch: Launch? = nil, absorbed: Double? = nil
    ) {
        if attempts > 1 { retried += 1 }
        // Nothing is known of an answer that could not be absorbed: that is no probability of 0.
        if let absorbed, absorbed > 0 {
            outputs[position].probability = (outputs[position].probability ?? 0) + absorbed
        }
        // A draw that goes on from known tokens generates those after them.
        tokens += tokenCount - min(tokenCount, launch?.path.count ?? 0)
        if isTruncated {
            truncated += 1
            outputs[position].truncated += 1
        }
        outputs[position].count += 1
        if launch?.isDirected == true { directedDraws.append(drawCount) }
        if launch?.isPlain == true { plain += 1 }
        sequence.append(Int32(position))
        for (scorer, score) in newScores.enumerated() {
            add(score, to: scorer, launch)
            if let score, let absorbed, launch != nil {
                scores[scorer].absorb(score, mass: absorbed)
            }
            if let score { outputs[position].scores[scorer].add(score, mass: absorbed ?? 0) }
        }
    }

    private mutating func add(_ score: Double?, to scorer: Int, _ launch: Launch?) {
        if launch?.isDirected == true { return }
        if let launch, launch.known.indices.contains(scorer) {
            scores[scorer].add(
                score, launchedAt: KnownMass(known: launch.known[scorer], left: launch.left))
        } else if let score {
            scores[scorer].add(score)
        } else {
            scores[scorer].addLost()
        }
    }

    /// The first draws alone, as a statement about a number fixed in advance sees them.
    ///
    /// How many tokens, attempts and answers at the limit they had is not kept and stays 0; an answer
    /// that has reached the limit in all its draws has done so in the first ones.
    package func first(_ draws: Int) -> PromptEvidence {
        // Limits from draws without replacement hold at any number of them.
        guard draws < drawCount, exact == nil else { return self }
        var result = PromptEvidence(prompt: prompt, scorerCount: scores.count)
        result.greedy = greedy
        result.failure = failure
        result.stopped = stopped
        result.void = void
        for (draw, position) in sequence.prefix(draws).enumerated() {
            if position >= 0, position == result.outputs.count {
                var output = outputs[Int(position)]
                output.count = 0
                output.truncated = 0
                output.scores = scores.map { _ in OutputScores() }
                result.positions[ExactText(output.text)] = position
                result.outputs.append(output)
            }
            if position >= 0 {
                let output = outputs[Int(position)]
                result.outputs[Int(position)].count += 1
                if output.truncated == output.count { result.outputs[Int(position)].truncated += 1 }
                for scorer in scores.indices {
                    guard let score = score(ofDraw: draw, by: scorer) else { continue }
                    result.outputs[Int(position)].scores[scorer].add(score)
                }
            } else {
                result.lost += 1
            }
            result.sequence.append(position)
        }
        result.scores = scores.map { $0.first(draws) }
        return result
    }

    /// Adds the next draw in launch order as one that was lost.
    package mutating func addLost(attempts: Int, launch: Launch? = nil) {
        if attempts > 1 { retried += 1 }
        lost += 1
        if launch?.isDirected == true {
            directedDraws.append(drawCount)
            directedLost += 1
        }
        if launch?.isPlain == true { plain += 1 }
        sequence.append(-1)
        for scorer in scores.indices { add(nil, to: scorer, launch) }
    }
}
