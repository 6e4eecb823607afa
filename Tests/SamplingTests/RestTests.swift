import Evidence
import Findings
import Inference
import Journal
import Prompts
import Scoring
import Statistics
import Synchronization
import Testing

@testable import Sampling

@Suite("Draws without replacement")
struct RestTests {
    private let fixture = Fixture()

    private static func plan(
        prompts: Int = 2, draws: Int = 60, alternatives: Int = 4, tokens: Int = 4
    ) throws -> SamplingPlan {
        var plan = Fixture.plan(
            prompts: prompts, draws: draws, decoding: .pure(maxTokens: tokens))
        plan.rest = try RestPlan(
            alternatives: alternatives, decoding: plan.decoding,
            facts: TableServer.facts)
        return plan
    }

    @discardableResult
    private func run(
        _ plan: SamplingPlan, _ servers: [TableServer], record: (any RunRecord)? = nil
    ) async throws -> Snapshot.Phase {
        let journal: any RunRecord =
            if let record { record } else { try fixture.journal(plan, of: TableServer.facts) }
        return await Sampler(plan: plan, servers: servers, record: journal) { snapshot in
            fixture.snapshots.withLock { $0.append(snapshot) }
        }.run()
    }

    /// The exact limits hold the table's mean, answers have the table's probabilities, and what is
    /// left is what the table has left.
    private func check(_ plan: SamplingPlan) throws {
        for evidence in try fixture.restored().evidence {
            let table = TableServer.table(
                evidence.prompt.text, maxTokens: plan.decoding.maxTokens)
            let truth = table.reduce(0) { $0 + ($1.key.contains("secret") ? $1.value : 0) }
            let exact = try #require(evidence.scores[0].exactLimits)
            #expect(exact.lower <= truth && truth <= exact.upper)
            var left = 1.0
            for output in evidence.outputs {
                let probability = try #require(output.probability)
                let expected = try #require(table[output.text])
                #expect(abs(probability - expected) <= 1e-5 * expected)
                left -= probability
            }
            #expect(abs(left - (evidence.exact?.left ?? 1)) < 1e-6)
            let bound = try evidence.scores[0].meanBound(
                Statement(alpha: 0.001, isBinary: true))
            #expect(bound.lower <= truth && truth <= bound.upper)
            #expect(bound.lower >= exact.lower - 1e-12 && bound.upper <= exact.upper + 1e-12)
        }
    }

    @Test(
        "Exact limits hold the table's truth, and draws one after another repeat nothing",
        arguments: [2, 4, 7])
    func exact(alternatives: Int) async throws {
        let plan = try Self.plan(alternatives: alternatives)
        let server = TableServer(.init(slots: 1))
        let phase = try await run(plan, [server])
        #expect(phase == .finished(reason: "60 draws per prompt"))
        try check(plan)
        for evidence in try fixture.restored().evidence {
            #expect(evidence.outputs.count == evidence.drawCount)
        }
    }

    @Test(
        "Live evidence and evidence rebuilt from the journal are the same", arguments: [1, 8, 64])
    func rebuilt(slots: Int) async throws {
        let plan = try Self.plan()
        try await run(plan, [TableServer(.init(slots: slots))])
        try check(plan)
        let live = try #require(fixture.lastSnapshot).prompts
        for (live, rebuilt) in zip(live, try fixture.restored().evidence) {
            #expect(live.outputs == rebuilt.outputs)
            #expect(live.scores == rebuilt.scores)
            #expect(live.exact == rebuilt.exact)
        }
    }

