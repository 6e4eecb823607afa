import Platform
import Testing

@testable import OutputTree

/// A model of known table: answers of up to `depth` tokens over a small vocabulary, 0 ends an answer.
struct TableModel {
    var vocabulary = 6
    var depth = 4
    var salt: UInt64 = 1

    func distribution(after path: [Int32]) -> [Double] {
        var state = salt
        for id in path { state = mix(state ^ UInt64(id + 7)) }
        var weights: [Double] = []
        for token in 0..<vocabulary {
            state = mix(state &+ UInt64(token))
            let unit = Double(state >> 11) * 0x1p-53
            weights.append(exp(-6 * unit))
        }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    func score(_ path: [Int32]) -> Double { path.contains(3) ? 1 : path.contains(2) ? 0.25 : 0 }

    func isWhole(_ path: [Int32]) -> Bool { path.last == 0 || path.count == depth }

    /// Every answer with its probability.
    func table() -> [[Int32]: Double] {
        var table: [[Int32]: Double] = [:]
        func go(_ path: [Int32], _ mass: Double) {
            if !path.isEmpty, isWhole(path) {
                table[path] = mass
                return
            }
            for (token, q) in distribution(after: path).enumerated() {
                go(path + [Int32(token)], mass * q)
            }
        }
        go([], 1)
        return table
    }

    /// Completes as a server does, with the best `list` alternatives at each step.
    func complete(
        from start: StartingPoint, list: Int, _ generator: inout some RandomNumberGenerator
    ) -> [OutputTree.Step] {
        var path = start.path
        var steps: [OutputTree.Step] = start.path.enumerated().map { place, id in
            .init(.init(id: id, probability: distribution(after: Array(path[..<place]))[Int(id)]))
        }
        var forbidden = Set(start.forbidden)
        while path.isEmpty || !isWhole(path) {
            let all = distribution(after: path)
            var weights = all
            for id in forbidden { weights[Int(id)] = 0 }
            var at = Double.random(in: 0..<weights.reduce(0, +), using: &generator)
            var token = weights.lastIndex { $0 > 0 } ?? 0
            for (id, weight) in weights.enumerated() {
                if at < weight {
                    token = id
                    break
                }
                at -= weight
            }
            // A longer list where answers part.
            let count = forbidden.isEmpty ? list : list + 2
            let best = all.indices.sorted { all[$0] > all[$1] }.prefix(count)
            steps.append(
                .init(
                    .init(id: Int32(token), probability: all[token]),
                    alternatives: best.map { .init(id: Int32($0), probability: all[$0]) }))
            path.append(Int32(token))
            forbidden = []
        }
        return steps
    }

    private func mix(_ value: UInt64) -> UInt64 {
        var bits = value &+ 0x9e37_79b9_7f4a_7c15
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }
}

struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

@Suite struct OutputTreeTests {
    @Test(arguments: [2, 3, 6], [UInt64(1), 2, 3])
    func limitsHoldTheTruthAndAnswersAddUp(list: Int, salt: UInt64) throws {
        let model = TableModel(salt: salt)
        let table = model.table()
        let truth = table.reduce(0) { $0 + $1.value * model.score($1.key) }
        var tree = OutputTree(scorers: 1)
        var generator = Seeded(state: salt)
        var seen: Set<[Int32]> = []
        for draw in 0..<400 {
            guard tree.left > 1e-12, let start = tree.choose(seed: UInt64(draw) &* 77 ^ salt)
            else { break }
            let steps = model.complete(from: start, list: list, &generator)
            let path = steps.map(\.token.id)
            let mass = tree.absorb(steps, scores: [model.score(path)])
            #expect(seen.insert(path).inserted, "an absorbed answer came again")
            #expect(abs(mass - table[path]!) <= 1e-12 * table[path]!)
            #expect(tree.known[0] <= truth + 1e-12)
            #expect(tree.known[0] + tree.left >= truth - 1e-12)
            #expect(abs(tree.absorbed + tree.left - 1) < 1e-12)
            let sum = seen.reduce(0) { $0 + table[$1]! }
            #expect(abs(sum - tree.absorbed) < 1e-12)
        }
        #expect(tree.answers == seen.count)
        #expect(tree.answers == 400 || seen.count == table.count)
    }

