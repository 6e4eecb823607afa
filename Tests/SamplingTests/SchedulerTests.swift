import Platform
import Prompts
import TestSupport
import Testing

@testable import Sampling

/// A scheduler with one or several servers that are up, and what it asked for so far.
private struct Harness {
    var scheduler: Scheduler
    var blocks: [Block] = []
    var lost: [Int] = []
    var probes: [Int] = []

    init(
        draws: [Int], slots: [Int] = [4], done: [[Int]]? = nil, greedy: Bool = false,
        order: OrderPolicy = .breadth, retry: RetryPolicy = RetryPolicy(), runSeed: UInt64 = 0,
        mostAtOnce: Int? = nil
    ) {
        scheduler = Scheduler(
            ids: draws.indices.map { PromptID("\($0)") },
            starts: draws.enumerated().map { position, target in
                Scheduler.Start(
                    target: target, done: done?[position] ?? [], needsGreedy: greedy,
                    needsGreedyCheck: greedy)
            },
            serverCount: slots.count, seeds: SeedAllocation(runSeed: runSeed),
            retryPolicy: retry, order: order, mostAtOnce: mostAtOnce)
        send(.timePassed)
        for (server, count) in slots.enumerated() {
            send(.serverUp(server, slots: count, largestBlock: count))
        }
    }

    mutating func send(_ event: SchedulerEvent, at now: Duration = .zero) {
        for action in scheduler.handle(event, at: now) {
            switch action {
            case .launch(let block): blocks.append(block)
            case .lose(_, let index, _, _): lost.append(index)
            case .probe(let server): probes.append(server)
            case .loseGreedy: break
            }
        }
    }

    mutating func finish(_ block: Block, at now: Duration = .zero) {
        switch block.work {
        case .draws(let indexes):
            for index in indexes { send(.drawFinished(block: block.id, index: index), at: now) }
            send(.blockEnded(block.id, .complete), at: now)
        case .greedy:
            send(.greedyFinished(block: block.id), at: now)
        }
    }

    /// What was launched, such as "0:0-2" for draws 0 and 1 of prompt 0 and "1:greedy".
    var launched: [String] {
        blocks.map { block in
            switch block.work {
            case .draws(let indexes):
                "\(block.prompt):\(indexes.lowerBound)-\(indexes.upperBound)"
            case .greedy(.answer): "\(block.prompt):greedy"
            case .greedy(.check): "\(block.prompt):check"
            }
        }
    }
}

@Suite("What is launched, where and when")
struct SchedulerTests {
    @Test("Every prompt gets some draws before any prompt gets more")
    func breadth() {
        var run = Harness(draws: [4, 4, 4])
        #expect(run.launched == ["0:0-2", "1:0-2"])
        run.finish(run.blocks[0])
        run.finish(run.blocks[1])
        #expect(run.launched == ["0:0-2", "1:0-2", "2:0-2", "0:2-4"])
    }

    @Test("Depth first completes one prompt before the next")
    func depth() {
        let run = Harness(draws: [4, 4], slots: [8], order: .depth)
        #expect(run.launched == ["0:0-4", "1:0-4"])
    }

    @Test("By need, the prompt with the least value comes next")
    func need() {
        var run = Harness(draws: [8, 8, 8], slots: [2], order: .need)
        run.send(.paused(true))
        for (prompt, value) in [3.0, 1, 2].enumerated() {
            run.send(.priority(prompt: prompt, value))
        }
        run.send(.paused(false))
        for block in run.blocks { run.finish(block) }
        #expect(run.blocks.dropFirst(2).prefix(2).map(\.prompt) == [1, 1])
    }

    @Test("Greedy answers are asked for first, and once more amid draws")
    func greedyFirst() {
        var run = Harness(draws: [2, 2], slots: [2], greedy: true)
        #expect(run.launched == ["0:greedy", "1:greedy"])
        run.finish(run.blocks[0])
        #expect(run.launched.dropFirst(2) == ["0:0-1"])
        run.finish(run.blocks[1])
        #expect(run.launched.dropFirst(3) == ["0:check"])
    }

