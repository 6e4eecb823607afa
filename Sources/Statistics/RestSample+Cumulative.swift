extension RestSample {
    /// P(score ≤ x) from x on up to the next point.
    package struct CumulativePoint: Sendable, Hashable {
        package var x: Double
        package var estimate: Double
        package var lower: Double
        package var upper: Double
    }

    /// The limits of P(score ≤ x) for all x together: from each jump on, up to the next one.
    ///
    /// Sampled limits at so many equal steps from 0 on share α; between two of them the distribution
    /// function rises. Exact ones hold everywhere, and cut them.
    package func cumulative(
        steps: Int, alpha: Double, side: Bound.Side, error: Double = 0
    ) throws(StatisticsError) -> [CumulativePoint] {
        let grid = (0..<steps).map { Double($0) / Double(steps) }
        var beyond: [Bound] = []
        for x in grid {
            beyond.append(
                try exceedance(above: x, alpha: alpha / Double(steps), side: side, error: error))
        }
        var below = CompensatedSum()
        var seen = absorbedNow.sorted { $0.score < $1.score }[...]
        let (rest, room) = (now.left, error + Self.rounding)
        return Set(grid + seen.map(\.score)).filter { $0 < 1 }.sorted().map { x in
            while let leaf = seen.first, leaf.score <= x {
                below.add(leaf.mass)
                seen.removeFirst()
            }
            let place = grid.lastIndex { $0 <= x } ?? 0
            // Up to the next jump scores that nobody has seen may lie anywhere.
            let next = place + 1
            let lower = max(0, (1 - beyond[place].upper).nextDown, below.value - room)
            let upper = min(
                1, next < steps ? (1 - beyond[next].lower).nextUp : 1, below.value + rest + room)
            let estimate = min(max(1 - beyond[place].estimate, lower), upper)
            return CumulativePoint(x: x, estimate: estimate, lower: lower, upper: upper)
        } + [CumulativePoint(x: 1, estimate: 1, lower: 1, upper: 1)]
    }

    /// The expected greatest of so many fresh scores, E[max] = ∫ (1 − F(x)^k) dx: it falls as the
    /// distribution function F rises, so that the limits of F for all x together give its own.
    package func expectedMaximum(
        of attempts: Int, steps: Int, alpha: Double, side: Bound.Side, error: Double = 0
    ) throws(StatisticsError) -> Bound {
        try LeakAtK.check(attempts: attempts)
        let points = try cumulative(steps: steps, alpha: alpha, side: side, error: error)
        func greatest(_ share: (CumulativePoint) -> Double) -> Double {
            var sum = CompensatedSum()
            for (point, next) in zip(points, points.dropFirst()) {
                let miss = LeakAtK.allMiss(perDraw: share(point), attempts: attempts)
                sum.add((next.x - point.x) * (1 - miss))
            }
            return sum.value
        }
        let lower = max(0, greatest(\.upper) * (1 - 0x1p-48))
        let upper = min(1, greatest(\.lower) * (1 + 0x1p-48))
        return Bound(
            estimate: min(max(greatest(\.estimate), lower), upper), lower: lower, upper: upper,
            alpha: alpha, side: side, method: .bets, validity: .anytime)
    }

    /// P(score > x) for an x that may be chosen after a look at the draws: the limits at so many equal
    /// steps from 0 on share α, and P(score > x) falls between two of them.
    package func exceedance(
        aboveAny x: Double, steps: Int, alpha: Double, side: Bound.Side, error: Double = 0
    ) throws(StatisticsError) -> Bound {
        func limits(_ step: Double) throws(StatisticsError) -> Bound {
            try exceedance(
                above: step / Double(steps), alpha: alpha / Double(steps), side: side, error: error)
        }
        let place = min(max(0, x), 1) * Double(steps)
        let nearest = place.rounded()
        var bound: Bound
        if nearest / Double(steps) == x {
            bound = try limits(nearest)
        } else {
            let certain = try certain(of: { $0 > x ? 1 : 0 }, error: error)
            bound = try limits(place.rounded(.down))
            let above = place.rounded(.up)
            let least = above < Double(steps) ? try limits(above).lower : 0
            bound.lower = max(least, certain.lower)
            bound.upper = min(bound.upper, certain.upper)
            let likely = estimate { $0 > x ? 1 : 0 }
            bound.estimate = min(max(likely, bound.lower), bound.upper)
        }
        bound.alpha = alpha
        return bound
    }
}
