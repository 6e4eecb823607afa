import Statistics

/// What the answer of each draw took out of the rest, as a question about draws without replacement
/// gives it; nothing that is given contradicts the rest.
struct Absorption {
    private var draws: [RestSample.Draw] = []
    private var leaves: [RestSample.Leaf] = []
    private let start: KnownMass
    /// What is known after the last draw.
    private(set) var now: KnownMass

    /// Masses that disagree by more are not of one distribution: a server's probabilities are floats.
    private static let tolerance = 1e-5

    /// - Parameters:
    ///   - absorbed: a member a draw, 0 for an answer that had been seen.
    ///   - outcomes: the score of each draw; nil for a lost one.
    ///   - masses: what was known when each was launched.
    ///   - given: what is known now, where that is said.
    /// - Throws: `QuestionError` where no course of draws gives all of it.
    init(
        _ absorbed: [Double], _ outcomes: [Double?], _ masses: [KnownMass], _ given: KnownMass?
    ) throws(QuestionError) {
        guard absorbed.count == outcomes.count else {
            throw QuestionError(
                "absorbed has \(absorbed.count) members for \(outcomes.count) draws")
        }
        start = masses.first ?? .nothing
        now = start
        // What the first answers took together, for each number of them.
        var sums = [KnownMass(known: 0, left: 0)]
        for ((outcome, mass), (index, taken)) in zip(zip(outcomes, masses), absorbed.enumerated()) {
            draws.append(RestSample.Draw(score: outcome, mass: mass, leaves: leaves.count))
            guard taken != 0 else { continue }
            guard taken > 0, taken <= 1 else {
                throw QuestionError(
                    "absorbed[\(index)] is \(taken), not the probability mass of an answer")
            }
            guard let outcome else {
                throw QuestionError("a lost draw takes nothing out of the rest, not \(taken)")
            }
            leaves.append(RestSample.Leaf(score: outcome, mass: taken))
            now.known += taken * outcome
            now.left -= taken
            let last = sums[sums.count - 1]
            sums.append(KnownMass(known: last.known + taken * outcome, left: last.left + taken))
        }
        guard now.left > -Self.tolerance else {
            throw QuestionError(
                "absorbed adds up to \(sums[sums.count - 1].left), more than the \(start.left) that "
                    + "were left")
        }
        now.left = max(0, now.left)
        now.known = min(now.known, 1 - now.left)
        // Answers come back in any order: which of those before a draw had left the rest is not known.
        for (index, draw) in draws.enumerated() {
            let before = sums[draw.leaves]
            let later = sums[sums.count - 1].left - before.left
            let open = draw.mass.left - later
            let known = draw.mass.known - start.known
            let others = start.left - draw.mass.left - max(0, before.left - open)
            guard open > -Self.tolerance, known <= before.known + max(0, others) + Self.tolerance,
                known >= before.known - open - Self.tolerance
            else {
                throw QuestionError(
                    "known[\(index)] and left[\(index)] disagree with absorbed: whichever of the answers "
                        + "before that draw had left the rest, \(draw.mass.known) is not known of the "
                        + "score with \(draw.mass.left) left")
            }
        }
        guard let given else { return }
        guard agrees(given, sums[sums.count - 1]) else {
            throw QuestionError(
                "known_now and left_now disagree with absorbed, by which \(now.known) is known and "
                    + "\(now.left) left")
        }
        now = given
    }

    /// Whether so much may be known after these answers: what was absorbed beside them has some score
    /// from 0 to 1.
    private func agrees(_ mass: KnownMass, _ taken: KnownMass) -> Bool {
        let others = start.left - mass.left - taken.left
        let known = mass.known - start.known - taken.known
        return others >= -Self.tolerance && known >= -Self.tolerance
            && known <= max(0, others) + Self.tolerance
    }

    /// The draws with everything that left the rest between them.
    func sample() throws(StatisticsError) -> RestSample {
        try RestSample(draws, leaves: leaves, start: start, now: now)
    }
}