    @Test("A server gets more at once while that makes it faster, and fewer once it refuses")
    func findsHowManyAServerTakes() {
        var run = Harness(draws: [200_000], slots: [4], mostAtOnce: 64)
        var now = 0.0
        var open: [Block] = []
        var taken = 0
        for _ in 0..<2000 {
            open += run.blocks[taken...]
            taken = run.blocks.count
            // Each draw takes a second, however many there are.
            now += 1
            for block in open { run.finish(block, at: .seconds(now)) }
            open.removeAll()
        }
        #expect(run.blocks.suffix(40).map(\.count).max() ?? 0 <= 4)
        #expect(run.scheduler.servers[0].slots == 64)
        open += run.blocks[taken...]
        #expect(open.reduce(0) { $0 + $1.count } == 64)
        run.send(.blockEnded(open[0].id, .notStarted(retryAfter: nil)), at: .seconds(now + 1))
        #expect(run.scheduler.servers[0].slots == 32)
        // What it says of itself each time it is asked does not count any more.
        run.send(.serverUp(0, slots: 4, largestBlock: 4), at: .seconds(now + 2))
        #expect(run.scheduler.servers[0].slots == 32)
    }

    @Test("Free slots wait for a whole block as long as a twentieth of a draw's time, no longer")
    func freeSlotsWaitALittle() {
        var run = Harness(draws: [100])
        #expect(run.launched == ["0:0-2", "0:2-4"])
        // Draws take a second; the first block ends with one draw before the other.
        run.send(.drawFinished(block: 0, index: 0), at: .seconds(1))
        #expect(run.blocks.count == 2)
        #expect(run.scheduler.wakeUp(after: .seconds(1)) == .milliseconds(1050))
        run.send(.timePassed, at: .milliseconds(1049))
        #expect(run.blocks.count == 2)
        run.send(.timePassed, at: .milliseconds(1050))
        #expect(run.launched.last == "0:4-5")
        // Two that come free together get a whole block at once.
        run.send(.drawFinished(block: 1, index: 2), at: .milliseconds(1060))
        run.send(.drawFinished(block: 1, index: 3), at: .milliseconds(1061))
        #expect(run.launched.last == "0:5-7")
        #expect(run.scheduler.wakeUp(after: .milliseconds(1061)) == nil)
    }