    @Test(arguments: [2, 6])
    func drawsFollowTheRest(list: Int) throws {
        let model = TableModel(vocabulary: 4, depth: 3, salt: 9)
        let table = model.table()
        var tree = OutputTree(scorers: 1)
        var generator = Seeded(state: 5)
        var gone: Set<[Int32]> = []
        for draw in 0..<6 {
            let start = try #require(tree.choose(seed: UInt64(draw)))
            let steps = model.complete(from: start, list: list, &generator)
            gone.insert(steps.map(\.token.id))
            tree.absorb(steps, scores: [0])
        }
        let rest = table.filter { !gone.contains($0.key) }
        var counts: [[Int32]: Int] = [:]
        let draws = 40_000
        for draw in 0..<draws {
            let start = try #require(tree.choose(seed: UInt64(draw) &+ 1_000_003))
            let path = model.complete(from: start, list: list, &generator).map(\.token.id)
            counts[path, default: 0] += 1
        }
        #expect(counts.keys.allSatisfy { rest[$0] != nil })
        // Pearson's statistic over cells that are expected at least five times, the others as one.
        let sum = rest.values.reduce(0, +)
        var (statistic, cells, other, otherCount) = (0.0, 0, 0.0, 0)
        for (path, mass) in rest {
            let expected = Double(draws) * mass / sum
            guard expected >= 5 else {
                other += expected
                otherCount += counts[path] ?? 0
                continue
            }
            let difference = Double(counts[path] ?? 0) - expected
            statistic += difference * difference / expected
            cells += 1
        }
        if other >= 5 {
            statistic += (Double(otherCount) - other) * (Double(otherCount) - other) / other
            cells += 1
        }
        let degrees = Double(cells - 1)
        #expect(abs(statistic - degrees) < 5 * (2 * degrees).squareRoot())
    }

    @Test func equalCallsGiveEqualTrees() throws {
        let model = TableModel(salt: 4)
        var calls: [([OutputTree.Step], [Double]?)] = []
        var tree = OutputTree(scorers: 2)
        var generator = Seeded(state: 1)
        for draw in 0..<200 {
            guard let start = tree.choose(seed: UInt64(draw)) else { break }
            let steps = model.complete(from: start, list: 3, &generator)
            let scores: [Double]? =
                draw % 7 == 0 ? nil : [model.score(steps.map(\.token.id)), 0.5]
            calls.append((steps, scores))
            tree.absorb(steps, scores: scores)
        }
        var other = OutputTree(scorers: 2)
        for (steps, scores) in calls { other.absorb(steps, scores: scores) }
        #expect(tree == other)
        #expect(tree.left.bitPattern == other.left.bitPattern)
        #expect(tree.known == other.known)
    }

    @Test func whatIsIncompleteAbsorbsNothing() {
        var tree = OutputTree(scorers: 1)
        let list: [OutputTree.Listed] = [
            .init(id: 1, probability: 0.5), .init(id: 2, probability: 0.25),
        ]
        #expect(tree.absorb([.init(list[0], alternatives: list)], scores: nil) == 0)
        #expect(tree.left == 1)
        #expect(tree.absorb([.init(list[0]), .init(list[1])], scores: [1]) == 0)
        #expect(tree.absorb([.init(list[0])], scores: [1]) == 0.5)
        #expect(tree.absorb([.init(list[0])], scores: [1]) == 0)
        #expect(
            tree.absorb([.init(list[0]), .init(list[1], alternatives: list)], scores: [1]) == 0)
        #expect(tree.left == 0.5)
        // A token that was not listed is taken out of the others, never more than they are.
        #expect(tree.absorb([.init(.init(id: 9, probability: 0.9))], scores: [0]) == 0.25)
        #expect(tree.left == 0.25)
        #expect(tree.known == [0.5])
    }

