import Evidence
import Prompts
import Statistics

/// How well each kind of confidence tells right answers from wrong ones, beside the others.
///
/// The questions are the units, each by its first wording and by one answer: its greedy one, or the one that
/// the confidence itself prefers. So limits are for questions that are an independent sample.
package struct ConfidenceRow: Sendable {
    /// The key in JSON.
    package let key: String
    package let name: String
    /// Which answer it is that is right or wrong.
    package let answer: Answered
    /// The chance that a right answer has more of it than a wrong one; with limits, or why there are none.
    package let area: Reading
    package let areaEstimate: Double
    /// The area under risk against coverage; an estimate.
    package let aurc: Double
    package let questions: Int
    package let wrong: Int

    /// Which answer of a question.
    package enum Answered: String, Sendable, Hashable {
        case greedy, commonest, favoured

        package var words: String {
            switch self {
            case .greedy: "greedy"
            case .commonest: "drawn most"
            case .favoured: "by posterior"
            }
        }
    }

    /// - Parameters:
    ///   - known: of each question that is known its confidence and whether the answer is right.
    ///   - among: how many questions there are; where some are left out no limits hold.
    fileprivate init?(
        _ key: String, _ name: String, _ answer: Answered,
        _ known: [(confidence: Double, isRight: Bool)], among count: Int, alpha: Double
    ) {
        let right = known.filter(\.isRight).map(\.confidence)
        let wrong = known.filter { !$0.isRight }.map(\.confidence)
        guard
            let aurc = try? RiskCoverage.area(
                known.map { ($0.confidence, !$0.isRight) })
        else { return nil }
        let bound = try? Discrimination.area(of: right, against: wrong, alpha: alpha)
        (self.key, self.name, self.answer, self.aurc) = (key, name, answer, aurc)
        areaEstimate = bound?.estimate ?? .nan
        area = known.count == count ? bound.map(Reading.bound) ?? .none : .none
        (questions, self.wrong) = (known.count, wrong.count)
    }
}

/// The rows that a run has.
enum ConfidenceTable {
    static func rows(
        _ run: Snapshot, _ own: OwnProbabilities, _ entropies: [AnswerEntropy?],
        _ posteriors: [AnswerPosterior?], questions: [[Int]], scorer: Int, alpha: Double
    ) -> [ConfidenceRow] {
        let firsts = questions.map { $0[0] }
        func row(
            _ key: String, _ name: String, _ answer: ConfidenceRow.Answered,
            _ value: (Int) -> (confidence: Double, isRight: Bool)?
        ) -> ConfidenceRow? {
            let known = firsts.compactMap(value).filter { $0.confidence.isFinite }
            return ConfidenceRow(key, name, answer, known, among: firsts.count, alpha: alpha)
        }
        func greedy(
            _ key: String, _ name: String, _ value: (Int) -> Double?
        ) -> ConfidenceRow? {
            row(key, name, .greedy) { position in
                guard let score = run.greedyScore(at: position, by: scorer),
                    let value = value(position)
                else { return nil }
                return (value, score > 0.5)
            }
        }
        func said(_ confidence: Confidence) -> (Int) -> Double? {
            { position in
                let said = own.greedy.indices.contains(position) ? own.greedy[position] : nil
                let asked =
                    own.asked.flatMap {
                        $0.greedy.indices.contains(position) ? $0.greedy[position] : nil
                    }
                return confidence.logarithm(said, asked)
            }
        }
        let preferred = [
            row("share", "share of the draws", .commonest) { position in
                posteriors[position]?.commonest.flatMap { top in
                    top.isRight.map { (top.share, $0) }
                }
            },
            row("posterior", "posterior", .favoured) { position in
                posteriors[position]?.favoured.flatMap { top in
                    guard let right = top.isRight, let value = top.posterior else { return nil }
                    return (value, right)
                }
            },
        ]
        let ofGreedy =
            Confidence.allCases.map { greedy($0.rawValue, $0.words, said($0)) } + [
                greedy("entropy", "less entropy of texts") { entropies[$0].map { -$0.naive } },
                greedy("semantic_discrete", "less entropy of meanings, by draws") {
                    entropies[$0]?.discrete.map { -$0 }
                },
                greedy("semantic", "less entropy of meanings, by probability") {
                    entropies[$0]?.weighted.map { -$0 }
                },
            ]
        return (ofGreedy + preferred).compactMap { $0 }
    }
}