    @Test(
        "Servers whose draws are of unlike lengths, and break now and then, are kept at work",
        arguments: [2, 8, 64], [0, 0.01])
    func unlikeLengthsKeepServersAtWork(slots: Int, losses: Double) {
        var generator = SeededGenerator(seed: 4)
        var run = Harness(draws: Array(repeating: 400, count: 20), slots: [slots, slots, slots])
        var ends: [(at: Duration, event: SchedulerEvent)] = []
        var cut: Set<Int> = []
        var now = Duration.zero
        var (seen, asked, busy) = (0, run.probes.count, Duration.zero)
        var requests = 0
        while true {
            for server in run.probes[asked...] {
                let answer = SchedulerEvent.serverUp(server, slots: slots, largestBlock: slots)
                ends.append((now + .milliseconds(500), answer))
            }
            asked = run.probes.count
            for block in run.blocks[seen...] {
                guard case .draws(let indexes) = block.work else { continue }
                requests += 1
                let times = indexes.map { _ in
                    Duration.seconds(
                        0.5 - log(Double.random(in: 0x1p-30..<1, using: &generator)))
                }
                let broken = times.filter { _ in
                    Double.random(in: 0..<1, using: &generator) < losses
                }.min()
                if let broken {
                    ends.append((now + broken, .blockEnded(block.id, .failed(.stream))))
                }
                for (index, time) in zip(indexes, times) {
                    busy += min(time, broken ?? time)
                    guard time < broken ?? .seconds(1000) else { continue }
                    ends.append((now + time, .drawFinished(block: block.id, index: index)))
                }
            }
            seen = run.blocks.count
            // While there is nothing left to launch, slots stand idle for another reason.
            guard run.scheduler.prompts.contains(where: { !$0.pending.isEmpty }) else { break }
            ends.sort { $0.at > $1.at }
            let wakeUp = run.scheduler.wakeUp(after: now)
            if let next = ends.last, next.at <= wakeUp ?? next.at {
                ends.removeLast()
                now = next.at
                run.send(next.event, at: now)
                if case .blockEnded(let id, _) = next.event { cut.insert(id) }
            } else if let wakeUp {
                now = wakeUp
                run.send(.timePassed, at: now)
            } else {
                break
            }
        }
        // What is still under way ends later.
        for flight in run.scheduler.inFlight.values {
            for index in flight.unfinished {
                let end = ends.first {
                    if case .drawFinished(flight.block.id, index) = $0.event { true } else { false }
                }
                if let end { busy -= end.at - now }
            }
        }
        let share = busy / (now * (3 * slots))
        #expect(share > 0.9 && share <= 1, "\(share)")
        #expect(losses == 0 || cut.count > 20)
        #expect(run.scheduler.prompts.allSatisfy { $0.pending.isEmpty })
        #expect(run.lost.isEmpty)
        // Where many come free within the wait, requests are for several.
        if slots == 64 { #expect(requests * 2 < 8_000, "\(requests)") }
    }

    @Test("Draws that depend on the greedy answer wait for it")
    func drawsAfterGreedy() {
        var scheduler = Scheduler(
            ids: [PromptID("a")], starts: [Scheduler.Start(target: 2)], serverCount: 1,
            seeds: SeedAllocation(runSeed: 0), drawsNeedGreedy: true)
        _ = scheduler.handle(.timePassed, at: .zero)
        let first = scheduler.handle(.serverUp(0, slots: 4, largestBlock: 4), at: .zero)
        #expect(first.count == 1)
        let second = scheduler.handle(.greedyFinished(block: 0), at: .zero)
        #expect(second.count == 2)
    }

    @Test("A server never works on more than its slots")
    func slots() {
        var run = Harness(draws: [100], slots: [5])
        #expect(run.blocks.map(\.count) == [2, 2])
        run.send(.drawFinished(block: 0, index: 0))
        #expect(run.blocks.map(\.count) == [2, 2, 2])
        #expect(run.scheduler.servers[0].busy == 5)
    }

    @Test("Several servers share the work, each at its own number of slots")
    func severalServers() {
        let run = Harness(draws: [100, 100], slots: [2, 8])
        #expect(run.blocks.filter { $0.server == 0 }.map(\.count) == [1, 1])
        #expect(run.blocks.filter { $0.server == 1 }.map(\.count) == [4, 4])
    }
}

@Suite("Failures, retries and losses")
struct SchedulerFailureTests {
    @Test("A broken request is retried under the same launch numbers, as few as are missing")
    func retry() {
        var run = Harness(draws: [4], slots: [8])
        run.send(.drawFinished(block: 0, index: 1))
        run.send(.blockEnded(0, .failed(.draws)))
        run.send(.timePassed, at: .seconds(1))
        #expect(run.launched == ["0:0-4", "0:0-1", "0:2-4"])
        #expect(run.blocks.map(\.attempt) == [1, 2, 2])
    }

    @Test("A retry waits for its pause")
    func pause() throws {
        var run = Harness(draws: [1], slots: [2])
        run.send(.blockEnded(0, .failed(.draws)), at: .seconds(1))
        #expect(run.blocks.count == 1)
        let wakeUp = try #require(run.scheduler.wakeUp(after: .seconds(1)))
        #expect(wakeUp > .seconds(1))
        run.send(.timePassed, at: wakeUp)
        #expect(run.blocks.count == 2)
    }

    @Test("What is refused for its content waits for nothing, and counts by draw, not by server")
    func refusedForItsContent() {
        var run = Harness(draws: [400], slots: [1])
        let probes = run.probes.count
        var made = 0
        // Every other draw is refused however often it is asked for; no time passes.
        while let flight = run.scheduler.inFlight.values.first {
            let block = flight.block
            guard case .draws(let indexes) = block.work else { break }
            if indexes.lowerBound % 2 == 0 {
                run.send(.blockEnded(block.id, .failed(.answer)))
            } else {
                made += 1
                run.finish(block)
            }
        }
        #expect(run.scheduler.isDone)
        #expect(made == 200 && run.lost == Array(stride(from: 0, to: 400, by: 2)))
        #expect(run.blocks.count == 200 + 200 * RetryPolicy().attempts)
        #expect(run.probes.count == probes)
    }

