import Evidence
import Findings
import Foundation
import Inference
import Platform
import Prompts
import TestSupport
import Testing

@testable import Grouping

/// What is kept beside a run.
@Suite struct GroupFileTests {
    private static func file() -> GroupFile {
        GroupFile("/tmp/probscope-test-groups-\(UInt64.random(in: 0...UInt64.max)).groups.jsonl")
    }

    private static func memories() async throws -> [GroupMemory] {
        let service = try EmbeddingService(["Canberra": 0, "sorry": 1])
        let server = EmbeddingServer(try ServerAddress(service.address))
        let topics = try await TopicGrouper(server).group(
            ["Canberra", "sorry", "", "Canberra!"], of: PromptID("a\u{1B}[2J\n"), part: .standard,
            known: nil, draws: 4)
        let judge = KnownJudge(meaning: KnownJudge.ofPairs)
        let meanings = try await MeaningGrouper(judge).group(
            ["Canberra", "Sydney"], of: Prompt(id: PromptID("b"), text: "?"), part: .standard,
            known: nil, check: nil)
        return [topics, meanings]
    }

    @Test func whatIsWrittenIsRead() async throws {
        let file = Self.file()
        defer { unlink(file.path) }
        #expect(try file.read().isEmpty)
        let memories = try await Self.memories()
        try file.write(memories)
        #expect(try file.read() == memories)
        try file.write([memories[1]])
        #expect(try file.read() == [memories[1]])
        var status = stat()
        #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    /// A spoilt file makes no groups; it is named with the line and what to do.
    @Test func aSpoiltFileIsRefused() async throws {
        let file = Self.file()
        defer { unlink(file.path) }
        try file.write(try await Self.memories())
        let whole = try String(contentsOfFile: file.path, encoding: .utf8)
        let spoilt = [
            whole.replacing("\"frozen_groups\":3", with: "\"frozen_groups\":99"),
            whole.replacing("\"frozen_at\":4", with: "\"frozen_at\":-4"),
            whole.replacing("\"grouping\":\"topic\"", with: "\"grouping\":\"exact\""),
            whole.replacing(",\"threshold\":0.4", with: ""),
            String(whole.dropLast(40)), "[]\n", "\u{0}\u{0}\n", "{}\n",
        ]
        for text in spoilt {
            #expect(text != whole)
            try text.write(toFile: file.path, atomically: true, encoding: .utf8)
            let error = #expect(throws: GroupingError.self) { try file.read() }
            #expect(error?.description.contains("line") == true)
            #expect(error?.description.contains("delete") == true)
        }
    }

    @Test func aFolderInItsPlaceIsRefused() throws {
        let file = Self.file()
        try FileManager.default.createDirectory(
            atPath: file.path, withIntermediateDirectories: false)
        defer { rmdir(file.path) }
        #expect(throws: GroupingError.self) { try file.read() }
        #expect(throws: GroupingError.self) { try file.write([]) }
        #expect(access(file.path + ".partial", F_OK) != 0)
    }
}
