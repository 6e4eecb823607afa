/// A pattern as steps for ``PatternSearch``.
struct PatternProgram: Sendable {
    enum Step: Sendable {
        case set(Int)
        /// Goes on at both places, of which the first is preferred.
        case fork(Int, Int)
        case jump(Int)
        case save(Int)
        case position(PatternPosition)
        /// A look around that was decided for every place beforehand.
        case look(Int, isNegated: Bool)
        case found
    }

    /// What is looked for ahead or behind, as a program of its own.
    struct Look: Sendable {
        var steps: [Step]
        /// Whether the steps go from the text's end to its beginning.
        var isBackward: Bool
    }

    private(set) var steps: [Step] = []
    private(set) var sets: [PatternSet] = []
    /// Inner ones before those that need them.
    private(set) var looks: [Look] = []
    let captureCount: Int

    /// All steps, those of looks around included.
    var size: Int { looks.reduce(steps.count) { $0 + $1.steps.count } }

    /// Whether a look around can hang on what stands behind its place.
    var looksAhead: Bool {
        looks.contains { look in
            look.isBackward
                || look.steps.contains {
                    if case .position = $0 { true } else { false }
                }
        }
    }

    /// Counted repetitions are written out, up to so many steps.
    private static let most = 10_000

    init(_ node: PatternNode, captures: Int) throws(PatternError) {
        captureCount = captures
        try add(.save(0))
        try add(node, isBackward: false)
        try add(.save(1))
        try add(.found)
    }

    private mutating func add(_ step: Step) throws(PatternError) {
        guard steps.count < Self.most else {
            throw PatternError("the pattern is too large; count fewer repetitions", at: 0)
        }
        steps.append(step)
    }

    private mutating func add(_ node: PatternNode, isBackward: Bool) throws(PatternError) {
        switch node {
        case .empty: break
        case .set(let set):
            sets.append(set)
            try add(.set(sets.count - 1))
        case .sequence(let nodes):
            for node in isBackward ? nodes.reversed() : nodes {
                try add(node, isBackward: isBackward)
            }
        case .alternatives(let nodes): try add(alternatives: nodes, isBackward)
        case .repeated(let node, let least, let most, let isLazy):
            for _ in 0..<least { try add(node, isBackward: isBackward) }
            guard let most else {
                try addLoop(node, isLazy: isLazy, isBackward)
                return
            }
            var forks: [Int] = []
            for _ in least..<max(least, most) {
                forks.append(steps.count)
                try add(.fork(0, 0))
                try add(node, isBackward: isBackward)
            }
            for fork in forks { join(fork, fork + 1, steps.count, isLazy: isLazy) }
        case .capture(let node, let number):
            // A look around decides whether, not where.
            guard !isBackward else {
                try add(node, isBackward: true)
                return
            }
            try add(.save(2 * number))
            try add(node, isBackward: false)
            try add(.save(2 * number + 1))
        case .position(let position): try add(.position(position))
        case .look(let node, let isBehind, let isNegated):
            try add(look: node, isBehind: isBehind, isNegated: isNegated)
        }
    }

    private mutating func join(_ fork: Int, _ inside: Int, _ outside: Int, isLazy: Bool) {
        steps[fork] = isLazy ? .fork(outside, inside) : .fork(inside, outside)
    }

    private mutating func addLoop(
        _ node: PatternNode, isLazy: Bool, _ isBackward: Bool
    ) throws(PatternError) {
        let fork = steps.count
        try add(.fork(0, 0))
        try add(node, isBackward: isBackward)
        try add(.jump(fork))
        join(fork, fork + 1, steps.count, isLazy: isLazy)
    }

    private mutating func add(
        alternatives nodes: [PatternNode], _ isBackward: Bool
    ) throws(PatternError) {
        var jumps: [Int] = []
        for (index, node) in nodes.enumerated() {
            guard index + 1 < nodes.count else {
                try add(node, isBackward: isBackward)
                break
            }
            let fork = steps.count
            try add(.fork(0, 0))
            try add(node, isBackward: isBackward)
            jumps.append(steps.count)
            try add(.jump(0))
            steps[fork] = .fork(fork + 1, steps.count)
        }
        for jump in jumps { steps[jump] = .jump(steps.count) }
    }

    /// What stands ahead is matched backwards from the text's end, what stands behind forwards from
    /// its beginning, so that one pass decides it for every place.
    private mutating func add(
        look node: PatternNode, isBehind: Bool, isNegated: Bool
    ) throws(PatternError) {
        let outer = steps
        steps = []
        try add(node, isBackward: !isBehind)
        try add(.found)
        looks.append(Look(steps: steps, isBackward: !isBehind))
        steps = outer
        try add(.look(looks.count - 1, isNegated: isNegated))
    }
}
