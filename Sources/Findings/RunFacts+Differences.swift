import Evidence
import Prompts

extension RunFacts {
    /// What differs between two runs beside their draws: what it is, in the first, in the second.
    ///
    /// A difference of the draws may come from any of it; what is least expected comes first.
    package func settings(against other: RunFacts) -> [(
        what: String, first: String, second: String
    )] {
        func scorers(_ facts: RunFacts) -> String {
            facts.scorers.isEmpty
                ? "none" : facts.scorers.map(\.specification).joined(separator: ", ")
        }
        return [
            ("template", template, other.template),
            ("decoding", decoding, other.decoding),
            ("answer", "\(answer)", "\(other.answer)"),
            ("scorers", scorers(self), scorers(other)),
            ("model", model, other.model),
        ].filter { $0.1 != $0.2 }
    }

    /// What nobody verified of two runs that say the same of it: whether it differs is not known.
    package func unverifiedSettings(against other: RunFacts) -> [String] {
        guard isImported || other.isImported else { return [] }
        let all = [
            ("template", template, other.template), ("decoding", decoding, other.decoding),
            ("model", model, other.model),
        ]
        return all.filter { $0.1 == $0.2 }.map(\.0)
    }

    /// The first scorer that both runs have, or the first of a name, by its place in each; nil where
    /// they share none.
    package func sharedScorer(with other: RunFacts, named name: String? = nil) -> (
        first: Int, second: Int
    )? {
        for (first, scorer) in scorers.enumerated() where name == nil || scorer.name == name {
            if let second = other.scorers.firstIndex(where: { $0.isSame(as: scorer) }) {
                return (first, second)
            }
        }
        return nil
    }
}
