/// One search of a program through one text: all ways to match, side by side.
struct PatternSearch {
    private let program: PatternProgram
    private let text: [Unicode.Scalar]
    /// Whether more may follow the text, so that nothing ends with it.
    private let goesOn: Bool
    /// For each look around, whether it holds at each place.
    private var looks: [[Bool]] = []

    init(_ program: PatternProgram, _ text: [Unicode.Scalar], goesOn: Bool = false) {
        self.program = program
        self.text = text
        self.goesOn = goesOn
        for look in program.looks { looks.append(places(look)) }
    }

    /// Steps that wait for the next character, in the order of preference, with what each captured.
    private struct Threads {
        var steps: [Int] = []
        var slots: [[Int]] = []
        /// The round in which each step was entered last.
        private var entered: [Int]
        private var round = 0

        init(_ count: Int) { entered = Array(repeating: -1, count: count) }

        mutating func clear() {
            steps.removeAll(keepingCapacity: true)
            slots.removeAll(keepingCapacity: true)
            round += 1
        }

        /// Whether the step is entered for the first time in this round.
        mutating func enter(_ step: Int) -> Bool {
            guard entered[step] != round else { return false }
            entered[step] = round
            return true
        }
    }

    func matches() -> Bool {
        var work = 0
        return run(captures: 0, from: 0, work: &work) != nil
    }

    /// The places where the match and each group begin and end; −1 for none.
    func firstMatch() -> [Int]? {
        var work = 0
        return run(captures: program.captureCount + 1, from: 0, work: &work)
    }

    /// The first match that begins at a place or behind it.
    ///
    /// - Parameter work: grows by the characters that were looked at.
    func firstMatch(from start: Int, work: inout Int) -> Range<Int>? {
        run(captures: 1, from: start, work: &work).map { $0[0]..<max($0[0], $0[1]) }
    }

    /// - Parameter captures: how many pairs of places are kept; 0 asks only whether it matches.
    private func run(captures pairs: Int, from start: Int, work: inout Int) -> [Int]? {
        let captures = pairs > 0
        let slots = Array(repeating: -1, count: 2 * pairs)
        var current = Threads(program.steps.count)
        var next = Threads(program.steps.count)
        var best: [Int]?
        for index in start...text.count {
            work += 1
            // The match that begins first is wanted, so that none begins behind one.
            if best == nil { add(0, slots, index, program.steps, to: &current) }
            if current.steps.isEmpty, best != nil { break }
            next.clear()
            for (thread, step) in current.steps.enumerated() {
                let captured = captures ? current.slots[thread] : []
                switch program.steps[step] {
                case .found:
                    guard captures else { return [] }
                    best = captured
                case .set(let set) where index < text.count:
                    if program.sets[set].contains(text[index]) {
                        add(step + 1, captured, index + 1, program.steps, to: &next)
                    }
                    continue
                default: continue
                }
                // What is preferred less than a match does not count.
                break
            }
            swap(&current, &next)
        }
        return best
    }

    /// Follows the steps that take no character.
    private func add(
        _ start: Int, _ slots: [Int], _ index: Int, _ steps: [PatternProgram.Step],
        to threads: inout Threads
    ) {
        // Most steps need no room for others that wait.
        var waiting: [(step: Int, slots: [Int])] = []
        var (step, slots) = (start, slots)
        while true {
            while threads.enter(step) {
                switch steps[step] {
                case .jump(let place): step = place
                case .fork(let first, let second):
                    waiting.append((second, slots))
                    step = first
                case .save(let slot):
                    if slot < slots.count { slots[slot] = index }
                    step += 1
                case .position(let position):
                    guard
                        goesOn ? position.stays(text, index) : position.holds(text, index)
                    else { continue }
                    step += 1
                case .look(let look, let isNegated):
                    guard looks[look][index] != isNegated else { continue }
                    step += 1
                case .set, .found:
                    threads.steps.append(step)
                    if !slots.isEmpty { threads.slots.append(slots) }
                }
            }
            guard let other = waiting.popLast() else { return }
            (step, slots) = other
        }
    }

    /// For each place, whether what is looked for ends there (behind) or begins there (ahead).
    private func places(_ look: PatternProgram.Look) -> [Bool] {
        var holds = Array(repeating: false, count: text.count + 1)
        var current = Threads(look.steps.count)
        var next = Threads(look.steps.count)
        for round in 0...text.count {
            let index = look.isBackward ? text.count - round : round
            add(0, [], index, look.steps, to: &current)
            next.clear()
            for step in current.steps {
                switch look.steps[step] {
                case .found: holds[index] = true
                case .set(let set) where round < text.count:
                    let scalar = text[look.isBackward ? index - 1 : index]
                    if program.sets[set].contains(scalar) {
                        let place = look.isBackward ? index - 1 : index + 1
                        add(step + 1, [], place, look.steps, to: &next)
                    }
                default: break
                }
            }
            swap(&current, &next)
        }
        return holds
    }
}
