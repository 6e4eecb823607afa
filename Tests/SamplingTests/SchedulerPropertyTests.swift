import Prompts
import TestSupport
import Testing

@testable import Sampling

/// Drives a scheduler with random events and checks after each that nothing impossible happened.
private struct Simulation {
    var random: SeededGenerator
    var scheduler: Scheduler
    var now: Duration = .zero
    var running: [Int: Block] = [:]
    var unfinished: [Int: [Int]] = [:]
    var probing: Set<Int> = []
    var outcomes: [[Int: Int]]
    var inFlight: [Set<Int>]
    var up: [Bool]
    var problems: [String] = []

    init(seed: UInt64, order: OrderPolicy) {
        var random = SeededGenerator(seed: seed)
        let prompts = Int.random(in: 1...6, using: &random)
        let servers = Int.random(in: 1...3, using: &random)
        var starts: [Scheduler.Start] = []
        var outcomes: [[Int: Int]] = []
        for _ in 0..<prompts {
            let target = Int.random(in: 0...40, using: &random)
            let done = (0..<50).filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
            starts.append(Scheduler.Start(target: target, done: done))
            outcomes.append(Dictionary(uniqueKeysWithValues: done.map { ($0, 1) }))
        }
        self.random = random
        self.outcomes = outcomes
        inFlight = Array(repeating: [], count: prompts)
        up = Array(repeating: false, count: servers)
        scheduler = Scheduler(
            ids: (0..<prompts).map { PromptID("\($0)") }, starts: starts, serverCount: servers,
            seeds: SeedAllocation(runSeed: seed), order: order)
    }

    mutating func send(_ event: SchedulerEvent) {
        for action in scheduler.handle(event, at: now) {
            switch action {
            case .launch(let block): launch(block)
            case .probe(let server):
                expect(probing.insert(server).inserted, "probed twice at once")
            case .lose(let prompt, let index, _, _): settle(prompt, index)
            case .loseGreedy: break
            }
        }
        for (position, server) in scheduler.servers.enumerated() {
            let busy = running.filter { $0.value.server == position }
                .reduce(0) { $0 + (unfinished[$1.key]?.count ?? 0) }
            expect(server.busy == busy, "busy \(server.busy), really \(busy)")
        }
    }

    mutating func launch(_ block: Block) {
        running[block.id] = block
        unfinished[block.id] = [-1]
        if case .draws(let indexes) = block.work {
            unfinished[block.id] = Array(indexes)
            for index in indexes {
                expect(inFlight[block.prompt].insert(index).inserted, "\(index) in flight twice")
                expect(outcomes[block.prompt][index] == nil, "\(index) launched after its end")
                expect(
                    index < scheduler.prompts[block.prompt].target, "\(index) is not wanted")
            }
        }
        let server = scheduler.servers[block.server]
        expect(server.busy <= server.slots, "\(server.busy) of \(server.slots) slots")
        expect(block.count <= server.largestBlock, "block of \(block.count)")
        expect(up[block.server], "launched on a server that is not known to be up")
    }

    mutating func settle(_ prompt: Int, _ index: Int) {
        expect(inFlight[prompt].remove(index) != nil, "\(index) ended without being in flight")
        outcomes[prompt][index, default: 0] += 1
        expect(outcomes[prompt][index] == 1, "\(index) ended twice")
    }

    mutating func expect(_ isTrue: Bool, _ problem: String) {
        if !isTrue { problems.append(problem) }
    }

    /// One random thing happens.
    mutating func step(faults: Bool) {
        now += .milliseconds(Int.random(in: 0...200, using: &random))
        if let server = probing.randomElement(using: &random) {
            probing.remove(server)
            let isUp = !faults || Int.random(in: 0..<3, using: &random) > 0
            up[server] = isUp
            let slots = 1 + (server * 7) % 9
            send(isUp ? .serverUp(server, slots: slots, largestBlock: slots) : .serverDown(server))
            return
        }
        guard let id = running.keys.sorted().randomElement(using: &random),
            let block = running[id]
        else {
            now = scheduler.wakeUp(after: now) ?? now
            send(.timePassed)
            return
        }
        if faults, Int.random(in: 0..<10, using: &random) == 0 {
            end(block, fault())
        } else if let position = unfinished[id]?.indices.randomElement(using: &random) {
            finish(block, position)
        }
    }

