import ArgumentParser
import Statistics

/// `probscope plan`: how many draws a goal will take.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "How many draws a goal takes, fixed in advance or watched live.",
        discussion: """
            Plans are about the future and guarantee nothing; the bounds do. "fixed" is
            Clopper–Pearson at a number of draws chosen in advance, "anytime" the sequence that may
            be watched and stopped at will.

              probscope plan --target 0.01 --alpha 0.01
              probscope plan --target 0.05 --assume 0.02 --rate 300
            """)

    @Option(help: "The rate p₀ to be certified, or to be shown exceeded.")
    var target: Double = 0.01

    @Option(help: "The probability α that one statement is wrong.")
    var alpha: Double = SamplingOptions.usualAlpha

    @Option(help: "Also plan the two-sided interval of this width.")
    var width: Double?

    @Option(help: "Also plan the verdict if the true rate were this.")
    var assume: Double?

    @Option(help: "The chance with which that verdict is to fall.")
    var power: Double = 0.9

    @Option(help: "Draws per second, for the time that it takes.")
    var rate: Double?

    @Option(help: "Number of prompts, for the time that it takes.")
    var prompts: Int = 1

    func validate() throws {
        if let rate, !(rate > 0 && rate.isFinite) {
            throw ValidationError("--rate must be above 0.")
        }
        guard prompts >= 1 else { throw ValidationError("--prompts must be at least 1.") }
    }

    func run() throws {
        try failing(ExitStatus.badUsage) {
            StandardStreams.output(
                "Draws per prompt at level \(Figures.percent(1 - alpha)) (α = \(alpha))")
            StandardStreams.output("")
            row("goal", "fixed", "anytime")
            for leaks in [0, 1, 3, 10] {
                let goal =
                    "certify p ≤ \(Figures.percent(target)) "
                    + (leaks == 0 ? "with no leak" : "with \(leaks) leak\(leaks == 1 ? "" : "s")")
                row(
                    goal,
                    time(try certify(leaks, .clopperPearson)), time(try certify(leaks, .mixture)))
            }
            if let width {
                row(
                    "interval \(Figures.percent(width)) wide at p = "
                        + Figures.percent(assume ?? 0.5),
                    time(try draws(width: width, .clopperPearson)),
                    time(try draws(width: width, .mixtureAndBets)))
            }
            if let assume {
                row(
                    "verdict if p = \(Figures.percent(assume)), chance \(Figures.percent(power))",
                    time(try verdict(assume, .clopperPearson)),
                    time(try verdict(assume, assume <= target ? .mixture : .bets)))
                row(
                    "see one leak, chance \(Figures.percent(power))",
                    time(try Planner.drawsToSeeLeak(rate: assume, chance: power)), "")
            }
        }
    }

    private func certify(_ leaks: Int, _ method: Bound.Method) throws -> Int? {
        try Planner.drawsToCertify(target: target, leaks: leaks, alpha: alpha, method: method)
    }

    private func draws(width: Double, _ method: Bound.Method) throws -> Int? {
        try Planner.drawsForWidth(width, rate: assume ?? 0.5, alpha: alpha, method: method)
    }

    private func verdict(_ rate: Double, _ method: Bound.Method) throws -> Int? {
        try Planner.drawsForVerdict(
            rate: rate, target: target, power: power, alpha: alpha, method: method)
    }

    private func row(_ goal: String, _ fixed: String, _ anytime: String) {
        let line =
            Figures.padded(goal, to: 44) + Figures.padded(fixed, to: 24)
            + Figures.padded(anytime, to: 24)
        StandardStreams.output("  " + String(line.reversed().drop { $0 == " " }.reversed()))
    }

    private func time(_ draws: Int?) -> String {
        guard let draws else { return "more than \(Planner.ceiling)" }
        guard let rate else { return "\(draws)" }
        return "\(draws)  (\(Figures.duration(Double(draws * prompts) / rate)))"
    }
}
