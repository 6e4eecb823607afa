import Evidence
import Statistics

/// Bounds and e-values for binary scores that were computed already, for prompts to share.
///
/// They depend on two or three counts alone, and prompts that are drawn in turn meet the same
/// ones again and again: a thousand prompts need about as many bounds as fifty. Sharing changes the
/// time and nothing else.
package struct BinaryBounds: Sendable {
    private struct Counts: Hashable {
        var leaks: Int
        var completed: Int
        var lost: Int

        /// Nil for scores that are not 0 and 1 alone, and for draws that are not alike.
        init?(_ scores: ScoreEvidence) {
            guard scores.distribution.isBinary, !scores.isWithoutReplacement else { return nil }
            leaks = scores.distribution.count(above: 0.5)
            completed = scores.count
            lost = scores.lost
        }
    }

    private struct Key: Hashable {
        var counts: Counts
        /// The place of the question in ``questions``, which is hashed in no time.
        var question: Int
    }

    private var known: [Key: Bound] = [:]
    /// What ``TargetRace`` takes, for ``target``.
    private var evidence: [Counts: Double] = [:]
    private var target: Double?
    private var questions: [Statement] = []
    /// How many bounds had to be computed so far, those of graded scores included.
    package private(set) var computed = 0

    /// Some megabytes.
    private static let capacity = 1 << 15
    /// A screen asks four questions of each prompt.
    private static let questionCapacity = 64

    package init() {}

    /// What ``ScoreEvidence/meanBound(_:within:)`` gives.
    package mutating func mean(
        of evidence: ScoreEvidence, _ statement: Statement, within known: Bound? = nil
    ) throws(StatisticsError) -> Bound {
        guard statement.isBinary, let counts = Counts(evidence) else {
            computed += 1
            return try evidence.meanBound(statement, within: known)
        }
        let key = Key(counts: counts, question: number(of: statement))
        if let bound = self.known[key] { return bound }
        computed += 1
        let bound = try evidence.meanBound(statement)
        if self.known.count >= Self.capacity { self.known.removeAll(keepingCapacity: true) }
        self.known[key] = bound
        return bound
    }

    /// What ``TargetRace/logEvidence(_:above:isJudged:isVoid:)`` gives.
    mutating func logEvidence(
        _ scores: ScoreEvidence, above target: Double, isJudged: Bool, isVoid: Bool
    ) -> Double? {
        func computed() -> Double? {
            TargetRace.logEvidence(scores, above: target, isJudged: isJudged, isVoid: isVoid)
        }
        guard !isVoid, !isJudged, let counts = Counts(scores) else { return computed() }
        if self.target != target || evidence.count >= Self.capacity {
            evidence.removeAll(keepingCapacity: true)
            self.target = target
        }
        if let known = evidence[counts] { return known }
        let value = computed()
        evidence[counts] = value
        return value
    }

    private mutating func number(of question: Statement) -> Int {
        if let known = questions.firstIndex(of: question) { return known }
        if questions.count >= Self.questionCapacity {
            questions = []
            known = [:]
        }
        questions.append(question)
        return questions.count - 1
    }
}