    @Test("No request is sent before the journal has its launch")
    func launchesComeFirst() async throws {
        let plan = try Self.plan(draws: 30)
        let journal = try fixture.journal(plan, of: TableServer.facts)
        let problems = Mutex(0)
        let server = TableServer(.init(slots: 8))
        server.change {
            $0.onRequest = { request, _ in
                guard request.promptTokens != nil, let run = try? journal.restore() else { return }
                let known =
                    run.openLaunches.joined().count + run.evidence.reduce(0) { $0 + $1.drawCount }
                    + run.waiting.joined().count
                if known < server.requests.count / 3 { problems.withLock { $0 += 1 } }
                // Its own launch: one that begins where it does.
                let path = request.promptTokens?.dropFirst().map { Int32($0) } ?? []
                if request.decoding.maxTokens > 1, request.decoding.logitBias.isEmpty,
                    !run.openLaunches.contains(where: {
                        $0.values.contains { path.starts(with: $0.path) }
                    })
                {
                    problems.withLock { $0 += 1 }
                }
            }
        }
        try await run(plan, [server], record: journal)
        #expect(server.requests.count > 50)
        let found = problems.withLock { $0 }
        #expect(found == 0)
    }

    private static func isSame(_ one: CompletionRequest, _ other: CompletionRequest) -> Bool {
        one.seed == other.seed && one.promptTokens == other.promptTokens
            && one.decoding == other.decoding
    }

    @Test("A retry keeps seed and starting point, whatever has become known since")
    func retries() async throws {
        let plan = try Self.plan(prompts: 1, draws: 40)
        let server = TableServer(.init(slots: 4))
        let asked = Mutex<[CompletionRequest]>([])
        let failed = Mutex<[CompletionRequest]>([])
        server.change {
            $0.fault = { request, _ in
                // A question that measures a known probability again is no draw: it has no retry.
                let decoding = request.decoding
                let isQuestion =
                    decoding.maxTokens == 1 && decoding.forbiddenTokens.isEmpty
                    && decoding.logitBias.isEmpty
                guard request.promptTokens != nil, !isQuestion else { return nil }
                // Every fifth, and none twice, so that no draw runs out of attempts.
                let isFailing = asked.withLock { asked in
                    guard !asked.contains(where: { Self.isSame($0, request) }) else { return false }
                    asked.append(request)
                    return asked.count % 5 == 0
                }
                guard isFailing else { return nil }
                failed.withLock { $0.append(request) }
                return .connectionLost(address: "table", reason: "gone")
            }
        }
        try await run(plan, [server])
        try check(plan)
        let requests = server.requests
        let lost = failed.withLock(\.self)
        #expect(lost.count > 3)
        for request in lost {
            #expect(requests.count { Self.isSame($0, request) } > 1)
        }
        let lostDraws = try fixture.restored().evidence[0].lost
        #expect(lostDraws == 0)
    }

    @Test(
        "A run that was stopped makes the launches that were open, and the same tree",
        arguments: [3, 9, 17, 40])
    func resumed(stopAt: Int) async throws {
        let plan = try Self.plan(prompts: 2, draws: 30)
        let journal = try fixture.journal(plan, of: TableServer.facts)
        await Fixture.sample(plan, stoppingAt: stopAt, record: journal)
        let open = try journal.restore().openLaunches
        let again = TableServer(.init(slots: 6))
        try await run(plan, [again], record: journal)
        try check(plan)
        let run = try fixture.restored()
        let stillOpen = run.openLaunches.reduce(0) { $0 + $1.count }
        #expect(stillOpen == 0)
        for (prompt, launches) in open.enumerated() {
            for (index, launch) in launches {
                let draw = try journal.draw(
                    prompt: plan.prompts[prompt].id, index: index)
                #expect(draw?.draw.launch == launch)
            }
        }
        // What the journal says is known is what its draws come to.
        let identity = plan.prompts.map(\.id)
        var book = RestBook(plan.rest!, prompts: identity, scorers: 1, open: [])
        for (prompt, evidence) in run.evidence.enumerated() {
            for index in 0..<evidence.drawCount {
                var entry = try #require(try journal.draw(prompt: identity[prompt], index: index))
                book.takeIn(&entry, prompt: prompt)
            }
            #expect(book.exact(prompt) == evidence.exact)
        }
    }

