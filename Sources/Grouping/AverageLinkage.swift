/// Hierarchical clustering by average linkage: the two clusters whose members are most alike on
/// average are joined, again and again, as long as they are alike enough.
///
/// By nearest-neighbour chains (Murtagh 1983), which gives the same tree in n² steps as average
/// linkage is reducible. Ties go to the earlier items, so that equal input gives equal groups.
struct AverageLinkage {
    /// The cluster of each item, numbered by its first item.
    private(set) var groups: [Int]
    /// The lowest likeness of two items of each cluster; nil for a cluster of one.
    private(set) var lowest: [Double?]

    /// - Parameters:
    ///   - count: at most some thousands: n² numbers are kept.
    ///   - threshold: clusters that are less alike on average stay apart.
    ///   - likeness: of two items, symmetric; a cosine, say.
    init(count: Int, threshold: Double, likeness: (Int, Int) -> Float) {
        var alike = [Float](repeating: 0, count: count * count)
        for a in 0..<count {
            for b in 0..<a {
                let value = likeness(a, b)
                alike[a * count + b] = value
                alike[b * count + a] = value
            }
        }
        let original = alike
        var parents = Array(0..<count)
        func root(_ item: Int) -> Int {
            var item = item
            while parents[item] != item { item = parents[item] }
            return item
        }
        var sizes = [Float](repeating: 1, count: count)
        var isThere = [Bool](repeating: true, count: count)
        var chain: [Int] = []
        var left = count
        var start = 0
        while left > 1 {
            if chain.isEmpty {
                while !isThere[start] { start += 1 }
                chain.append(start)
            }
            let end = chain[chain.count - 1]
            let before = chain.count > 1 ? chain[chain.count - 2] : -1
            // The one before wins a tie, or the chain would go round.
            var best = before
            var most = before >= 0 ? alike[end * count + before] : -.infinity
            for other in 0..<count where isThere[other] && other != end {
                let value = alike[end * count + other]
                if value > most || best < 0 { (best, most) = (other, value) }
            }
            guard best == before, before >= 0 else {
                chain.append(best)
                continue
            }
            chain.removeLast(2)
            let (kept, gone) = (min(end, before), max(end, before))
            // Joins come in another order than that of likeness, which never rises along the tree.
            if Double(most) >= threshold { parents[gone] = kept }
            let total = sizes[kept] + sizes[gone]
            for other in 0..<count where isThere[other] && other != kept && other != gone {
                let value =
                    (sizes[kept] * alike[kept * count + other] + sizes[gone]
                        * alike[gone * count + other]) / total
                alike[kept * count + other] = value
                alike[other * count + kept] = value
            }
            sizes[kept] = total
            isThere[gone] = false
            left -= 1
        }
        var numbers: [Int: Int] = [:]
        groups = (0..<count).map { item in
            let root = root(item)
            let number = numbers[root] ?? numbers.count
            numbers[root] = number
            return number
        }
        lowest = Array(repeating: nil, count: numbers.count)
        for a in 0..<count {
            for b in 0..<a where groups[a] == groups[b] {
                lowest[groups[a]] = min(
                    lowest[groups[a]] ?? .infinity, Double(original[a * count + b]))
            }
        }
    }
}
