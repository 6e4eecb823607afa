import Exchange
import Testing

/// Draws that one file has twice.
@Suite struct RepeatedFileTests {
    private static func read(_ lines: [String], _ name: String = "a.jsonl") throws -> DrawImport {
        try DrawImport(Array(lines.joined(separator: "\n").utf8), name: name)
    }

    private static func words(_ count: Int) -> [String] {
        (0..<count).map { "long answer number \($0 &* 7919 % 10_007)" }
    }

    @Test func `answers that are all there twice in another order are copies`() throws {
        var random = SystemRandomNumberGenerator()
        let once = Self.words(50)
        let lines = (once + once.shuffled(using: &random)).map {
            #"{"prompt":"Q","completion":"\#($0)"}"#
        }
        let file = try Self.read(lines)
        #expect(file.copies?.contains("2 times or a multiple") == true, "\(file.copies ?? "none")")
        #expect(try Self.read(Array(lines.dropLast())).copies == nil)
    }

    @Test(arguments: ["rid", "trace_id", "response_hash", "Unnamed: 0", ""])
    func `fields that name draws are known by many names`(name: String) throws {
        let once = (0..<30).map { place in
            #"{"prompt":"Q","completion":"\#(place % 3 == 0 ? "yes" : "no")","\#(name)":"c\#(place)"}"#
        }
        #expect(try Self.read(once + once.reversed()).draws[0].count == 30)
    }

    @Test func `an engine's requests that come again with their answers count once`() throws {
        func request(_ id: Int, _ answer: String) -> String {
            #"{"request_id":"\#(id)","prompt":"Q","outputs":[{"text":"\#(answer)"},{"text":"no"}]}"#
        }
        let once = (0..<10).map { request($0, $0 % 3 == 0 ? "yes" : "no") }
        #expect(try Self.read(once + once.reversed()).draws[0].count == 20)
        // Another engine's first requests have the same numbers.
        let other = (0..<10).map { request($0, "other \($0)") }
        #expect(try Self.read(once + other).draws[0].count == 40)
    }

    @Test func `lines of Leak@k with one prompt are draws of it`() throws {
        let lines = (0..<5).map {
            #"{"prompt":"Q\#($0)","ground_truth":"x","responses":[{"response":"a"},{"response":"b"}]}"#
        }
        let file = try Self.read(lines + lines)
        #expect(file.prompts.count == 5)
        #expect(file.draws.allSatisfy { $0.count == 4 })
    }

    @Test func `test cases by name are no different questions`() throws {
        let cases = (0..<3).map {
            #"{"name":"test_case_\#($0)","input":"Q","actualOutput":"a\#($0)","metricsData":[{"name":"AR","score":0.\#($0)}]}"#
        }.joined(separator: ",")
        let file = try Self.read([#"{"testCases":[\#(cases)]}"#], "a.json")
        #expect(!file.warnings.contains { $0.contains("differ") }, "\(file.warnings)")
    }
}
