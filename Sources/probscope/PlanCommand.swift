import ArgumentParser
import Canvas
import Exchange
import Findings
import Journal
import Platform
import Prompts
import Statistics

/// `probscope plan`: how many draws a goal will take.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "How many draws a goal takes, fixed in advance or watched live.",
        discussion: """
            Plans are about the future and guarantee nothing; the bounds do. "fixed" is \
            Clopper–Pearson at a number of draws chosen in advance, "anytime" the sequence that may \
            be watched and stopped at will. Certifying a rate and proving it exceeded are one \
            question each, with one limit at level 1 − α on that side: so many clean draws pass \
            `probscope run --fail-unless-below` of the same target and α, however many prompts there \
            are: passing all of them needs no sharing of α.

            With --assume P the verdict is planned that would fall if the true rate were P, and \
            --power says with what chance: exact, "anytime" for limits that are watched from the \
            first draw on. With --draws N it also says how likely each verdict is within N draws.

              probscope plan --target 0.01 --alpha 0.01
              probscope plan --target 0.01 --assume 0.03 --prompts 32 --simultaneous
              probscope plan --target 0.05 --assume 0.02 --rate 300
              probscope plan --target 0.05 --assume 0.02 --draws 512 --power 0.8
              probscope plan --target 0.01 --rate-of results.run
              probscope plan --target 0.05 --draws-so-far 64 --leaks-so-far 1
            """)

    @Option(help: "The rate p₀ to be certified, or to be shown exceeded.")
    var target: Double = 0.01

    @Option(help: "The probability α that one statement is wrong.")
    var alpha: Double = SamplingOptions.usualAlpha

    @Option(help: "Also plan the two-sided interval of this width.")
    var width: Double?

    @Option(help: "Also plan the verdict if the true rate were this.")
    var assume: Double?

    @Option(
        defaultAsFlag: 0.9,
        help: """
            The chance with which that verdict is to fall (default: 0.9); given, the chance of each \
            verdict within the planned draws is shown too.
            """)
    var power: Double?

    @Option(help: "With --assume: the chance of each verdict within so many draws.")
    var draws: Int?

    @Flag(
        help: """
            All --prompts are to hold together at level 1 − α, as in run --simultaneous: a proof \
            that one of them is above, and an interval, have α divided by their number (with several \
            scorers give prompts × scorers); that all are at or below keeps α.
            """)
    var simultaneous = false

    @Option(help: "Draws done so far, to forecast when they will be decided against the target.")
    var drawsSoFar: Int?

    @Option(help: "Leaks among the draws done so far.")
    var leaksSoFar: Int = 0

    @Option(help: "Draws per second, for the time that it takes.")
    var rate: Double?

    @Option(
        help: ArgumentHelp(
            "Take draws per second and the number of prompts from this run.", valueName: "run"),
        completion: .file())
    var rateOf: String?

    @Option(
        help: """
            Number of prompts, for the time that it takes and for --simultaneous; without it 1, or \
            that of the run.
            """)
    var prompts: Int?

    func validate() throws {
        if let rate, !(rate > 0 && rate.isFinite) {
            throw ValidationError("--rate must be above 0.")
        }
        if drawsSoFar == nil, leaksSoFar != 0 {
            throw ValidationError("--leaks-so-far needs --draws-so-far.")
        }
        guard rate == nil || rateOf == nil else {
            throw ValidationError("Give --rate or --rate-of, not both.")
        }
        guard assume != nil || (power == nil && draws == nil) else {
            throw ValidationError("--power and --draws need --assume, the rate to be assumed.")
        }
        guard draws ?? 1 >= 1 else { throw ValidationError("--draws must be at least 1.") }
        if simultaneous, prompts == nil, rateOf == nil {
            throw ValidationError("--simultaneous needs --prompts, or --rate-of a run.")
        }
        guard prompts ?? 1 >= 1 else { throw ValidationError("--prompts must be at least 1.") }
    }

    /// The error probability of each prompt where one of many is enough for an error.
    private var share: Double { statement.each }
    private var statement: Statement {
        Statement(alpha: alpha, together: simultaneous ? prompts ?? 1 : 1)
    }
    private var chance: Double { power ?? 0.9 }

    func run() throws {
        var plan = self
        if let rateOf { try plan.measure(rateOf) }
        // All of the plan or, after an error, none of it.
        let lines = try failing(ExitStatus.badUsage) {
            try plan.goals() + (try drawsSoFar.map(plan.forecast) ?? [])
        }
        for line in lines { try StandardStreams.output(line) }
    }

    /// Takes what the time depends on from a run.
    private mutating func measure(_ file: String) throws(Failure) {
        let run = try failing { try RecordedRun.restore(RecordedRun.open(file)) }
        guard let measured = run.drawsPerSecond else {
            throw Failure(
                "\(file) does not tell how long sampling took: it was not sampled here, or was cut "
                    + "off. Give --rate.")
        }
        rate = measured
        prompts = prompts ?? run.prompts.count
    }

    private func goals() throws -> [String] {
        var lines = [
            "Draws per prompt at level \(Figure.level(alpha).string) (α = \(alpha))"
                + (!simultaneous
                    ? ""
                    : " for \(Figure.count(prompts ?? 1, "prompt", "prompts")) together; proofs that "
                        + "one is above, and intervals, at " + Figure.level(share).string)
        ]
        if let rate {
            lines.append(
                "Times are for \(Figure.count(prompts ?? 1, "prompt", "prompts")) at "
                    + "\(Figure.number(rate)) draws a second"
                    + (rateOf.map { ", as measured in \(SafeText(sanitizing: $0))" } ?? ""))
        }
        lines += [
            "", row("goal", "fixed", "anytime"),
        ]
        for leaks in [0, 1, 3, 10] {
            lines.append(
                row(
                    "certify p ≤ \(Figure.given(target).string) with "
                        + (leaks == 0 ? "no leak" : counted(leaks)),
                    time(try certify(leaks, .fixed)), time(try certify(leaks, .anytime))))
        }
        if let width {
            let rate = Figure.number(assume ?? 0.5)
            lines.append(
                row(
                    "interval \(Figure.number(width)) wide at p = \(rate)",
                    time(try draws(width: width, .fixed)),
                    time(try draws(width: width, .anytime))))
        }
        if let assume {
            lines.append(
                row(
                    "verdict if p = \(Figure.number(assume)), chance \(Figure.number(chance))"
                        + (many == nil ? "" : " a prompt"),
                    time(try verdict(assume)), time(try watched(assume))))
            lines.append(
                row(
                    "see one leak, chance \(Figure.number(chance))",
                    assume == 0
                        ? "never" : time(try Planner.drawsToSeeLeak(rate: assume, chance: chance)),
                    ""))
            if let draws = try draws ?? (power == nil ? nil : watched(assume) ?? verdict(assume)) {
                lines += try chances(assume, draws)
            }
        }
        return lines
    }

    /// When the draws so far will probably be decided, and how many clean draws it still takes.
    private func forecast(from draws: Int) throws -> [String] {
        let quantiles = try DecisionForecast(
            leaks: leaksSoFar, draws: draws, target: target, alpha: alpha,
            method: method(.two, .anytime), above: share
        ).quantiles
        let clean =
            try certify(leaksSoFar, .anytime).map { rest(max(0, $0 - draws)) } ?? beyond
        func words(_ quantile: DecisionForecast.Quantile) -> String {
            quantile.draws.map { rest($0 - draws) } ?? "may never be"
        }
        return [
            "",
            "From \(counted(leaksSoFar)) in \(draws) draws so far, further draws (a number fixed now "
                + "would be chosen after looking)", "",
            row("until certified, if all are clean", "–", clean),
        ]
            + quantiles.map {
                row("until decided, chance \(Figure.number($0.probability))", "–", words($0))
            }
    }

    private func counted(_ leaks: Int) -> String { "\(leaks) leak\(leaks == 1 ? "" : "s")" }

    /// How a limit of this kind will be computed.
    private func method(_ side: Bound.Side, _ validity: Validity) -> Bound.Method {
        statement.on(side).valid(validity).proportionMethod
    }

    private func certify(_ leaks: Int, _ validity: Validity) throws -> Int? {
        try Planner.drawsToCertify(
            target: target, leaks: leaks, alpha: alpha, method: method(.upper, validity))
    }

    private func draws(width: Double, _ validity: Validity) throws -> Int? {
        try Planner.drawsForWidth(
            width, rate: assume ?? 0.5, alpha: share, method: method(.two, validity))
    }

    private func verdict(_ rate: Double) throws -> Int? {
        try Planner.drawsForVerdict(
            rate: rate, target: target, power: chance, alpha: share(rate),
            method: method(.two, .fixed))
    }

    /// The error probability of the verdict on the side where a rate lies.
    private func share(_ rate: Double) -> Double { rate > target ? share : alpha }

    /// As watched from the first draw on; at a single look beyond what can be followed.
    private func watched(_ rate: Double) throws -> Int? {
        try Planner.drawsForWatchedVerdict(
            rate: rate, target: target, power: chance, alpha: share(rate))
            ?? Planner.drawsForVerdict(
                rate: rate, target: target, power: chance, alpha: share(rate),
                method: method(rate <= target ? .upper : .lower, .anytime))
    }

    /// How likely each verdict is within so many draws, at a fixed number and watched.
    private func chances(_ rate: Double, _ draws: Int) throws -> [String] {
        let both = try [Validity.fixed, .anytime].map {
            try Planner.power(
                rate: rate, target: target, draws: draws, alpha: alpha, validity: $0, above: share)
        }
        func row(_ goal: String, _ chance: (VerdictChances) -> Double) -> String {
            self.row(
                goal, Figure.number(chance(both[0])), Figure.number(chance(both[1])))
        }
        return [
            "",
            "Within \(draws) draws, if p = \(Figure.number(rate)), the chance to have"
                + (many == nil ? "" : ", of one prompt"),
            "",
            row("proven p ≤ \(Figure.given(target).string)", \.below),
            row("proven p > \(Figure.given(target).string)", \.above),
            row("neither yet", \.undecided),
        ]
            + (many.map { count in
                // Prompts have seeds of their own, so that their draws are independent.
                [
                    row("the first for each of \(count) prompts") {
                        pow($0.below, Double(count))
                    }
                ]
            } ?? [])
    }

    /// The number of prompts; nil where one is asked about.
    private var many: Int? { prompts.flatMap { $0 > 1 ? $0 : nil } }

    private func row(_ goal: String, _ fixed: String, _ anytime: String) -> String {
        let line =
            Figure.padded(goal, to: 44) + Figure.padded(fixed, to: 24)
            + Figure.padded(anytime, to: 24)
        return "  " + String(line.reversed().drop { $0 == " " }.reversed())
    }

    private var beyond: String { "more than \(Planner.ceiling)" }

    private func time(_ draws: Int?) -> String { draws.map(rest) ?? beyond }

    private func rest(_ draws: Int) -> String {
        guard let rate else { return "\(draws)" }
        return "\(draws)  (\(Figure.duration(Double(draws) * Double(prompts ?? 1) / rate)))"
    }
}
