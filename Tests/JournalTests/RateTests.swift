import Evidence
import Journal
import Prompts
import Testing

/// The measured rate of a run, from the times at which it was sampled.
@Suite struct RateTests {
    private func rate(_ events: [(RunEvent.Kind, String)], draws: Int = 20) throws -> Double? {
        let folder = try TemporaryFolder()
        let journal = try Fixture.create(folder.file())
        for prompt in ["a", "b"] {
            try journal.append((0..<draws).map { Fixture.draw(prompt, $0) })
        }
        for (kind, time) in events {
            try journal.recordEvent(kind, "", at: "2025-03-01T12:\(time)Z")
        }
        return try journal.restore().drawsPerSecond
    }

    @Test func drawsAreDividedByTheTimeOfAllSessions() throws {
        let sessions: [(RunEvent.Kind, String)] = [
            (.started, "00:00"), (.notice, "00:01"), (.stopped, "00:03"),
            (.started, "59:59"), (.stopped, "59:59"), (.started, "10:58"), (.stopped, "11:03"),
        ]
        #expect(try rate(sessions) == 5)
        // Less than a second counts as one.
        #expect(try rate([(.started, "00:00"), (.stopped, "00:00")]) == 40)
    }

    @Test func aRunThatWasCutOffOrNeverSampledHasNoRate() throws {
        #expect(try rate([]) == nil)
        #expect(try rate([(.started, "00:00")]) == nil)
        #expect(
            try rate([(.started, "00:00"), (.started, "00:05"), (.stopped, "00:06")]) == nil)
        #expect(try rate([(.started, "soon"), (.stopped, "00:06")]) == nil)
        #expect(try rate([(.started, "00:00"), (.stopped, "00:06")], draws: 0) == nil)
    }
}
