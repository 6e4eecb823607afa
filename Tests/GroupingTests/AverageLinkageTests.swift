import TestSupport
import Testing

@testable import Grouping

/// Average linkage beside its definition, done slowly.
@Suite struct AverageLinkageTests {
    /// Joins the two clusters that are most alike on average until none are alike enough.
    private static func slowly(
        _ count: Int, _ threshold: Double, _ likeness: (Int, Int) -> Float
    ) -> Set<Set<Int>> {
        var clusters = (0..<count).map { Set([$0]) }
        while true {
            var best: (Int, Int, Double)?
            for a in clusters.indices {
                for b in 0..<a {
                    var sum = 0.0
                    for i in clusters[a] { for j in clusters[b] { sum += Double(likeness(i, j)) } }
                    let mean = sum / Double(clusters[a].count * clusters[b].count)
                    if mean >= threshold, mean > best?.2 ?? -2 { best = (a, b, mean) }
                }
            }
            guard let (a, b, _) = best else { return Set(clusters) }
            clusters[b].formUnion(clusters[a])
            clusters.remove(at: a)
        }
    }

    private static func vectors(_ count: Int, seed: UInt64) -> [[Float]] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            let vector = (0..<5).map { _ in Float.random(in: -1...1, using: &random) }
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return vector.map { $0 / length }
        }
    }

    @Test(arguments: [0.2, 0.4, 0.7, 0.95], [UInt64(1), 2, 3, 4, 5])
    func chainsFindWhatTheDefinitionDoes(threshold: Double, seed: UInt64) {
        let vectors = Self.vectors(24, seed: seed)
        let likeness = { TopicGrouper.cosine(vectors[$0], vectors[$1]) }
        let found = AverageLinkage(count: 24, threshold: threshold, likeness: likeness)
        var sets: [Int: Set<Int>] = [:]
        for (item, group) in found.groups.enumerated() { sets[group, default: []].insert(item) }
        #expect(Set(sets.values) == Self.slowly(24, threshold, likeness))
        for (group, members) in sets {
            let pairs = members.flatMap { a in members.filter { $0 < a }.map { likeness(a, $0) } }
            #expect(found.lowest[group] == pairs.min().map(Double.init))
        }
        // Numbered by first appearance.
        var most = -1
        for group in found.groups {
            #expect(group <= most + 1)
            most = max(most, group)
        }
    }

    @Test func fewItemsAndTies() {
        #expect(AverageLinkage(count: 0, threshold: 0.4) { _, _ in 1 }.groups.isEmpty)
        #expect(AverageLinkage(count: 1, threshold: 0.4) { _, _ in 1 }.groups == [0])
        let same = AverageLinkage(count: 40, threshold: 0.4) { _, _ in 1 }
        #expect(Set(same.groups) == [0] && same.lowest == [1])
        let apart = AverageLinkage(count: 40, threshold: 0.4) { _, _ in 0 }
        #expect(apart.groups == Array(0..<40))
        let edge = AverageLinkage(count: 2, threshold: 0.5) { _, _ in 0.5 }
        #expect(edge.groups == [0, 0], "at the threshold groups are joined")
    }
}
