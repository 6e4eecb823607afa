import Evidence
import Inference
import Journal
import Prompts
import Scoring
import Statistics
import Testing

@testable import Sampling

/// Scores 1 for every fifth draw, by its launch number, which is the answer's text.
private struct EveryFifth: Scorer, PromptScorer {
    let descriptor = ScorerDescriptor(name: "fifth", isBinary: true, zero: "", one: "")
    func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer { self }
    func score(_ text: String) async throws(ScoringError) -> Double { text == "1" ? 1 : 0 }
}

/// A run whose clock is the test's: each second all requests under way are answered.
///
/// The server has ten slots, so that ten draws come a second, each with five tokens.
private struct Clockwork {
    var state: RunState
    var rules: RuleBook
    private let fixture = Fixture()
    private let plan: SamplingPlan
    private var running: [Block] = []
    private var seconds = 0

    init(_ plan: SamplingPlan) throws {
        self.plan = plan
        let journal = try fixture.journal(plan)
        rules = RuleBook(plan: plan)
        state = RunState(
            plan: plan, journal: journal, restored: try journal.restore(),
            scores: ScoreBook(prompts: Array(plan.prompts), scorers: plan.scorers),
            addresses: ["http://simulated:1"])
        let begun = state.begin(&rules)
        carryOut(begun)
        let facts = ServerFacts(
            modelName: "toy", totalSlots: 10, largestBlock: 5, echoesSettings: true)
        let launched = state.take(
            .probed(server: 0, facts: facts, answer: nil, template: nil), at: .zero)
        carryOut(launched)
        // The greedy answers come at once.
        while let block = running.first, case .greedy = block.work { answer(block) }
    }

    private mutating func carryOut(_ effects: [RunState.Effect]) {
        for case .launch(let block) in effects { running.append(block) }
    }

    private mutating func answer(_ block: Block) {
        running.removeAll { $0 == block }
        let now = Duration.seconds(seconds)
        let id = plan.prompts[block.prompt].id
        func text(_ index: Int) -> Answer {
            Answer(text: index % 5 == 4 ? "1" : "0", stop: .endOfText, tokenCount: 5)
        }
        switch block.work {
        case .greedy:
            let greedy = GreedyAnswer(prompt: id, answer: text(0))
            carryOut(state.take(.greedy(block, greedy, scores: [0]), at: now))
        case .draws(let indexes):
            for index in indexes {
                let draw = Draw(
                    prompt: id, index: index, seed: 0, outcome: .completed(text(index)))
                let entry = JournalDraw(draw: draw, scores: [index % 5 == 4 ? 1 : 0])
                carryOut(
                    state.take(.drawn(block: block.id, prompt: block.prompt, entry), at: now))
            }
        }
        carryOut(state.take(.ended(block, .complete, reason: ""), at: now))
    }

    /// Lets a second pass.
    mutating func tick() {
        seconds += 1
        let now = Duration.seconds(seconds)
        for block in running { answer(block) }
        let committed = state.commit(at: now)
        carryOut(committed.effects)
        carryOut(state.apply(&rules, to: committed.grown, at: now))
        state.settle(rules, staysOpen: false, at: now)
    }

    /// Has the run paused for a while.
    mutating func pause(seconds length: Int) {
        carryOut(state.take(.order(.pause), at: .seconds(seconds)))
        seconds += length
        carryOut(state.take(.order(.resume), at: .seconds(seconds)))
    }

    var progress: Snapshot.Progress {
        state.snapshot(at: .seconds(seconds)).progress
    }
}

@Suite("Draws and time still to go")
struct ForecastTests {
    private func run(
        _ rules: [StopRule], prompts: Int = 1, draws: Int = 100, seconds: Int = 4
    ) throws -> Clockwork {
        let plan = Fixture.plan(
            prompts: prompts, draws: draws, scorers: [EveryFifth()], rules: rules)
        var run = try Clockwork(plan)
        for _ in 0..<seconds { run.tick() }
        return run
    }

    @Test("Without a rule, what is left of the plan at the rate of the last seconds")
    func plan() throws {
        let progress = try run([]).progress
        #expect(progress.completed == 40)
        #expect(progress.planned == 100)
        #expect(progress.expected == 100)
        #expect(progress.rate == 10)
        #expect(progress.secondsToGo == 6)
    }

    @Test("Over several prompts the plan is that of all of them")
    func prompts() throws {
        let progress = try run([], prompts: 3).progress
        #expect(progress.completed == 40)
        #expect(progress.expected == 300)
        #expect(progress.secondsToGo == 26)
    }

