import Evidence
import Statistics

/// Bounds for binary scores that were computed already, for prompts to share.
///
/// A bound depends on two or three counts alone, and prompts that are drawn in turn meet the same
/// ones again and again: a thousand prompts need about as many bounds as fifty. Sharing changes the
/// time and nothing else.
package struct BinaryBounds: Sendable {
    private struct Key: Hashable {
        var leaks: Int
        var completed: Int
        var lost: Int
        /// The place of the question in ``questions``, which is hashed in no time.
        var question: Int
    }

    private var known: [Key: Bound] = [:]
    private var questions: [Statement] = []
    /// How many bounds had to be computed so far, those of graded scores included.
    package private(set) var computed = 0

    /// Some megabytes.
    private static let capacity = 1 << 15
    /// A screen asks four questions of each prompt.
    private static let questionCapacity = 64

    package init() {}

    /// What ``ScoreEvidence/meanBound(_:)`` gives.
    package mutating func mean(
        of evidence: ScoreEvidence, _ request: Statement
    ) throws(StatisticsError) -> Bound {
        guard request.isBinary, evidence.distribution.isBinary, !evidence.isWithoutReplacement
        else {
            computed += 1
            return try evidence.meanBound(request)
        }
        let key = Key(
            leaks: evidence.distribution.count(above: 0.5), completed: evidence.count,
            lost: evidence.lost, question: number(of: request))
        if let bound = known[key] { return bound }
        computed += 1
        let bound = try evidence.meanBound(request)
        if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
        known[key] = bound
        return bound
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
