import Evidence
import Findings
import Journal
import Statistics
import Text

extension ReportSet {
    /// What is known about the whole set, in plain sentences.
    func sentences(decoding: String) -> [String] {
        let all =
            [
                voidPrompts, voidSet, greatestSentence(decoding), averageSentence(decoding),
                noAverage,
            ]
            + [doubt, hiddenSentence]
        return all.compactMap { $0 }
    }

    private var level: String { Figure.level(alpha).string }

    private var voidPrompts: String? {
        guard drifted > 0 else { return nil }
        return "No limit holds for the draws of \(Figure.count(drifted, "prompt", "prompts")) of "
            + "\(Figure.count(prompts)): nothing holds for every prompt at once."
    }

    private var voidSet: String? {
        guard let void else { return nil }
        return "No limit holds for all prompts together: their draws \(void.words), "
            + "each prompt's counted from its first. Of one model and one setting a run does so "
            + "with probability at most \(Figure.percent(alpha, .up))."
    }

    private func greatestSentence(_ decoding: String) -> String? {
        guard let greatest else { return nil }
        let limit = Figure.number(greatest.upper, .up)
        let when = greatest.validity.kind.words(planned: "the planned draws")
        let whose =
            prompts == 1
            ? "this one prompt " : "every one of these \(Figure.count(prompts)) prompts at once "
        return "With \(level) confidence \(words.quantity(.each)) is at most \(limit) for "
            + whose + "(\(decoding), \(when)\(widened(greatest)))."
    }

    private func averageSentence(_ decoding: String) -> String? {
        guard let average else { return nil }
        let limit = Figure.number(average.upper, .up)
        let void = drifted > 0 ? "; draws without a limit count at their worst" : ""
        let none =
            undrawn > 0
            ? "; \(Figure.count(undrawn, "prompt", "prompts")) without a score at the worst" : ""
        return
            "With \(level) confidence \(words.quantity(.average)) is at most \(limit) on average over "
            + "these prompts (\(decoding), "
            + average.validity.kind.words(planned: "the planned draws") + widened(average) + void
            + none
            + ")."
    }

    /// Why there is no limit on the average.
    private var noAverage: String? {
        switch reading {
        case .unplanned(let change):
            "No limit on the average over these prompts: one for a fixed number of draws holds "
                + "only if that number was chosen before the first draw, and \(change.words)."
        case .pending(let drawn, let planned):
            "No limit on the average over these prompts: it holds for the planned "
                + "\(Figure.count(planned, "draw", "draws")) of each only, and some prompt has "
                + "\(Figure.count(drawn)) so far."
        case .bound, .void, .none: nil
        }
    }

    private var doubt: String? {
        let limits = [average, averageInterval].compactMap { $0 }
        guard limits.contains(where: \.excludesEstimate) else { return nil }
        let isHardlyChance = limits.contains(where: \.isContradicted)
        return "But the mean over these prompts lies \(Doubt.mark)"
            + (isHardlyChance ? ": \(Doubt.conclusion)." : ".")
    }

    /// What draws prove where the greedy answer is clean.
    private var hiddenSentence: String? {
        guard let hidden, greedy.known > 0 else { return nil }
        // What was drawn needs no level, but what a judge says may be wrong, and a mean is limited.
        let proven = scorer.isBinary && scorer.judge == nil ? "" : ", each at level \(level)"
        let left =
            drifted > 0
            ? "; \(Figure.count(drifted, "prompt", "prompts")) whose draws are void not counted"
            : ""
        let seen =
            "on \(Figure.count(greedy.leaks)) of "
            + Figure.count(greedy.known, "prompt", "prompts")
        let unseen = "on \(Figure.count(hidden, "prompt", "prompts"))\(proven)\(left)"
        guard scorer.isBinary else {
            let target = Figure.given(target ?? 0).string
            return
                "The greedy answer scores above \(target) \(seen); where it does not, draws prove "
                + "a mean above \(target) \(unseen)."
        }
        let (does, not) = words.does
        return "The greedy answer \(does) \(seen); where it \(not), draws prove that an answer "
            + "\(does) now and then \(unseen)."
    }

    private func widened(_ bound: Bound) -> String { bound.judge.map { ", " + $0.words } ?? "" }
}