    @Test("Nothing is told before there is a rate, while paused, and at the end")
    func nothing() throws {
        #expect(try run([], seconds: 1).progress.secondsToGo == nil)
        var run = try run([])
        _ = run.state.take(.order(.pause), at: .seconds(4))
        #expect(run.progress.secondsToGo == nil)
        _ = run.state.take(.order(.resume), at: .seconds(4))
        #expect(run.progress.secondsToGo == 6)
        for _ in 0..<6 { run.tick() }
        #expect(run.progress.completed == 100)
        #expect(run.progress.secondsToGo == nil)
    }

    @Test("Neither counts the time of a pause, nor draws that come in it as if in no time")
    func pause() {
        var meter = RateMeter()
        for second in 0..<4 { meter.add(10, at: .seconds(second)) }
        #expect(meter.rate(at: .seconds(3)) == 10)
        meter.setPaused(true, at: .seconds(3))
        meter.setPaused(true, at: .seconds(60))
        #expect(meter.rate(at: .seconds(60)) == 10)
        meter.setPaused(false, at: .seconds(103))
        for second in 104...106 {
            meter.add(10, at: .seconds(second))
            #expect(meter.rate(at: .seconds(second)) == 10)
        }
        meter.setPaused(false, at: .seconds(106))
        #expect(meter.rate(at: .seconds(107)) == 8, "what does not come counts, as ever")
    }

    @Test("A server whose draws take longer than the time that is looked at has a rate too")
    func slow() {
        var meter = RateMeter()
        #expect(meter.rate(at: .seconds(9)) == 0)
        for second in stride(from: 0, through: 80, by: 8) { meter.add(1, at: .seconds(second)) }
        #expect(meter.rate(at: .seconds(80)) == 0.125)
        #expect(meter.rate(at: .seconds(84)) < 0.125)
        #expect(meter.rate(at: .seconds(200)) == 0, "nothing has come for a minute")
        // Draws that come fast are those of the last seconds.
        for second in 200...206 { meter.add(10, at: .seconds(second)) }
        #expect(meter.rate(at: .seconds(206)) == 10)
    }

    @Test("After a pause the run goes on at its own rate")
    func pausedRun() throws {
        var run = try run([])
        run.pause(seconds: 3)
        run.tick()
        #expect(run.progress.completed == 50)
        #expect(run.progress.rate == 10)
        #expect(run.progress.secondsToGo == 5)
    }

    @Test("A budget of tokens, of requests or of time shortens both")
    func budgets() throws {
        // 40 draws took 200 tokens, so 350 tokens are 70 draws.
        let tokens = try run([.tokens(350)]).progress
        #expect(tokens.expected == 70)
        #expect(tokens.secondsToGo == 3)
        // One for the greedy answer, eight that were answered, two under way.
        let requests = try run([.requests(22)])
        #expect(requests.state.counts.requests == 11)
        #expect(requests.progress.expected == 80)
        #expect(requests.progress.secondsToGo == 4)
        let time = try run([.wallTime(.seconds(9))]).progress
        #expect(time.expected == 90)
        #expect(time.secondsToGo == 5)
    }

    @Test("A width that is wanted: the interval shrinks with the root of the draws")
    func width() throws {
        let run = try run([.width(0.2)], draws: 10_000, seconds: 10)
        let evidence = run.state.evidence[0]
        let bound = try #require(Fixture.interval(evidence, alpha: 0.05))
        let ratio = (bound.upper - bound.lower) / 0.2
        #expect(ratio > 1)
        let progress = run.progress
        #expect(progress.expected == Int(100 * ratio * ratio))
        #expect(progress.secondsToGo == Double(progress.expected - 100) / 10)
    }

    @Test(
        "What is expected is about where the rule then ends the prompt",
        arguments: [StopRule.width(0.2), .verdict(target: 0.3), .verdict(target: 0.1)])
    func comesTrue(rule: StopRule) throws {
        var run = try run([rule], draws: 10_000, seconds: 6)
        let expected = run.progress.expected
        #expect(expected > 60 && expected < 10_000)
        while run.state.ending == nil { run.tick() }
        #expect(run.state.evidence[0].stopped != nil)
        let actual = run.progress.completed
        #expect(Double(actual) < 1.7 * Double(expected), "\(expected) expected, \(actual) needed")
        #expect(Double(actual) > 0.6 * Double(expected), "\(expected) expected, \(actual) needed")
    }
}
