extension Bound {
    /// How a bound was computed; the raw value is the name that scripts use.
    package enum Method: String, Sendable, Hashable, CaseIterable {
        case clopperPearson = "clopper-pearson"
        case wilson
        case jeffreys
        /// The scale-free truncated beta mixture.
        case mixture
        /// The mixture above, the sixteen bets below.
        case mixtureAndBets = "mixture+bets"
        /// The anytime default for a proportion: the mixture above, forty-eight bets below.
        case mixtureAndBets48 = "mixture+bets48"
        /// The mixture of sixteen constant bets.
        case bets
        /// The sixteen bets with .999 of the fortune, thirty-two smaller ones with the rest.
        case bets48
        case anderson
        case hoeffding
        /// The relative-entropy form of Hoeffding's inequality.
        case chernoffKL = "chernoff-kl"
        /// The empirical Bernstein inequality.
        case maurerPontil = "maurer-pontil"
        case bentkus
        /// Bets that are aimed anew after every draw, for a number of draws fixed in advance.
        case star
        case dkw
        /// The exact quantile of the Kolmogorov–Smirnov statistic.
        case kolmogorov
        case berkJones = "berk-jones"
        /// A fixed-n method repeated at growing numbers of draws with a shrinking share of α.
        case epochs
        /// The product of several evidence processes, for draws allotted in any way.
        case joint
        /// The limits of one proportion or mean on the scores of all prompts at complete rounds.
        case pooled = "rounds"
        /// The narrower of pooled and joint limits, at half of α each.
        case pooledAndJoint = "pooled"
        /// Clopper–Pearson on the counts of all prompts (Hoeffding 1956).
        case pooledClopperPearson = "pooled-clopper-pearson"
        /// The share of outputs seen once, with its deviation inequality.
        case goodTuring = "good-turing"
        /// The limit of a proportion on draws that gave a new output.
        case newOutputs = "new-outputs"
        /// The lower of Good–Turing's limit and that on new outputs, at half of α each.
        case goodTuringAndNewOutputs = "good-turing+new-outputs"
        /// The bounded differences of McDiarmid (1989).
        case mcdiarmid
    }
}

extension Bound.Method {
    /// The tightest method for a proportion that holds at any time, by side.
    package static func anytimeProportion(_ side: Bound.Side) -> Bound.Method {
        switch side {
        case .upper: .mixture
        case .lower: .bets48
        case .two: .mixtureAndBets48
        }
    }
}
