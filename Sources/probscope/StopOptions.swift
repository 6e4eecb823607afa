import ArgumentParser
import Sampling

/// What ends sampling before the planned number of draws.
struct StopOptions: ParsableArguments {
    @Option(
        help: """
            Stop a prompt once its two-sided interval is no wider than this. Draws in flight then still \
            count, so that it can end a little wider.
            """)
    var stopWidth: Double?

    @Option(
        help: ArgumentHelp(
            "Stop a prompt once by every scorer its upper limit is below, or its lower limit above, "
                + "this rate; with --simultaneous, lower limits that hold for all prompts.",
            valueName: "target"))
    var stopVerdict: Double?

    @Option(
        help: "Stop once the run has so many tokens, those of earlier sessions among them.")
    var stopTokens: Int?

    @Option(
        help: ArgumentHelp(
            "Stop after this time of the present session, such as 90, 90s, 15m or 2h.",
            valueName: "time"))
    var stopTime: Period?

    @Option(help: "Stop once the present session has sent so many requests.")
    var stopRequests: Int?

    func validate() throws {
        if let stopWidth, !(stopWidth > 0 && stopWidth < 1) {
            throw ValidationError("--stop-width must be above 0 and below 1.")
        }
        if let stopVerdict, !(stopVerdict > 0 && stopVerdict < 1) {
            throw ValidationError("--stop-verdict must be above 0 and below 1.")
        }
        for case (let name, let count?) in [
            ("--stop-tokens", stopTokens), ("--stop-requests", stopRequests),
        ] where count < 1 {
            throw ValidationError("\(name) must be at least 1.")
        }
    }

    /// Whether a rule may end a prompt before the planned number of draws.
    var endsPrompts: Bool { stopWidth != nil || stopVerdict != nil }

    /// The rules, in no particular order: any of them suffices.
    var rules: [StopRule] {
        [
            stopVerdict.map { .verdict(target: $0) }, stopWidth.map { .width($0) },
            stopTokens.map { .tokens($0) }, stopTime.map { .wallTime($0.duration) },
            stopRequests.map { .requests($0) },
        ].compactMap { $0 }
    }
}

/// A length of time as people write it.
struct Period: ExpressibleByArgument {
    var duration: Duration

    init?(argument: String) {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
        let unit = argument.last.flatMap { units[$0] }
        let digits = unit == nil ? argument[...] : argument.dropLast()
        guard let count = Double(digits), count > 0, count * (unit ?? 1) < 1e9 else { return nil }
        duration = .seconds(count * (unit ?? 1))
    }
}
