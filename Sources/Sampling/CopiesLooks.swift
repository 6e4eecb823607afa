import Evidence
import Findings
import Journal
import Prompts
import Text

/// When the order of all draws so far is looked at for copies.
///
/// ``CopiesWatch`` sees requests that repeat the one before; here draws may come again at any distance, as
/// from a server that keeps a few bits of each seed. A look costs time in proportion to the draws, and each
/// has its share of the error probability: there is one at 32 draws and whenever they have become half as
/// many more, whatever the sessions they were made in.
struct CopiesLooks: Sendable, Hashable {
    private var next = 32

    /// More looks than there can be: a run would have 2⁴⁰ draws.
    static let most = 64

    /// - Parameter draws: how many draws there are already, which were looked at when they came.
    init(draws: Int) {
        _ = isDue(draws: draws)
    }

    /// Whether so many draws are due for a look, which is then taken.
    mutating func isDue(draws: Int) -> Bool {
        guard draws >= next else { return false }
        while next <= draws { next += next / 2 }
        return true
    }
}

extension RunState {
    /// Voids the run where the draws come in an order that true draws hardly ever have.
    mutating func lookForCopies() {
        guard plan.asksForSeeds, plan.decoding.confidence == nil,
            copiesLooks.isDue(draws: counts.committed)
        else { return }
        var survey = CopiesSurvey()
        for (position, known) in evidence.enumerated() {
            survey.take(known.sequence.filter { $0 >= 0 }.map { Int($0) }, of: position)
        }
        guard survey.isAlarm(atOneOf: CopiesLooks.most), let worst = survey.worst?.prompt,
            let looks = survey.words(
                prompt: "\(evidence[worst].prompt.id)", draws: evidence[worst].drawCount)
        else { return }
        raise(
            .copies,
            looks + ", which true draws are less than once in a million runs: a server, or a cache "
                + "before it, repeats its answers")
    }
}