    @Test(
        "A server of which nothing else comes gets less and less",
        arguments: [Ending.failed(.answer), .unrepeatable(.answer)])
    func nothingButRefused(ending: Ending) {
        var run = Harness(draws: [400], slots: [1])
        let probes = run.probes.count
        for _ in 0..<1000 {
            guard let block = run.scheduler.inFlight.values.first?.block else { break }
            run.send(.blockEnded(block.id, ending))
        }
        #expect(run.scheduler.inFlight.isEmpty)
        #expect((64...66).contains(run.lost.count))
        #expect(run.probes.count > probes)
        // One that comes says that it is well.
        run.send(.serverUp(0, slots: 1, largestBlock: 1), at: .seconds(60))
        for block in run.scheduler.inFlight.values.map(\.block) { run.finish(block) }
        #expect(run.scheduler.servers[0].unanswering == 0)
        #expect(run.scheduler.inFlight.count == 1)
    }

    @Test("A draw is lost after its last attempt, and the others go on")
    func loss() {
        var run = Harness(draws: [2], slots: [2], retry: RetryPolicy(attempts: 3))
        for attempt in 1...3 {
            let now = Duration.seconds(100 * attempt)
            run.send(.timePassed, at: now)
            let block = run.blocks.last { $0.work == .draws(0..<1) }
            #expect(block?.attempt == attempt)
            run.send(.blockEnded(block?.id ?? -1, .failed(.draws)), at: now)
        }
        #expect(run.lost == [0])
        run.finish(run.blocks[1], at: .seconds(1000))
        #expect(run.scheduler.isDone)
    }

    @Test("A draw that is too slow is lost at once, since its seed would be as slow again")
    func tooSlow() {
        var run = Harness(draws: [2], slots: [4])
        run.send(.drawFinished(block: 0, index: 0))
        run.send(.blockEnded(0, .tooSlow))
        #expect(run.lost == [1])
        #expect(run.scheduler.isDone)
    }

    @Test("From the second retry on each draw is alone")
    func alone() {
        var run = Harness(draws: [4], slots: [8])
        run.send(.blockEnded(0, .failed(.draws)))
        run.send(.timePassed, at: .seconds(100))
        #expect(run.blocks.last?.count == 4)
        run.send(.blockEnded(1, .failed(.draws)), at: .seconds(100))
        run.send(.timePassed, at: .seconds(200))
        #expect(run.blocks.dropFirst(2).map(\.count) == [1, 1, 1, 1])
    }

    @Test("A server that broke is asked whether it is still itself before it gets more")
    func brokenServer() {
        var run = Harness(draws: [8], slots: [4])
        run.send(.blockEnded(0, .failed(.server)), at: .seconds(1))
        #expect(run.probes == [0, 0])
        run.send(.timePassed, at: .seconds(50))
        #expect(run.blocks.count == 2)
        run.send(.serverUp(0, slots: 4, largestBlock: 4), at: .seconds(50))
        #expect(run.launched == ["0:0-2", "0:2-4", "0:0-2"])
    }

    @Test("A server of which one stream breaks gets more while it is asked, one question at a time")
    func brokenStream() {
        var run = Harness(draws: [100], slots: [8])
        #expect(run.launched == ["0:0-4", "0:4-8"])
        run.send(.blockEnded(0, .failed(.stream)), at: .seconds(1))
        #expect(run.probes == [0, 0])
        #expect(run.launched.last == "0:8-12")
        run.send(.blockEnded(1, .failed(.stream)), at: .seconds(1))
        #expect(run.probes == [0, 0])
        run.send(.serverUp(0, slots: 8, largestBlock: 8), at: .seconds(1))
        #expect(run.probes == [0, 0, 0], "it was asked before the second one broke")
        run.send(.serverUp(0, slots: 8, largestBlock: 8), at: .seconds(2))
        #expect(run.probes == [0, 0, 0])
        #expect(run.launched.contains("0:0-4") && run.scheduler.servers[0].busy == 8)
    }

    @Test("A server that does not answer when it is asked about a broken stream gets nothing more")
    func brokenStreamOfAServerThatIsGone() {
        var run = Harness(draws: [100], slots: [8])
        run.send(.blockEnded(0, .failed(.stream)), at: .seconds(1))
        let launched = run.blocks.count
        run.send(.serverDown(0), at: .seconds(2))
        run.send(.drawFinished(block: 1, index: 4), at: .seconds(2))
        run.send(.blockEnded(1, .failed(.stream)), at: .seconds(2))
        #expect(run.blocks.count == launched)
    }

