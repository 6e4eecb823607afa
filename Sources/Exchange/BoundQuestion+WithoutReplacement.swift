import Evidence
import Findings
import Statistics

/// Draws from the rest of a distribution that is known in part.
extension BoundQuestion {
    var isWithoutReplacement: Bool {
        sample.masses != nil || massNow != nil || sample.absorbed != nil
    }

    /// The figure from the scores, with what was known when each draw was launched.
    ///
    /// Draws without `known` and `left` are plain ones. Lost draws have their masses too, in launch
    /// order, and are at their worst for each limit.
    func boundWithoutReplacement() throws -> Bound {
        _ = try chosen(MetricMethods(anytime: [.bets]))
        _ = try scores()
        guard sample.lost == 0 || sample.lostAt != nil else {
            throw QuestionError(
                "every draw has its own known and left: give the places of the lost ones as "
                    + "\"lost_at\"")
        }
        let outcomes = sample.withGaps
        let masses = sample.masses ?? Array(repeating: .nothing, count: outcomes.count)
        guard masses.count == outcomes.count else {
            throw QuestionError(
                "known and left have \(masses.count) members for \(outcomes.count) draws")
        }
        try checkThatMoreIsKnown(masses)
        let absorption = try sample.absorbed.map { try Absorption($0, outcomes, masses, massNow) }
        guard metric == .mean else { return try restBound(outcomes, absorption) }
        return try Mean.withoutReplacement(
            zip(outcomes, masses).map { RestDraw(score: $0, known: $1.known, left: $1.left) },
            alpha: alpha, side: side, now: massNow ?? absorption?.now)
    }

    /// What is known never becomes less, from launch to launch and up to now.
    private func checkThatMoreIsKnown(_ masses: [KnownMass]) throws(QuestionError) {
        var last = KnownMass(known: 0, left: 1)
        let now = massNow.map { [(name: "_now", mass: $0)] } ?? []
        let launches = masses.enumerated().map { (name: "[\($0)]", mass: $1) }
        // Plain draws may stand between others.
        for (name, mass) in launches.filter({ $0.mass != .nothing }) + now {
            guard mass.left <= last.left + KnownMass.rounding,
                mass.known >= last.known - KnownMass.rounding
            else {
                throw QuestionError(
                    "known\(name) and left\(name) say that less is known than at a launch before")
            }
            last = mass
        }
    }

    /// A figure other than the mean, for which the scores have to be known of all that was absorbed.
    private func restBound(_ outcomes: [Double?], _ absorption: Absorption?) throws -> Bound {
        guard let absorption else {
            throw QuestionError(
                "for \(metric.rawValue) give \"absorbed\" beside known and left: what the answer of "
                    + "each draw took out of the rest, 0 where it had been seen (known and left alone "
                    + "give the mean)")
        }
        guard metric != .cdf else {
            var mirrored = self
            (mirrored.metric, mirrored.side) = (Quantity(.exceedance), side.mirrored)
            return Exceedance.complement(try mirrored.restBound(outcomes, absorption))
        }
        guard let figure = metric.figure, let rest = figure.computation?.rest else {
            let names = Metric.ofScores.filter { $0.computation?.rest != nil }.map(\.name)
            throw QuestionError(
                "known and left give no \(metric.rawValue); they give mean, cdf, "
                    + names.joined(separator: ", "))
        }
        return try rest(
            try absorption.sample(),
            RestQuestion(alpha: alpha, side: side, parameters: try parameters(figure)))
    }
}

extension BoundQuestion.Sample {
    /// Takes the two lists, which must be of one length.
    mutating func setMasses(known: [Double]?, left: [Double]?) throws(QuestionError) {
        switch (known, left) {
        case (nil, nil): return
        case (let known?, let left?):
            guard known.count == left.count else {
                throw QuestionError(
                    "known has \(known.count) members and left \(left.count); they must have equally "
                        + "many")
            }
            masses = zip(known, left).map { KnownMass(known: $0, left: $1) }
        default: throw QuestionError("known and left must be given together")
        }
    }
}

extension KnownMass {
    /// What is known after the last draw; nil where neither is given.
    init?(now known: Double?, _ left: Double?) throws(QuestionError) {
        switch (known, left) {
        case (nil, nil): return nil
        case (let known?, let left?): self.init(known: known, left: left)
        default: throw QuestionError("known_now and left_now must be given together")
        }
    }
}
