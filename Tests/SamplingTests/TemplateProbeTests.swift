import Evidence
import Inference
import Journal
import Prompts
import TestSupport
import Testing

@testable import Sampling

/// Which chat template a server has is told by what it makes of fixed conversations.
@Suite struct TemplateProbeTests {
    private func probe(_ text: String, template: String? = nil) -> TemplateProbe {
        TemplateProbe(texts: [text, ""], template: template)
    }

    @Test func anotherTextIsAnotherTemplate() {
        let one = probe("Question: Which river? Answer:")
        #expect(one.difference(to: one) == nil)
        let difference = one.difference(to: probe("Which river? the the"))
        #expect(difference?.contains("Question: Which") == true)
        // What one of them does not take says nothing.
        #expect(
            TemplateProbe(texts: ["a", ""], template: nil)
                .difference(to: TemplateProbe(texts: ["a", "b"], template: nil)) == nil)
        #expect(
            TemplateProbe(texts: ["a", "c"], template: nil)
                .difference(to: TemplateProbe(texts: ["a", "b"], template: nil)) != nil)
    }

    @Test func datesOfOneTemplateAreNoDifference() {
        let dated = "{{ strftime_now(\"%d %b %Y\") }}"
        let one = probe("Today is 29 Nov 2026. Which", template: dated)
        #expect(one.difference(to: probe("Today is 1 Dec 2026. Which", template: dated)) == nil)
        #expect(one.difference(to: probe("Today is Monday. Which", template: dated)) != nil)
        // Another template, and one that writes no date, may not differ in numbers either.
        #expect(
            one.difference(to: probe("Today is 1 Dec 2026. Which", template: dated + " ")) != nil)
        #expect(
            probe("Part 1", template: "x").difference(to: probe("Part 2", template: "x")) != nil)
        #expect(one.difference(to: probe("Today is 1 Dec 2026. Which")) != nil)
    }
}

/// The chat template belongs to a run.
@Suite(.timeLimit(.minutes(2))) struct TemplateIdentityTests {
    private let fixture = Fixture()
    private let plan = Fixture.plan(prompts: 2, draws: 40, template: .chat)

    private func server(_ frame: String, at address: String = "http://simulated:1")
        -> SimulatedServer
    {
        var behaviour = SimulatedServer.Behaviour()
        behaviour.frame = frame
        return SimulatedServer(address: address, behaviour)
    }

    @Test func whatIsSentIsKeptWithTheRun() async throws {
        try await fixture.run(plan, [server("A:")])
        #expect(
            try fixture.restored().sent == [0: "A:<user>text 0", 1: "A:<user>text 1"])
    }

    /// What was rendered once is sent to the end, whoever is asked later.
    @Test func aRunGoesOnWithWhatItHasSent() async throws {
        var first = plan
        first.draws = 20
        try await fixture.run(first, [server("A:")])
        // The run does not know the template, as one of an older version.
        let other = server("B:")
        try await fixture.run(plan, [other])
        #expect(other.requests.allSatisfy { $0.prompt.hasPrefix("A:") })
        #expect(try fixture.restored().evidence.allSatisfy { $0.drawCount == 40 })
    }

    @Test func aServerWithAnotherTemplateIsLeftOutAndNamed() async throws {
        var identity = plan.identity(
            model: try await server("").facts(), promptsFingerprint: plan.prompts.fingerprint)
        identity.templateProbe = try await server("A:").templateProbe(try await server("").facts())
        let journal = try Journal.create(
            at: fixture.path, identity: identity,
            plan: plan.runPlan(servers: [], created: "2025-01-01T00:00:00Z"), prompts: plan.prompts)
        let other = server("B:", at: "http://other:2")
        let sampler = Sampler(plan: plan, servers: [server("A:"), other], record: journal) { _ in }
        let phase = await sampler.run()
        guard case .finished = phase else { throw TestFailure("\(phase)") }
        #expect(other.requests.isEmpty)
        #expect(sampler.outcome.leftOut.count == 1)
        #expect(sampler.outcome.leftOut.first?.contains("chat template") == true)
        let run = try fixture.restored()
        #expect(run.evidence.allSatisfy { $0.drawCount == 40 && $0.void == nil })
        // Alone it is no server for this run.
        var more = plan
        more.draws = 50
        #expect(
            await Sampler(plan: more, servers: [other], record: journal) { _ in }.run().isFailure)
    }

    /// Exchanged in the middle of a run: no prompt is rendered by the new one, and nothing is void.
    @Test func aTemplateThatChangesInMidRunIsNoticed() async throws {
        let changing = server("A:")
        changing.change { behaviour in
            behaviour.onRequest = { if $0 == 3 { changing.change { $0.frame = "B:" } } }
        }
        var limits = Fixture.quick
        limits.modelCheck = .milliseconds(1)
        var plan = plan
        plan.limits = limits
        plan.draws = 4000
        let phase = try await fixture.run(plan, [changing])
        #expect(phase.isFailure)
        #expect(changing.requests.allSatisfy { !$0.prompt.hasPrefix("B:") })
        #expect(try fixture.restored().evidence.allSatisfy { $0.void == nil })
    }

    @Test func mergeRefusesOtherTemplatesAndOtherTexts() async throws {
        func run(_ frame: String, seed: UInt64, knows: Bool) async throws -> Fixture {
            let fixture = Fixture()
            var plan = plan
            plan.seed = seed
            var identity = plan.identity(
                model: try await server("").facts(), promptsFingerprint: plan.prompts.fingerprint)
            if knows {
                identity.templateProbe = try await server(frame).templateProbe(
                    try await server("").facts())
            }
            let journal = try Journal.create(
                at: fixture.path, identity: identity,
                plan: plan.runPlan(servers: [], created: "2025-01-01T00:00:00Z"),
                prompts: plan.prompts)
            _ = await Sampler(plan: plan, servers: [server(frame)], record: journal) { _ in }.run()
            try journal.close()
            return fixture
        }
        for knows in [true, false] {
            let (one, two) = (
                try await run("A:", seed: 1, knows: knows),
                try await run("B:", seed: 2, knows: knows)
            )
            let three = try await run("A:", seed: 3, knows: knows)
            let sources = try [one, two, three].map {
                try Journal.open(at: $0.path, mode: .readOnly)
            }
            let target = Fixture()
            do {
                _ = try Journal.merge(Array(sources.prefix(2)), to: target.path, name: "m")
                Issue.record("merged")
            } catch let error as MergeError {
                #expect(error.description.contains(knows ? "chat template" : "different texts"))
            }
            _ = try Journal.merge([sources[0], sources[2]], to: target.path, name: "m")
            #expect(try target.restored().sent[1] == "A:<user>text 1")
        }
    }
}

extension Snapshot.Phase {
    fileprivate var isFailure: Bool { if case .failed = self { true } else { false } }
}