    @Test("Where no other request says that a server is there, it is asked before it gets more")
    func onlyStreamBreaks() {
        var run = Harness(draws: [100], slots: [1])
        run.send(.blockEnded(0, .failed(.stream)), at: .seconds(1))
        #expect(run.probes == [0, 0])
        run.send(.timePassed, at: .seconds(9))
        #expect(run.blocks.count == 1)
        run.send(.serverUp(0, slots: 1, largestBlock: 1), at: .seconds(9))
        #expect(run.blocks.count == 2)
    }

    @Test(
        "A server gets nothing more once several streams in a row have broken", arguments: [1, 2])
    func streamsInARow(answers: Int) {
        var run = Harness(draws: [1000], slots: [32])
        for block in 0..<5 {
            #expect(run.scheduler.servers[0].phase == .ready)
            run.send(.blockEnded(block, .failed(.stream)), at: .seconds(1))
        }
        #expect(run.scheduler.servers[0].phase != .ready)
        // The answer to the question after the first one says nothing about the last.
        for _ in 0..<answers {
            #expect(run.scheduler.servers[0].free == 0)
            run.send(.serverUp(0, slots: 32, largestBlock: 32), at: .seconds(60))
        }
        #expect((run.scheduler.servers[0].phase == .ready) == (answers == 2))
    }

    @Test("An answer to a question from before the last failure does not count")
    func staleProbe() {
        var run = Harness(draws: [8], slots: [4])
        run.send(.blockEnded(0, .failed(.server)), at: .seconds(1))
        run.send(.blockEnded(1, .failed(.server)), at: .seconds(1))
        run.send(.serverUp(0, slots: 4, largestBlock: 4), at: .seconds(1))
        #expect(run.blocks.count == 2)
        #expect(run.probes == [0, 0, 0])
    }

    @Test("A server that stays away is asked less and less often, up to the cap")
    func circuitBreaker() throws {
        var run = Harness(draws: [8], slots: [4], retry: RetryPolicy(cap: .seconds(3)))
        var now = Duration.seconds(1)
        var pauses: [Duration] = []
        run.send(.blockEnded(0, .failed(.server)), at: now)
        for _ in 0..<20 {
            run.send(.serverDown(0), at: now)
            let wakeUp = try #require(run.scheduler.wakeUp(after: now))
            pauses.append(wakeUp - now)
            now = wakeUp
            run.send(.timePassed, at: now)
        }
        #expect(pauses.allSatisfy { $0 <= .seconds(3) })
        #expect(pauses.suffix(5).allSatisfy { $0 >= .milliseconds(1500) })
        #expect(run.scheduler.outage(at: now) == now - .seconds(0))
    }

    @Test("Work of a server that died goes to another one")
    func otherServer() {
        var run = Harness(draws: [4], slots: [2, 2])
        #expect(run.blocks.map(\.server) == [0, 0, 1, 1])
        for block in run.blocks where block.server == 1 { run.finish(block) }
        run.send(.blockEnded(0, .failed(.server)))
        run.send(.timePassed, at: .seconds(1))
        #expect(run.blocks.last?.server == 1)
        #expect(run.blocks.last?.work == run.blocks[0].work)
    }

    @Test("A request that was not started is not an attempt")
    func notStarted() {
        var run = Harness(draws: [1], slots: [1], retry: RetryPolicy(attempts: 1))
        for round in 1...10 {
            let now = Duration.seconds(100 * round)
            run.send(.blockEnded(run.blocks.last?.id ?? -1, .notStarted(retryAfter: nil)), at: now)
            run.send(.timePassed, at: now + .seconds(50))
            run.send(.serverUp(0, slots: 1, largestBlock: 1), at: now + .seconds(50))
        }
        #expect(run.lost.isEmpty)
        #expect(run.blocks.count == 11)
        #expect(run.blocks.allSatisfy { $0.attempt == 1 })
    }

