extension ModelProbe {
    /// What several answers of one address to one question say of what is there.
    package enum Several: Sendable, Hashable {
        /// One model: the position of the answer in the middle of all, and how far, in thousandths, the
        /// others are from it.
        case one(place: Int, noise: Int)
        /// Two models, and how they differ.
        case two(String)
        /// More answers would tell.
        case unclear
    }

    /// So many answers are enough to tell one model whose answers waver from two.
    package static let enough = 12
    /// So many equal ones among them are no work of chance.
    private static let fewest = 3
    /// Answers that are nearer to each other than this are one and the same, rounding apart.
    private static let rounding = 15

    /// Tells one model from two by answers with probabilities, each to the same question.
    ///
    /// One model's answers are scattered about one place, as the arithmetic beside other requests has
    /// it, and now and then one is far off. Those of two models keep to two places: at each there are
    /// several equal ones, and the places are farther apart than a model's own answers may be. One answer
    /// that is farther off than any model's wavering is asked for again; a second one is another model's.
    /// Two models in equal shares are overlooked by twelve answers once in 26 times, if they differ by less
    /// than ``looseTolerance``, and once in 157 times else.
    package static func several(_ answers: [ModelProbe]) -> Several {
        let distances = answers.map { one in
            answers.map { one.differences(to: $0).max() ?? 0 }
        }
        // In the middle is the answer half of the others are nearest to.
        let sorted = distances.map { $0.sorted() }
        let middle = answers.indices.min {
            let half = answers.count / 2
            return (sorted[$0][half], sorted[$0].reduce(0, +), $0)
                < (sorted[$1][half], sorted[$1].reduce(0, +), $1)
        }
        guard let middle else { return .unclear }
        let far = answers.indices.filter { distances[middle][$0] > looseTolerance }
        if far.count > 1 {
            return .two(
                answers[middle].difference(to: answers[far[0]], beyond: looseTolerance) ?? "")
        }
        guard let farthest = sorted[middle].last else { return .unclear }
        if farthest <= tolerance { return .one(place: middle, noise: farthest) }
        guard answers.count >= enough else { return .unclear }
        let groups = self.groups(distances).filter { $0.count >= fewest }
        for (position, group) in groups.enumerated() {
            for other in groups.dropFirst(position + 1) {
                if let difference = answers[group[0]].difference(
                    to: answers[other[0]], beyond: tolerance)
                {
                    return .two(difference)
                }
            }
        }
        // A few that are far off say little of the others.
        let rest = sorted[middle].dropLast(fewest - 1)
        return .one(place: middle, noise: rest.last ?? 0)
    }

    /// Positions of answers that are one and the same, directly or by way of others.
    private static func groups(_ distances: [[Int]]) -> [[Int]] {
        var open = Array(distances.indices)
        var groups: [[Int]] = []
        while let first = open.first {
            var group = [first]
            open.removeFirst()
            var next = 0
            while next < group.count {
                let near = open.filter { distances[group[next]][$0] <= rounding }
                group += near
                open.removeAll { near.contains($0) }
                next += 1
            }
            groups.append(group)
        }
        return groups
    }
}
