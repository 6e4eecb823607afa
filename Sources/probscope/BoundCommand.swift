import ArgumentParser
import Exchange

/// `probscope bound`: bounds for numbers that come from elsewhere.
struct BoundCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bound",
        abstract: "Bounds for numbers from elsewhere: JSON Lines in, JSON Lines out.",
        discussion: """
            Reads one JSON object a line from standard input and answers one a line, in order.

              echo '{"metric":"proportion","n":1024,"k":0,"alpha":0.01,
                     "side":"upper","validity":"anytime"}' | tr -d '\\n' | probscope bound --jsonl
              {"estimate":0.0,"lower":0.0,"upper":0.00544…,"method":"mixture","validity":"anytime"}

            metric      fields         fixed: default, others      anytime: default, others
            proportion  n, k           clopper-pearson, wilson,    upper mixture, lower bets,
                                       jeffreys                    two mixture+bets
            cdf         scores, x      dkw, kolmogorov,            epochs, as proportion
                                       berk-jones, clopper-pearson
            survival    scores, x      the same                    as proportion, epochs
            quantile    scores, q      dkw, kolmogorov,            epochs
                                       berk-jones, clopper-pearson
            mean        scores         anderson, star, hoeffding,  bets, mixture, epochs
                                       bentkus, chernoff-kl,
                                       maurer-pontil, kolmogorov,
                                       berk-jones
            std         scores         dkw, kolmogorov,            bets, epochs
                                       berk-jones, clopper-pearson
                                       (binary), maurer-pontil
            ed          scores, lambda dkw, kolmogorov, berk-jones bets, epochs
            leak_at_k   n, k, at_k     as proportion               as proportion
                        scores, at_k   dkw, kolmogorov, berk-jones epochs
            difference  a, b with n, k clopper-pearson             joint
                        or with scores as mean, on pairs           bets (pairs), joint

            All take "alpha" in (0, 0.5], "side" (upper, lower, two), "validity" (fixed, anytime)
            and optionally "method". "side":"two" gives α/2 to each side; std and ed from a band
            use both of its sides at α. survival is P(score > x), cdf is P(score ≤ x). An estimate
            that does not exist is null. A line that cannot be answered gives {"error":"…"}.
            """)

    @Flag(help: "Read JSON Lines from standard input; the only mode so far.")
    var jsonl = false

    func validate() throws {
        guard jsonl else {
            throw ValidationError("Give --jsonl; the questions come on standard input.")
        }
    }

    func run() throws {
        while let line = readLine() {
            if line.allSatisfy(\.isWhitespace) { continue }
            StandardStreams.output(BoundAnswer.line(for: line))
        }
    }
}
