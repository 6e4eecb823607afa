import Exchange
import Prompts
import Testing

/// Inspect's packed logs: samples in the order of their epochs, broken archives refused.
///
/// What Inspect itself packs, by deflate and by Zstandard, is among the peers' tests.
@Suite struct InspectArchiveTests {
    static let header =
        #"{"version":2,"status":"success","eval":{"task":"t","model":"m"},"plan":{"config":{"temperature":0.7}}}"#

    static func sample(_ epoch: Int, _ text: String) -> String {
        #"{"id":1,"epoch":\#(epoch),"input":"Q","target":"T","output":{"choices":[{"message":{"role":"assistant","content":"\#(text)"},"stop_reason":"stop"}]},"scores":{"s":{"value":"C"}},"events":[1,2]}"#
    }

    static let log = StoredArchive.bytes([
        "samples/1_epoch_2.json": sample(2, "second"), "header.json": header,
        "samples/1_epoch_1.json": sample(1, "first"), "summaries.json": "[]",
    ])

    @Test func `samples are read in the order of their epochs`() throws {
        let draws = try DrawImport(Self.log, name: "log.eval")
        #expect(draws.model == "m" && draws.decoding.words == "T=0.7")
        #expect(draws.draws.map { $0.map(\.text) } == [["first", "second"]])
        #expect(draws.draws.joined().map { $0.scores["s"] } == [1, 1])
    }

    @Test func `a sample that is broken is named, and a lost draw where its prompt is known`()
        throws
    {
        let log = StoredArchive.bytes([
            "header.json": Self.header, "samples/1_epoch_1.json": Self.sample(1, "a"),
            "samples/1_epoch_2.json": "{\"id\":1,", "samples/1_epoch_3.json": Self.sample(3, "c"),
            "samples/9_epoch_1.json": "{",
        ])
        let draws = try DrawImport(log, name: "log.eval")
        // Once, and by its number between the others.
        let entries = draws.draws.joined().sorted { ($0.number ?? 0) < ($1.number ?? 0) }
        #expect(draws.draws.count == 1 && entries.map(\.text) == ["a", nil, "c"])
        #expect(
            draws.warnings.contains {
                $0.contains("lost") && $0.contains("log.eval, samples/1_epoch_2.json")
            })
        #expect(
            draws.warnings.contains {
                $0.contains("left out") && $0.contains("log.eval, samples/9_epoch_1.json")
            })
    }

    /// An archive's samples say what those of a file in JSON say.
    @Test func `limits, invalid samples, choices and a call's settings are read`() throws {
        func sample(_ epoch: Int, _ more: String) -> String {
            Self.sample(epoch, "Red").replacing(#","events":[1,2]}"#, with: ",\(more)}")
        }
        let log = StoredArchive.bytes([
            "header.json": #"{"version":2,"status":"success","eval":{"task":"t","model":"m"}}"#,
            "samples/1_epoch_1.json": sample(1, #""limit":{"type":"time"}"#),
            "samples/1_epoch_2.json": sample(2, #""invalidation":{"reason":"wrong"}"#),
            "samples/1_epoch_3.json": sample(
                3,
                #""events":[{"event":"model","config":{"temperature":0},"output":{"choices":[{"message":{"content":"Red"}}]}}]"#
            ),
        ])
        let draws = try DrawImport(log, name: "log.eval")
        #expect(draws.draws[0].map { $0.error != nil } == [true, true, false])
        #expect(draws.decoding.isGreedy)
        let other = try DrawImport(
            StoredArchive.bytes([
                "header.json": Self.header,
                "samples/1_epoch_1.json": sample(1, #""choices":["Oak","T"]"#),
            ]), name: "log.eval")
        #expect(other.prompts[0].references == ["B", "T"])
    }

    @Test func `a log without its end has its journal's beginning`() throws {
        let log = StoredArchive.bytes([
            "_journal/start.json": Self.header, "samples/1_epoch_1.json": Self.sample(1, "a"),
        ])
        let draws = try DrawImport(log, name: "log.eval")
        #expect(draws.draws.map(\.count) == [1])
        #expect(draws.warnings.contains { $0.contains("not finished") })
    }

    @Test func `other archives and broken ones are refused with what to do`() {
        let other = StoredArchive.bytes(["a.txt": "x"])
        let empty = StoredArchive.bytes(["header.json": Self.header])
        for (bytes, words) in [
            (other, "no Inspect log"), (empty, "has no samples"),
            (Array(Self.log.dropLast(30)), "damaged or cut short"),
            (Array(Self.log.prefix(60)), "damaged or cut short"),
        ] {
            #expect {
                try DrawImport(bytes, name: "log.eval")
            } throws: {
                "\($0)".contains("log.eval") && "\($0)".contains(words)
            }
        }
    }
}