    mutating func finish(_ block: Block, _ position: Int) {
        guard let index = unfinished[block.id]?.remove(at: position) else { return }
        guard case .draws = block.work else {
            running[block.id] = nil
            unfinished[block.id] = nil
            send(.greedyFinished(block: block.id))
            return
        }
        settle(block.prompt, index)
        send(.drawFinished(block: block.id, index: index))
        if unfinished[block.id]?.isEmpty == true { end(block, .complete) }
    }

    mutating func fault() -> Ending {
        let all: [Ending] = [
            .failed(.server), .failed(.draws), .failed(.stream), .failed(.answer), .tooSlow,
            .notStarted(retryAfter: nil), .blocksUnsupported,
            .complete, .notStarted(retryAfter: .seconds(2)),
        ]
        return all[Int.random(in: 0..<all.count, using: &random)]
    }

    mutating func end(_ block: Block, _ ending: Ending) {
        running[block.id] = nil
        let left = unfinished.removeValue(forKey: block.id) ?? []
        if ending == .failed(.server) { up[block.server] = false }
        if case .notStarted = ending { up[block.server] = false }
        // What was in flight may be launched again; a loss is reported by an action.
        if ending != .tooSlow, case .draws = block.work, block.attempt < 5 {
            for index in left { inFlight[block.prompt].remove(index) }
        } else if case .notStarted = ending, case .draws = block.work {
            for index in left { inFlight[block.prompt].remove(index) }
        } else if ending == .blocksUnsupported, case .draws = block.work {
            for index in left { inFlight[block.prompt].remove(index) }
        }
        send(.blockEnded(block.id, ending))
    }
}

@Suite("Whatever happens, every launch number gets exactly one outcome")
struct SchedulerPropertyTests {
    @Test("Random failures of requests and servers", arguments: OrderPolicy.allCases)
    func randomEvents(order: OrderPolicy) {
        for seed: UInt64 in 0..<150 {
            var simulation = Simulation(seed: seed, order: order)
            simulation.send(.timePassed)
            var steps = 0
            while !simulation.scheduler.isDone, steps < 20_000 {
                simulation.step(faults: steps < 600)
                steps += 1
            }
            #expect(simulation.scheduler.isDone, "seed \(seed) does not come to an end")
            #expect(simulation.problems.isEmpty, "seed \(seed): \(simulation.problems)")
            for (prompt, state) in simulation.scheduler.prompts.enumerated() {
                let missing = (0..<state.target).filter {
                    simulation.outcomes[prompt][$0] == nil
                }
                #expect(missing.isEmpty, "seed \(seed), prompt \(prompt): \(missing)")
            }
        }
    }

    @Test("Orders, pauses and stopped prompts at random moments")
    func randomOrders() {
        for seed: UInt64 in 1000..<1150 {
            var simulation = Simulation(seed: seed, order: .breadth)
            simulation.send(.timePassed)
            var paused = false
            for _ in 0..<300 {
                let prompt = Int.random(
                    in: simulation.scheduler.prompts.indices, using: &simulation.random)
                switch Int.random(in: 0..<20, using: &simulation.random) {
                case 0:
                    paused.toggle()
                    simulation.send(.paused(paused))
                case 1: simulation.send(.orderMore(prompt: prompt, draws: 5))
                case 2: simulation.send(.close(prompt: prompt))
                case 3:
                    simulation.send(
                        .takeBack(
                            prompt: prompt, draws: Int.random(in: 1...7, using: &simulation.random),
                            least: 0))
                default: simulation.step(faults: true)
                }
            }
            simulation.send(.paused(false))
            var steps = 0
            while !simulation.scheduler.isDone, steps < 20_000 {
                simulation.step(faults: false)
                steps += 1
            }
            #expect(simulation.scheduler.isDone, "seed \(seed) does not come to an end")
            #expect(simulation.problems.isEmpty, "seed \(seed): \(simulation.problems)")
            for (prompt, state) in simulation.scheduler.prompts.enumerated()
            where !state.isClosed && state.allowance == nil {
                let missing = (0..<state.target).filter {
                    simulation.outcomes[prompt][$0] == nil
                }
                #expect(missing.isEmpty, "seed \(seed), prompt \(prompt): \(missing)")
            }
        }
    }
}