    @Test("A forgotten request is sent again under the same numbers, with more time each time")
    func unanswered() {
        var run = Harness(draws: [6], slots: [2], retry: RetryPolicy(attempts: 1))
        for round in 1...2 {
            let now = Duration.seconds(100 * round)
            let last = run.blocks.last { $0.work == .draws(0..<1) }
            run.send(.blockEnded(last?.id ?? -1, .unanswered), at: now)
            run.send(.timePassed, at: now + .seconds(50))
            run.send(.serverUp(0, slots: 2, largestBlock: 2), at: now + .seconds(50))
        }
        let tries = run.blocks.filter { $0.work == .draws(0..<1) }
        #expect(tries.map(\.delays) == [0, 1, 2])
        #expect(tries.allSatisfy { $0.attempt == 1 })
        #expect(run.lost.isEmpty)
        // An answer that comes late, on the connection that was given up, changes nothing.
        run.send(.drawFinished(block: tries[0].id, index: 0), at: .seconds(300))
        #expect(run.scheduler.inFlight[tries[2].id]?.unfinished == [0])
        // The server has shown how long it may take, so that later requests begin with as much.
        run.finish(tries[2], at: .seconds(300))
        #expect(run.blocks.last?.delays == 2)
        #expect(run.blocks.last?.work != .draws(0..<1))
    }

    @Test("A request that is never answered, however long it waits, is lost in the end")
    func neverAnswered() {
        var run = Harness(draws: [2], slots: [1], retry: RetryPolicy(attempts: 3))
        func tries() -> [Block] { run.blocks.filter { $0.work == .draws(0..<1) } }
        var now = Duration.zero
        while run.lost.isEmpty, tries().count < 20, let last = tries().last {
            now += .seconds(3_000)
            run.send(.blockEnded(last.id, .unanswered), at: now)
            run.send(.timePassed, at: now + .seconds(50))
            run.send(.serverUp(0, slots: 1, largestBlock: 1), at: now + .seconds(50))
        }
        // Six doublings, then as many attempts as there are.
        #expect(tries().map(\.delays) == [0, 1, 2, 3, 4, 5, 6, 6, 6])
        #expect(tries().map(\.attempt) == [1, 1, 1, 1, 1, 1, 1, 2, 3])
        #expect(run.lost.count == 1)
    }

    @Test("A server that asks for time gets it")
    func retryAfter() {
        var run = Harness(draws: [1], slots: [1])
        run.send(.blockEnded(0, .notStarted(retryAfter: .seconds(30))), at: .seconds(1))
        #expect(run.scheduler.wakeUp(after: .seconds(1)) == .seconds(31))
        run.send(.timePassed, at: .seconds(30))
        #expect(run.probes == [0])
        run.send(.timePassed, at: .seconds(31))
        #expect(run.probes == [0, 0])
    }

    @Test("A server that copies one draw is asked for one at a time")
    func copies() {
        var run = Harness(draws: [4], slots: [4])
        run.send(.drawFinished(block: 0, index: 0))
        run.send(.blockEnded(0, .blocksUnsupported))
        run.send(.blockEnded(1, .blocksUnsupported))
        #expect(run.blocks.dropFirst(2).map(\.count) == [1, 1, 1])
        #expect(run.launched.dropFirst(2) == ["0:1-2", "0:2-3", "0:3-4"])
    }
}

@Suite("Orders, pauses and resumed runs")
struct SchedulerOrderTests {
    @Test("Gaps of an earlier session are filled with the very same launch numbers")
    func gaps() {
        var run = Harness(draws: [8], slots: [16], done: [[0, 1, 4, 9]])
        #expect(run.launched == ["0:2-4", "0:5-8"])
        for block in run.blocks { run.finish(block) }
        #expect(run.scheduler.isDone)
    }

    @Test("Nothing new is launched while paused; what runs may finish")
    func pause() {
        var run = Harness(draws: [8], slots: [2])
        run.send(.paused(true))
        run.finish(run.blocks[0])
        run.finish(run.blocks[1])
        #expect(run.blocks.count == 2)
        run.send(.paused(false))
        #expect(run.blocks.count == 4)
    }

    @Test("More draws of one prompt continue its launch numbers")
    func more() {
        var run = Harness(draws: [1, 1], slots: [4])
        for block in run.blocks { run.finish(block) }
        #expect(run.scheduler.isDone)
        run.send(.orderMore(prompt: 1, draws: 2))
        #expect(run.launched.last == "1:1-3")
        #expect(run.scheduler.prompts[1].target == 3)
    }

    @Test("A closed prompt gets no new draws, but failed ones are retried")
    func closed() {
        var run = Harness(draws: [8, 2], slots: [2])
        run.send(.close(prompt: 0))
        run.send(.blockEnded(0, .failed(.draws)))
        run.finish(run.blocks[1], at: .seconds(10))
        #expect(run.launched == ["0:0-1", "1:0-1", "1:1-2", "0:0-1"])
    }