    @Test func aLongerListTakesItsTokensOutOfTheOthers() throws {
        var tree = OutputTree(scorers: 1)
        let all = (0..<5).map { OutputTree.Listed(id: $0, probability: 0.2) }
        tree.absorb([.init(all[0], alternatives: Array(all.prefix(2)))], scores: [0])
        #expect(tree.probability(of: [3]) == nil)
        // The second answer is one of the others, with a list that names all of them, one twice.
        tree.absorb([.init(all[4], alternatives: all + [all[3]])], scores: [1])
        let listed = try #require(tree.probability(of: [3]))
        #expect(listed == 0.2)
        #expect(abs(tree.left - 0.6) < 1e-15)
        #expect(abs(tree.known[0] - 0.2) < 1e-15)
        #expect(tree.share(after: [], without: [0, 1, 2, 3, 4]) < 1e-15)
        // What was absorbed stays so, and no list brings it back.
        #expect(tree.absorb([.init(all[0], alternatives: all)], scores: [0]) == 0)
        for seed in UInt64(0)..<200 {
            let start = try #require(tree.choose(seed: seed))
            #expect(start.forbidden.isEmpty && [1, 2, 3].contains(start.path.first))
        }
    }

    @Test func listsThatDoNotAddUpAreScaled() {
        var over = OutputTree(scorers: 1)
        let list = (0..<4).map { OutputTree.Listed(id: $0, probability: 0.250_001) }
        over.absorb([.init(list[0], alternatives: list)], scores: [1])
        #expect(abs(over.left - 0.75) < 1e-12)
        func left(_ first: Double, _ second: Double) -> Double {
            var whole = OutputTree(scorers: 1, listsAreWhole: true)
            let list = [
                OutputTree.Listed(id: 0, probability: first), .init(id: 1, probability: second),
            ]
            whole.absorb([.init(list[0], alternatives: list)], scores: [1])
            return whole.left
        }
        #expect(abs(left(0.333_333_2, 0.666_666_4) - 2.0 / 3) < 1e-12)
        // What has to be whole and is not is no list: what it leaves out is not impossible.
        #expect(left(0.3, 0.6999) == 1)
        // A list of all tokens that there are is whole by its length.
        var all = OutputTree(scorers: 1, vocabulary: 2)
        let two = [
            OutputTree.Listed(id: 0, probability: 0.75), .init(id: 1, probability: 0.249_999_9),
        ]
        all.absorb([.init(two[0], alternatives: two)], scores: [1])
        #expect(all.choose(seed: 1) == StartingPoint(path: [1]))
        #expect(abs(all.left - 0.25) < 1e-6)
        all.absorb([.init(two[1], alternatives: two)], scores: [0])
        #expect(all.left == 0)
        // Nonsense changes nothing.
        var odd = OutputTree(scorers: 1)
        odd.absorb(
            [.init(.init(id: 1, probability: .nan), alternatives: [.init(id: 2, probability: -1)])],
            scores: [1])
        #expect(odd.left == 1)
    }

