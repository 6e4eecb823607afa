import Statistics
import TestSupport

/// The cost of one bound, beside the Python packages that compute the same or the like.
enum StatisticsBenchmarks {
    private static let alpha = 0.01

    static func run(_ table: Table) async throws {
        table.heading(
            "Statistics", "CPU time of one call, best of fifteen batches; peers in Python likewise."
        )
        let peers = PeerTimings.measure()
        if peers.isEmpty {
            table.note("The peers are not installed: `make bench-peers` installs them.")
        }
        try proportions(table, peers)
        try means(table, peers)
        try band(table, peers)
        try await PromptsViewBenchmark.run(table)
    }

    private static func proportions(_ table: Table, _ peers: PeerTimings) throws {
        let cases = [(13, 128), (0, 1024), (5_000, 100_000), (5_000_000, 10_000_000)]
        for (leaks, draws) in cases {
            let figure = try Measure.best {
                keep(
                    try Proportion.clopperPearson(
                        leaks: leaks, draws: draws, alpha: alpha, side: .upper))
            }
            let what = "Clopper–Pearson upper limit, \(leaks) of \(draws)"
            table.line(
                what, figure, .atMost(.seconds(3e-6)),
                peers["scipy binomtest, exact", "clopper-pearson scipy \(draws)"],
                peers["statsmodels, beta (both sides)", "clopper-pearson statsmodels \(draws)"],
                peers["scipy.special.betaincinv", "clopper-pearson betaincinv \(draws)"])
        }
        for (side, name) in [(Bound.Side.upper, "upper"), (.lower, "lower")] {
            for (leaks, draws) in [(13, 128), (5_000, 100_000)] {
                let figure = try Measure.best {
                    keep(
                        try Proportion.anytime(
                            leaks: leaks, draws: draws, alpha: alpha, side: side))
                }
                let what = "Anytime proportion, \(name) limit, \(leaks) of \(draws)"
                table.line(
                    what, figure, .atMost(.seconds(8e-6)),
                    peers["confseq bernoulli_confidence_interval", "bernoulli confseq \(draws)"])
            }
        }
        let both = try Measure.best {
            keep(try Proportion.anytime(leaks: 13, draws: 128, alpha: alpha, side: .two))
        }
        table.line(
            "Anytime proportion, both limits, 13 of 128", both, .atMost(.seconds(16e-6)),
            peers["confseq bernoulli_confidence_interval", "bernoulli confseq 128"])
    }

    private static func means(_ table: Table, _ peers: PeerTimings) throws {
        for (draws, target) in [(128, 100e-6), (1024, nil)] {
            let scores = try ScoreDistribution(scores(draws))
            let cold = try Measure.best {
                keep(try Mean.bound(of: scores, alpha: alpha, side: .upper))
            }
            table.line(
                "Anytime mean (16 bets), upper, \(draws) distinct scores, cold", cold,
                target.map { .atMost(.seconds($0)) },
                peers["confseq betting_cs, whole stream", "betting confseq \(draws)"])
            // The bound one draw ago, as a live display has it.
            let before = try Mean.bound(
                of: ScoreDistribution(Self.scores(draws).dropLast()), alpha: alpha, side: .upper)
            let warm = try Measure.best {
                keep(try Mean.bound(of: scores, alpha: alpha, side: .upper, start: before))
            }
            table.line(
                "Anytime mean (16 bets), upper, \(draws) distinct scores, warm", warm,
                .atMost(.seconds(draws == 128 ? 100e-6 : 300e-6)))
        }
    }

    private static func band(_ table: Table, _ peers: PeerTimings) throws {
        let scores = try ScoreDistribution(scores(1000))
        let band = try Band.dkw(of: scores, alpha: alpha, side: .two)
        let target = Target.atMost(.seconds(20e-6))
        table.line(
            "DKW band, 1000 distinct scores",
            try Measure.best { keep(try Band.dkw(of: scores, alpha: alpha, side: .two)) })
        table.line(
            "Exact mean limits over the band", Measure.best { keep(Mean.bound(over: band)) },
            target, peers["conbo expectation_bounds (grid)", "mean conbo 1000"])
        table.line(
            "Exact σ limits over the band",
            Measure.best { keep(Deviation.bound(over: band, side: .two, estimate: 0.2)) },
            target, peers["conbo std_bounds (grid)", "deviation conbo 1000"])
        table.line(
            "Exact ED limits over the band",
            try Measure.best {
                keep(try EDScore.bound(over: band, side: .two, deviationWeight: 2))
            }, target)
    }

    /// Distinct scores in [0, 1], many of them small.
    static func scores(_ count: Int) -> [Double] {
        var generator = SeededGenerator(seed: 5)
        return (0..<count).map { _ in
            let unit = generator.uniform()
            return unit * unit
        }
    }
}