    @Test("More draws of a prompt that a rule stopped are as many as ordered")
    func reopened() {
        var run = Harness(draws: [100], slots: [2])
        run.send(.close(prompt: 0))
        for block in run.blocks { run.finish(block) }
        #expect(run.scheduler.isDone)
        run.send(.orderMore(prompt: 0, draws: 3))
        while !run.scheduler.isDone {
            for flight in run.scheduler.inFlight.values.map(\.block) { run.finish(flight) }
        }
        #expect(run.launched.dropFirst(2) == ["0:2-3", "0:3-4", "0:4-5"])
    }

    @Test("A prompt comes to what is planned, and not to what a rule made unnecessary")
    func expected() {
        var run = Harness(draws: [100], slots: [2])
        #expect(run.scheduler.prompts[0].expected == 100)
        run.send(.close(prompt: 0))
        #expect(run.scheduler.prompts[0].expected == 2)
        run.send(.orderMore(prompt: 0, draws: 3))
        #expect(run.scheduler.prompts[0].expected == 5)
    }

    @Test("Draws beyond an earlier, longer plan are not made twice")
    func shorterPlan() {
        var run = Harness(draws: [4], slots: [16], done: [[0, 1, 2, 3, 5, 6, 9]])
        #expect(run.scheduler.isDone)
        run.send(.orderMore(prompt: 0, draws: 4))
        #expect(run.launched == ["0:4-5", "0:7-8"])
    }

    @Test("Draws that were ordered are given up as far as they are not launched")
    func takenBack() {
        var run = Harness(draws: [2], slots: [2])
        run.send(.orderMore(prompt: 0, draws: 6))
        #expect(run.launched == ["0:0-1", "0:1-2"])
        run.finish(run.blocks[0])
        run.send(.takeBack(prompt: 0, draws: 4, least: 2))
        #expect(run.scheduler.prompts[0].target == 4)
        // No fewer than were planned, and what is launched is launched.
        run.send(.takeBack(prompt: 0, draws: 100, least: 2))
        while !run.scheduler.isDone {
            for flight in run.scheduler.inFlight.values.map(\.block) { run.finish(flight) }
        }
        #expect(run.launched == ["0:0-1", "0:1-2", "0:2-3"])
        #expect(run.scheduler.prompts[0].target == 3)
        // More may be ordered again.
        run.send(.orderMore(prompt: 0, draws: 1))
        #expect(run.launched.last == "0:3-4")
    }

    @Test("Draws of an earlier, longer plan are still known when an order is given up")
    func takenBackBeyond() {
        var run = Harness(draws: [4], slots: [1], done: [[0, 1, 2, 3, 5, 6, 9]])
        run.send(.orderMore(prompt: 0, draws: 8))
        #expect(run.launched == ["0:4-5"])
        run.send(.takeBack(prompt: 0, draws: 8, least: 4))
        run.finish(run.blocks[0])
        #expect(run.scheduler.isDone && run.scheduler.prompts[0].target == 7)
        run.send(.orderMore(prompt: 0, draws: 4))
        while !run.scheduler.isDone {
            for flight in run.scheduler.inFlight.values.map(\.block) { run.finish(flight) }
        }
        #expect(run.launched == ["0:4-5", "0:7-8", "0:8-9", "0:10-11"])
    }

    @Test("Of a prompt that a rule stopped the order alone is given up")
    func takenBackReopened() {
        var run = Harness(draws: [100], slots: [2])
        run.send(.close(prompt: 0))
        for block in run.blocks { run.finish(block) }
        run.send(.orderMore(prompt: 0, draws: 5))
        run.send(.takeBack(prompt: 0, draws: 2, least: 100))
        while !run.scheduler.isDone {
            for flight in run.scheduler.inFlight.values.map(\.block) { run.finish(flight) }
        }
        #expect(run.launched.count == 5)
    }

    @Test("A prompt that cannot be sampled gives its slots to the others")
    func failedPrompt() {
        var run = Harness(draws: [8, 2], slots: [2])
        run.send(.fail(prompt: 0))
        run.send(.blockEnded(0, .refused))
        #expect(run.launched == ["0:0-1", "1:0-1", "1:1-2"])
        run.send(.orderMore(prompt: 0, draws: 5))
        run.finish(run.blocks[1])
        run.finish(run.blocks[2])
        #expect(run.scheduler.isDone)
    }
}
