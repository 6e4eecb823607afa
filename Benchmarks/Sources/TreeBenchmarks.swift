import OutputTree
import Platform
import TestSupport

/// The cost of knowing what a model can say: the tree of draws without replacement.
enum TreeBenchmarks {
    private static let nodes = 1_000_000
    private static let depth = 28
    private static let vocabulary: UInt64 = 50_000
    /// As the program asks for them at every token.
    private static let alternatives = 8

    static func run(_ table: Table) async throws {
        table.heading(
            "Draws without replacement",
            "One tree of answers of \(depth) tokens, grown draw by draw with \(alternatives) "
                + "alternatives of each token, until \(nodes) sequences of tokens have their "
                + "probability in it.")
        var tree = OutputTree(scorers: 1)
        var random = SeededGenerator(seed: 16)
        let before = Measure.memory
        var (draws, next) = (0, 0.0)
        var choosing: [Double] = []
        while tree.size.sequences < nodes {
            guard let start = tree.choose(seed: random.next()) else { break }
            let answer = answer(from: start, &random)
            let began = Measure.processorTime
            tree.absorb(answer, scores: [0])
            next += Measure.processorTime - began
            draws += 1
        }
        let held = Measure.memory - before
        for _ in 0..<2_000 {
            let began = Measure.processorTime
            _ = tree.choose(seed: random.next())
            choosing.append(Measure.processorTime - began)
        }
        let chosen = choosing.reduce(0, +) / Double(choosing.count)
        table.line(
            "memory of \(nodes) nodes", .bytes(Double(tree.size.bytes)),
            .atMost(.bytes(200e6)))
        table.line("  of the process, room to grow included", .bytes(max(0, held)), nil)
        table.line("taking in an answer", .seconds(next / Double(max(1, draws))), nil)
        table.line("choosing where the next begins", .seconds(chosen), .atMost(.seconds(50e-6)))
        table.note(
            "\(draws) draws, \(tree.size.nodes) of the nodes were walked, \(tree.answers) answers, "
                + "left \(tree.left).")
    }

    /// A model without a table: what follows hangs on the tokens before.
    private static func answer(
        from start: StartingPoint, _ random: inout SeededGenerator
    ) -> [OutputTree.Step] {
        var path: [Int32] = []
        var steps: [OutputTree.Step] = []
        var state: UInt64 = 7
        func listed() -> [OutputTree.Listed] {
            var local = SeededGenerator(seed: state)
            var left = 0.95
            return (0..<alternatives).map { place in
                let share = left * Double.random(in: 0.3..<0.7, using: &local)
                left -= share
                return .init(
                    id: Int32(local.next() % (vocabulary / 8)) * 8 + Int32(place),
                    probability: share)
            }
        }
        func add(_ token: OutputTree.Listed, _ others: [OutputTree.Listed]) {
            steps.append(.init(token, alternatives: others))
            path.append(token.id)
            state = state &* 6_364_136_223_846_793_005 &+ UInt64(UInt32(bitPattern: token.id)) &+ 1
        }
        for id in start.path {
            let others = listed()
            add(others.first { $0.id == id } ?? .init(id: id, probability: 0.01), others)
        }
        while path.count < depth {
            let others = listed()
            var share = Double.random(in: 0..<1, using: &random)
            let forbidden = path.count == start.path.count ? Set(start.forbidden) : []
            let token = others.first {
                share -= $0.probability
                return share < 0 && !forbidden.contains($0.id)
            }
            add(token ?? .init(id: Int32(random.next() % 8) + 400_000, probability: 1e-3), others)
        }
        return steps
    }
}