    @Test("Lost draws stand at their worst, and the limits hold")
    func losses() async throws {
        let plan = try Self.plan(prompts: 1, draws: 40)
        let server = TableServer(.init(slots: 4))
        server.change {
            $0.fault = { request, _ in
                request.promptTokens != nil && request.seed % 4 == 0
                    ? .serverError(status: 500, message: "no") : nil
            }
        }
        try await run(plan, [server])
        let evidence = try fixture.restored().evidence[0]
        #expect(evidence.lost > 3)
        #expect(evidence.scores[0].launches.count == evidence.drawCount)
        let table = TableServer.table(evidence.prompt.text, maxTokens: 4)
        let truth = table.reduce(0) { $0 + ($1.key.contains("secret") ? $1.value : 0) }
        let bound = try evidence.scores[0].meanBound(Statement(alpha: 0.01, isBinary: true))
        #expect(bound.lower <= truth && truth <= bound.upper)
    }

    @Test("A prompt whose every answer was seen is at its end, and its mean is known")
    func exhausted() async throws {
        let plan = try Self.plan(prompts: 1, draws: 4_000, alternatives: 7, tokens: 2)
        let server = TableServer(.init(slots: 4))
        _ = try await run(plan, [server])
        let evidence = try fixture.restored().evidence[0]
        #expect(evidence.stopped == "every answer was seen")
        #expect(evidence.drawCount < 200)
        let exact = try #require(evidence.scores[0].exactLimits)
        #expect(exact.upper - exact.lower < 1e-4)
    }

