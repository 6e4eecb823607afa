import ArgumentParser
import Exchange
import Findings
import Prompts
import Statistics
import Text

/// A run's exit code by the limits that it has to keep, with the sentence that says why.
struct Gate {
    let limits: GateLimits

    init(_ limits: GateLimits) { self.limits = limits }

    /// Whether limits are asked for and none holds for some draws.
    func isVoid(_ report: RunReport) -> Bool {
        !limits.isEmpty
            && (report.findings.contains { $0.void != nil }
                || report.sets.contains { $0.void != nil })
    }

    /// Says on standard error how the gate was passed or not, and gives the exit code.
    func judge(_ report: RunReport) -> ExitCode {
        guard !limits.isEmpty else { return ExitStatus.done }
        if let emptiness = report.emptiness {
            StandardStreams.message("Not enough evidence: \(emptiness).")
            return ExitStatus.undecided
        }
        let outcomes = report.findings.map { ($0, $0.outcome(limits)) }
        if let (code, words) = void(report) ?? above(report, outcomes) ?? open(report, outcomes)
            ?? doubt(report)
        {
            StandardStreams.message(words)
            return code
        }
        if let limit = limits.failUnlessBelow ?? limits.failAbove {
            StandardStreams.message(
                "Gate passed: every upper limit, \(report.statement.byItself.oneSidedLevel), "
                    + "is at or below \(Figure.given(limit).string).")
        }
        return ExitStatus.done
    }

    private typealias Outcomes = [(finding: ReportRow, outcome: GateOutcome)]

    private func void(_ report: RunReport) -> (ExitCode, String)? {
        let void = report.findings.filter { $0.void != nil }
        if let first = void.first {
            let others = Figure.count(void.count - 1, "more finding", "more findings")
            return (
                ExitStatus.void,
                "Evidence void: the draws of \(first.prompt.id) \(first.void?.words ?? "")"
                    + (void.count > 1 ? ", and those of \(others)" : "")
                    + ". No limit holds, so nothing is decided."
            )
        }
        return report.sets.compactMap(\.void).first.map {
            (
                ExitStatus.void,
                "Evidence void: the draws of all prompts \($0.words). No limit holds for them, so "
                    + "nothing is decided."
            )
        }
    }

    private func above(_ report: RunReport, _ outcomes: Outcomes) -> (ExitCode, String)? {
        let above = outcomes.compactMap { finding, outcome -> (ReportRow, Double)? in
            guard case .above(let limit) = outcome else { return nil }
            return (finding, limit)
        }
        guard let (first, limit) = above.first else { return nil }
        let count = above.count { $0.1 == limit }
        let one = Figure.number(first.decision?.lower ?? 0, .down)
        return (
            ExitStatus.gateFailed,
            "Gate failed: \(count) of \(report.findings.count) lower limits are above "
                + "\(Figure.given(limit).string), such as that of \(first.prompt.id), \(one) "
                + "(\(report.statement.oneSidedLevel))."
        )
    }

    /// Where no prompt alone is in doubt, but all together are.
    private func doubt(_ report: RunReport) -> (ExitCode, String)? {
        guard report.sets.contains(where: \.isDoubtful) else { return nil }
        return (
            ExitStatus.undecided,
            "Not enough evidence: the mean over the prompts lies \(Doubt.mark): \(Doubt.conclusion)."
        )
    }

    private func open(_ report: RunReport, _ outcomes: Outcomes) -> (ExitCode, String)? {
        let open = outcomes.filter { $0.outcome.isOpen }
        guard let first = open.first else { return nil }
        let words: String
        if let outside = report.doubtWords {
            words = outside
        } else if let without = open.first(where: { $0.outcome == .noLimit })?.finding {
            // The sentence ends with a full stop of its own.
            words =
                "of \(without.prompt.id): " + String(report.sentence(of: without).dropLast())
        } else if let limit = limits.failUnlessBelow {
            words =
                "\(open.count) of \(report.findings.count) upper limits are not at or below "
                + "\(Figure.given(limit).string), such as that of \(first.finding.prompt.id) "
                + "(\(report.statement.byItself.oneSidedLevel))"
        } else if let missing = open.first(where: { $0.finding.failure != nil }) {
            words = "prompt \(missing.finding.prompt.id) was not sampled"
        } else {
            words =
                "the limits of a prompt still lie on both sides of "
                + "\(Figure.number(limits.failAbove ?? 0))"
        }
        return (ExitStatus.undecided, "Not enough evidence: \(words).")
    }
}
