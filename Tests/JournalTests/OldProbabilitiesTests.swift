import Evidence
import GRDB
import Prompts
import Testing

@testable import Journal

@Suite("Runs whose probabilities are from before the samplers")
struct OldProbabilitiesTests {
    private static func identity(_ decoding: String, tokens: String = "49152") -> RunIdentity {
        var identity = RunIdentity(
            promptsFingerprint: Fixture.prompts.fingerprint, model: "m",
            modelFingerprint: "m, 9 parameters, \(tokens) tokens, Q4_1", decodingName: "T=1",
            decodingJSON: decoding, template: "none", seed: 1,
            scorers: Fixture.identity.scorers)
        identity.withoutReplacement = true
        return identity
    }

    /// What a run that recorded an error of 1e-5 states.
    private func error(_ identity: RunIdentity) throws -> Double {
        let folder = try TemporaryFolder()
        let path = folder.file("a.run")
        let journal = try Journal.create(
            at: path, identity: identity, plan: Fixture.plan, prompts: Fixture.prompts)
        let exact = ExactMass(left: 0.5, known: [0.25, 0.25], error: 1e-5)
        try journal.record(launches: [], leaves: [], exact: ["a": exact])
        try journal.close()
        let run = try Journal.open(at: path, mode: .readOnly).restore()
        let found = try #require(run.evidence[0].exact)
        #expect(found.left == 0.5 && found.known == [0.25, 0.25])
        return found.error
    }

    @Test("What they state is widened by what no question to the server showed")
    func widened() throws {
        let pure = #"{"kind":{"pure":{}},"maxTokens":8,"temperature":1}"#
        let old = try error(Self.identity(pure))
        // 2.44e-4 was seen for one token at most; half a unit in the last place of 49,152 terms is 12 times that.
        #expect(old > 8 * 49_152 * 0x1p-24 && old < 8.2 * 49_152 * 0x1p-24)
        #expect(try error(Self.identity(pure, tokens: "908")) < 5e-4)
        // Of how many tokens nobody knows.
        #expect(try error(Self.identity(pure, tokens: "some")) > 0.1)
        #expect(try error(Self.identity(#"{"temperature":1}"#)) == 1)
    }

    @Test("Those from after the samplers stand as they were recorded")
    func after() throws {
        for decoding in [
            #"{"kind":{"pure":{}},"maxTokens":8,"temperature":0.7}"#,
            #"{"kind":{"custom":{}},"maxTokens":8,"temperature":1,"topK":5}"#,
        ] {
            #expect(try error(Self.identity(decoding)) == 1e-5)
        }
        var new = Self.identity(#"{"kind":{"pure":{}},"maxTokens":8,"temperature":1}"#)
        new.setWithoutReplacement()
        #expect(try error(new) == 1e-5)
    }
}