    @Test("Several servers share a run, and its tree")
    func severalServers() async throws {
        let plan = try Self.plan(prompts: 3, draws: 50)
        let servers = [
            TableServer(address: "http://one:1", .init(slots: 5)),
            TableServer(address: "http://two:1", .init(slots: 3)),
        ]
        try await run(plan, servers)
        try check(plan)
        for evidence in try fixture.restored().evidence { #expect(evidence.drawCount == 50) }
        for server in servers { #expect(server.requests.count > 20) }
    }

    @Test("A server that goes away leaves its launches to the others, as they were")
    func aServerThatGoesAway() async throws {
        let plan = try Self.plan(prompts: 2, draws: 40)
        let leaving = TableServer(address: "http://one:1", .init(slots: 4))
        leaving.change {
            $0.fault = { request, number in
                number > 20 && request.promptTokens != nil
                    ? .unreachable(address: "one", reason: "gone") : nil
            }
        }
        let journal = try fixture.journal(plan, of: TableServer.facts)
        let staying = TableServer(address: "http://two:1", .init(slots: 4))
        try await run(plan, [leaving, staying], record: journal)
        try check(plan)
        let run = try fixture.restored()
        #expect(run.evidence.allSatisfy { $0.drawCount == 40 && $0.lost == 0 })
        for prompt in plan.prompts {
            for index in 0..<40 {
                let draw = try #require(try journal.draw(prompt: prompt.id, index: index))
                #expect(draw.draw.launch != nil)
            }
        }
    }

    /// The evidence against a server's probabilities is an e-value at level 0.05.
    @Test("A server that tells the truth is accused no more often than the level allows")
    func falseAlarms() async throws {
        var alarms = 0
        for seed in 0..<40 {
            let fixture = Fixture()
            var plan = try Self.plan(prompts: 2, draws: 60)
            plan.seed = UInt64(1_000 + seed)
            let journal = try fixture.journal(plan, of: TableServer.facts)
            let servers = [TableServer(.init(slots: 4))]
            _ = await Sampler(plan: plan, servers: servers, record: journal) { _ in }.run()
            if try fixture.restored().evidence.contains(where: { $0.void != nil }) { alarms += 1 }
        }
        #expect(alarms <= 6, "\(alarms) of 40")
    }

    @Test("A run whose server draws otherwise than it tells is void, and states nothing")
    func dishonest() async throws {
        let plan = try Self.plan(prompts: 2, draws: 600, alternatives: 7, tokens: 8)
        let server = TableServer(.init(slots: 4))
        server.change {
            $0.listed = { list, _ in
                let flat = list.map { $0.squareRoot() }
                let sum = flat.reduce(0, +)
                return flat.map { $0 / sum }
            }
        }
        try await run(plan, [server])
        let run = try fixture.restored()
        #expect(run.events.contains { $0.kind == .otherModel && $0.text.contains("e-value") })
        for evidence in run.evidence {
            #expect(evidence.void != nil)
            let finding = PromptFinding(
                evidence.scores[0], Statement(alpha: 0.05, isBinary: true), void: evidence.void)
            #expect(finding.reading.bound == nil)
        }
    }

    @Test(
        "Limits widen by what a server tells otherwise when it is asked again, and a notice says so"
    )
    func imprecise() async throws {
        let plan = try Self.plan(prompts: 2, draws: 120)
        let server = TableServer(.init(slots: 4))
        // Of the same place it tells a hundredth less in every other request.
        server.change { $0.listed = { list, n in n % 2 == 0 ? list : list.map { $0 * 0.99 } } }
        try await run(plan, [server])
        let run = try fixture.restored()
        #expect(run.events.contains { $0.kind == .notice && $0.text.contains("approximate") })
        for evidence in run.evidence {
            let exact = try #require(evidence.exact)
            #expect(exact.error > 0.002 && exact.error < 0.1)
            let truth = TableServer.table(evidence.prompt.text, maxTokens: 4)
                .reduce(0) { $0 + ($1.key.contains("secret") ? $1.value : 0) }
            let limits = try #require(evidence.scores[0].exactLimits)
            #expect(limits.upper - limits.lower >= exact.left + exact.error * (1 - exact.left))
            #expect(limits.lower <= truth && truth <= limits.upper)
        }
    }

    @Test("An answer ends where it ends, though its last token has a text")
    func endsWithText() async throws {
        let plan = try Self.plan(alternatives: 7)
        try await run(plan, [TableServer(.init(slots: 2, endText: "<|im_end|>"))])
        for evidence in try fixture.restored().evidence {
            let table = TableServer.table(evidence.prompt.text, maxTokens: 4)
            for output in evidence.outputs {
                let text = output.text.replacing("<|im_end|>", with: "")
                #expect(output.text.hasSuffix("<|im_end|>") == (output.text != text))
                let probability = try #require(output.probability)
                let expected = try #require(table[text])
                #expect(abs(probability - expected) <= 1e-5 * expected, "\(output.text)")
            }
        }
    }

    /// Draws that are in flight when a rule is met count as any others, and may widen an interval again;
    /// how many there are depends on how busy the machine is.
    @Test("Rules stop prompts by limits that hold at any number of draws", arguments: [1, 4])
    func stopRules(slots: Int) async throws {
        var plan = try Self.plan(prompts: 3, draws: 4_000)
        plan.stopRules = [.width(0.1)]
        // One of twenty seeds may bring a false alarm, as the test before this one counts them.
        plan.seed = 6
        try await run(plan, [TableServer(.init(slots: slots))])
        try check(plan)
        let journal = try Journal.open(at: fixture.path, mode: .readOnly)
        for evidence in try fixture.restored().evidence {
            #expect(evidence.stopped?.contains("0.1") == true)
            #expect(evidence.drawCount < 1_000)
            func width(_ evidence: PromptEvidence) throws -> Double {
                let bound = try #require(Fixture.interval(evidence, alpha: plan.alpha))
                return bound.upper - bound.lower
            }
            guard slots > 1 else {
                #expect(try width(evidence) <= 0.1)
                continue
            }
            // Draw by draw, as the rule has looked.
            var past = PromptEvidence(prompt: evidence.prompt, scorerCount: 1)
            var mass = ExactMass(left: 1, known: [0], error: evidence.exact?.error ?? 0)
            var least = 1.0
            for index in 0..<evidence.drawCount {
                let entry = try #require(
                    try journal.draw(prompt: evidence.prompt.id, index: index))
                past.add(entry.draw, scores: entry.scores)
                mass.left -= entry.draw.absorbed ?? 0
                mass.known[0] += (entry.draw.absorbed ?? 0) * ((entry.scores.first ?? nil) ?? 0)
                past.setExact(mass)
                least = min(least, try width(past))
            }
            #expect(least <= 0.1)
        }
    }

    @Test("More draws than were planned go on from the same tree")
    func moreDraws() async throws {
        var plan = try Self.plan(prompts: 2, draws: 20)
        let journal = try fixture.journal(plan, of: TableServer.facts)
        try await run(plan, [TableServer(.init(slots: 4))], record: journal)
        let before = try journal.restore().evidence
        plan.draws = 45
        try await run(plan, [TableServer(.init(slots: 4))], record: journal)
        try check(plan)
        for (evidence, before) in zip(try fixture.restored().evidence, before) {
            #expect(evidence.drawCount == 45)
            #expect(Array(evidence.sequence.prefix(20)) == Array(before.sequence))
            #expect(evidence.scores[0].launches.prefix(20).elementsEqual(before.scores[0].launches))
            #expect(evidence.exact!.left < before.exact!.left)
        }
    }

    @Test("While it is paused nothing is launched, and what is running comes to its end")
    func paused() async throws {
        let plan = try Self.plan(prompts: 2, draws: 40)
        let journal = try fixture.journal(plan, of: TableServer.facts)
        let sampler = Mutex<Sampler?>(nil)
        let server = TableServer(.init(slots: 4))
        server.change {
            $0.onRequest = { _, number in
                guard number == 30 else { return }
                let running = sampler.withLock { $0 }
                running?.pause()
                Task {
                    try? await Task.sleep(for: .milliseconds(60))
                    running?.resume()
                }
            }
        }
        let made = Sampler(plan: plan, servers: [server], record: journal) { _ in }
        sampler.withLock { $0 = made }
        let phase = await made.run()
        sampler.withLock { $0 = nil }
        #expect(phase == .finished(reason: "40 draws per prompt"))
        try check(plan)
    }

    @Test("Decodings and servers whose probabilities are not told are refused with the reason")
    func refusals() throws {
        let facts = ServerFacts(modelName: "toy", vocabularySize: 7, echoesSettings: true)
        func reason(_ decoding: Decoding, _ facts: ServerFacts) -> String {
            do throws(InferenceError) {
                _ = try RestPlan(alternatives: 4, decoding: decoding, facts: facts)
                return ""
            } catch {
                return error.description
            }
        }
        #expect(reason(.pure(maxTokens: 4), facts) == "")
        #expect(reason(.greedy(maxTokens: 4), facts).contains("greedy"))
        #expect(reason(.pure(maxTokens: 4, stop: ["x"]), facts).contains("stop strings"))
        #expect(reason(.pure(maxTokens: -1), facts).contains("--max-tokens"))
        var grammar = Decoding.pure(maxTokens: 4)
        grammar.grammar = "root ::= \"a\""
        #expect(reason(grammar, facts).contains("grammar"))
        #expect(
            reason(.adaptivePerAnswer(confidence: 0.5, maxTokens: 4), facts).contains("adaptive"))
        var adaptive = Decoding(temperature: 1, maxTokens: 4)
        adaptive.extras = ["adaptive_target": 0.5]
        #expect(reason(adaptive, facts).contains("adaptive-p"))
        var mirostat = Decoding(temperature: 1, maxTokens: 4)
        mirostat.extras = ["mirostat": 1]
        #expect(reason(mirostat, facts).contains("mirostat"))
        #expect(
            reason(.pure(maxTokens: 4), ServerFacts(modelName: "toy", echoesSettings: true))
                .contains("does not tell"))
    }
}
