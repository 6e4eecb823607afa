import Evidence
import Prompts

/// The distinct answers to one prompt in groups by a rule that looks at the text alone, in the order in
/// which the draws brought the groups up.
package struct AnswerGroups: Sendable {
    /// Answers that count as one.
    package struct Group: Sendable {
        /// What they have in common.
        let key: String
        /// The answer that was drawn most of them, the earliest of these.
        package fileprivate(set) var example: String
        /// How often that one was drawn.
        fileprivate(set) var exampleCount: Int
        /// The draws of all of them.
        package fileprivate(set) var count = 0
        /// The exact probability of those of them of which it is known; nil without any.
        package fileprivate(set) var probability: Double?
        /// The positions of the different texts among the distinct answers.
        package fileprivate(set) var texts: [Int] = []
        /// Whether the greedy answer is one of them, or would be.
        package let holdsGreedy: Bool
        /// The draw that brought it up, and its number among the groups.
        package let discovery: ShareLimits.Discovery
    }

    package private(set) var groups: [Group] = []
    /// The position of the group of each distinct answer.
    package private(set) var groupOfText: [Int] = []

    package init(_ evidence: PromptEvidence, _ grouping: AnswerGrouping, _ finder: AnswerFinder) {
        let greedy = evidence.greedy.map { grouping.key(of: $0.answer.text, finder: finder) }
        var places: [String: Int] = [:]
        for (position, output) in evidence.outputs.enumerated() {
            let key = grouping.key(of: output.text, finder: finder)
            let place = places[key] ?? groups.count
            if place == groups.count {
                places[key] = place
                groups.append(
                    Group(
                        key: key, example: output.text, exampleCount: output.count,
                        holdsGreedy: key == greedy,
                        discovery: ShareLimits.Discovery(
                            rank: place + 1, draw: output.firstIndex)))
            }
            groupOfText.append(place)
            groups[place].count += output.count
            if let more = output.probability {
                groups[place].probability = (groups[place].probability ?? 0) + more
            }
            groups[place].texts.append(position)
            if output.count > groups[place].exampleCount {
                (groups[place].example, groups[place].exampleCount) = (output.text, output.count)
            }
        }
    }

    /// Their positions, those with the most draws first; of equal counts the first that was drawn.
    package var byCount: [Int] {
        groups.indices.sorted { (groups[$1].count, $0) < (groups[$0].count, $1) }
    }
}