    /// Lists of both kinds: those that are added up and those that keep partial sums.
    @Test(arguments: [14, 15, 16, 17, 30])
    func longListsHoldTheTruthToo(list: Int) throws {
        let model = TableModel(vocabulary: 32, depth: 2, salt: 4)
        let table = model.table()
        var tree = OutputTree(scorers: 1)
        var generator = Seeded(state: 8)
        var counts: [[Int32]: Int] = [:]
        for draw in 0..<300 {
            let start = try #require(tree.choose(seed: UInt64(draw)))
            let steps = model.complete(from: start, list: list, &generator)
            let path = steps.map(\.token.id)
            let mass = tree.absorb(steps, scores: [model.score(path)])
            #expect(abs(mass - table[path]!) <= 1e-12 * table[path]!)
            #expect(abs(tree.absorbed + tree.left - 1) < 1e-12)
            counts[path, default: 0] += 1
        }
        #expect(counts.values.allSatisfy { $0 == 1 })
        // From here on no answer is taken in, so that draws follow one rest.
        let rest = table.filter { counts[$0.key] == nil }
        let left = rest.values.reduce(0, +)
        let likely = try #require(rest.max { $0.value < $1.value })
        var hits = 0
        for draw in 0..<20_000 {
            let start = try #require(tree.choose(seed: UInt64(draw) &+ 9_000_000))
            let path = model.complete(from: start, list: list, &generator).map(\.token.id)
            #expect(counts[path] == nil)
            hits += path == likely.key ? 1 : 0
        }
        let share = likely.value / left
        let spread = (20_000 * share * (1 - share)).squareRoot()
        #expect(abs(Double(hits) - 20_000 * share) < 5 * spread)
    }

    /// Walked nodes, each with a list of eight tokens and all others: as in draws of a model.
    @Test func memoryStaysBelowTwoHundredBytesAWalkedNode() {
        let model = TableModel(vocabulary: 40, depth: 20, salt: 2)
        var tree = OutputTree(scorers: 1)
        var generator = Seeded(state: 3)
        for draw in 0..<800 {
            guard let start = tree.choose(seed: UInt64(draw)) else { break }
            tree.absorb(model.complete(from: start, list: 8, &generator), scores: [0])
        }
        #expect(tree.size.nodes > 5_000)
        #expect(tree.size.bytes < 200 * tree.size.nodes, "\(tree.size)")
    }

    @Test func memoryStaysBelowTwoHundredBytesANode() {
        let model = TableModel(vocabulary: 12, depth: 6, salt: 2)
        var tree = OutputTree(scorers: 1)
        var generator = Seeded(state: 3)
        for draw in 0..<3000 {
            guard let start = tree.choose(seed: UInt64(draw)) else { break }
            tree.absorb(model.complete(from: start, list: 4, &generator), scores: [0])
        }
        #expect(tree.size.nodes > 5000)
        #expect(tree.size.bytes < 200 * tree.size.nodes)
    }

    @Test("Of a list that is short the others keep what it leaves, until a whole one comes")
    func shortLists() {
        func listed(_ list: [(Int32, Double)]) -> [OutputTree.Listed] {
            list.map { .init(id: $0.0, probability: $0.1) }
        }
        let all: [(Int32, Double)] = [(1, 0.5), (2, 0.3), (3, 0.1999), (4, 1e-4)]
        var tree = OutputTree(scorers: 1, listsAreWhole: true)
        tree.absorb(
            [
                .init(
                    .init(id: 1, probability: 0.5), alternatives: listed(Array(all.prefix(2))),
                    isShort: true)
            ],
            scores: [0])
        #expect(abs(tree.left - 0.5) < 1e-12)
        #expect(tree.open.contains { $0.path.isEmpty && abs($0.left - 0.2) < 1e-12 })
        var whole = tree
        whole.absorb(
            [.init(.init(id: 4, probability: 1e-4), alternatives: listed(all))], scores: [1])
        #expect(abs(whole.known[0] - 1e-4) < 1e-15)
        #expect(!whole.open.contains { $0.path.isEmpty })
        #expect(abs(whole.left - 0.4999) < 1e-12)
        // What is open is all that is left, at places of their own.
        for tree in [tree, whole] {
            #expect(abs(tree.open.reduce(0) { $0 + $1.left } - tree.left) < 1e-12)
            #expect(Set(tree.open.map(\.path)).count == tree.open.count)
        }
    }
}
