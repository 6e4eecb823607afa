import ArgumentParser
import Evidence
import Exchange
import Findings
import Journal
import Statistics

/// What kind of limits a table or report states.
struct LimitOptions: ParsableArguments {
    @Option(help: "When the limits hold: anytime, or fixed (only at the planned number of draws).")
    var validity: Validity = .anytime

    @Flag(
        help: "The limits of all prompts' means hold together at level 1 − α, not each on its own.")
    var simultaneous = false

    /// The findings of a run with these limits.
    func report(
        _ run: RestoredRun, alpha: Double? = nil, event: Event = Event(), target: Double? = nil
    ) -> RunReport {
        ProgressLine.during("Computing limits") { line in
            RunReport(
                run, alpha: alpha, validity: validity, isSimultaneous: simultaneous,
                event: event, target: target, progress: line.show)
        }
    }
}

extension Validity: ExpressibleByArgument {}

/// What several commands demand of a number.
enum Demand {
    /// An error probability; none is fine, as it has a default.
    static func errorProbability(_ alpha: Double?) throws {
        if let alpha, !(alpha > 0 && alpha <= 0.5) {
            throw ValidationError("--alpha must be above 0 and at most 0.5.")
        }
    }

    /// A rate that verdicts are about.
    static func target(_ target: Double) throws {
        guard target > 0, target < 1 else {
            throw ValidationError("--target must be above 0 and below 1.")
        }
    }
}
