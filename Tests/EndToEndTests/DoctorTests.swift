import TestSupport
import Testing

/// `doctor` on the real server.
@Suite(.serialized, .timeLimit(.minutes(2))) struct DoctorTests {
    @Test func aSoundServerHasNothingBad() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 4)
        defer { server.stop() }
        let result = try Program.run(
            "doctor", "--server", server.address, "--prompt", "Question: Who is Jessamel?\nAnswer:")
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count >= 7)
        #expect(lines.allSatisfy { $0.hasPrefix("ok ") || $0.hasPrefix("warn ") })
        #expect(result.output.contains("settings asked for are those used"))
    }

    @Test func aServerIsNeeded() throws {
        #expect(try Program.run("doctor").status == 64)
    }
}
