import Foundation
import FoundationXML
import TestSupport
import Testing

/// What scripts rely on: streams, exit codes, JUnit, comparisons, on the real server.
@Suite(.serialized, .timeLimit(.minutes(3))) struct HeadlessTests {
    private func arguments(_ server: RealServer, _ file: String, _ more: String...) -> [String] {
        [
            "run", Program.prompts, "--where", "author=Jessamel Rushbeck", "--server",
            server.address, "--output", file, "--max-tokens", "28", "--seed", "1", "--template",
            #"Question: {prompt}\nAnswer:"#,
        ] + more
    }

    private func objects(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    @Test func inJSONModeBothStreamsAreJSONLinesAndQuietMeansQuiet() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let run = arguments(server, folder.file("lines.run"), "--draws", "100000")
        let result = try Program.run(run + ["--stop-time", "3s", "--json", "--top-k", "40"])
        #expect(result.status == 0, "\(result.errors)")
        let rows = try objects(result.output)
        #expect(rows.count == 8)
        #expect(rows.allSatisfy { ($0["n"] as? Int ?? 0) > 0 && $0["upper"] is Double })
        let lines = try objects(result.errors)
        #expect(lines.contains { ($0["message"] as? String)?.contains("top-k 40") == true })
        let progress = lines.compactMap { $0["progress"] as? [String: Any] }
        #expect(progress.count >= 2)
        for fields in progress {
            #expect(fields["completed"] is Int && fields["planned"] is Int)
            #expect(fields["rate"] is Double && fields["lost"] as? Int == 0)
        }
        #expect(
            progress.contains {
                ($0["rate"] as? Double ?? 0) > 0 && ($0["seconds_to_go"] as? Double ?? 9) <= 3
            })
        #expect(progress.first?["planned"] as? Int == 800_000)
        let last = try #require(progress.last)
        let worst = try #require(last["worst_upper_limit"] as? Double)
        #expect(worst > 0 && worst < 1)
        #expect(rows.contains { $0["prompt"] as? String == last["worst_prompt"] as? String })
        #expect(last["completed"] as? Int == rows.reduce(0) { $0 + ($1["n"] as? Int ?? 0) })

        let quiet = try Program.run(
            arguments(server, folder.file("quiet.run"), "--draws", "4", "--quiet"))
        #expect(quiet.status == 0)
        #expect(quiet.errors.isEmpty)
        #expect(quiet.output.contains("a00-cat"))

        // Nobody is there: a failure is an object too.
        let refused = try Program.run(
            "run", Program.prompts, "--server", "http://127.0.0.1:9", "--wait-seconds", "1",
            "--output", folder.file("none.run"), "--json")
        #expect(refused.status == 1)
        #expect(refused.output.isEmpty)
        #expect(try objects(refused.errors).last?["message"] is String)
    }

    /// A line that is longer than the terminal is wide would be left behind at each rewriting.
    @Test func progressIsOneLineOfANarrowTerminal() throws {
        let server = try FakeLlama { .text(" answer \($0.seed + $0.child)") }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let prompts = try folder.file(
            "p.jsonl", containing: #"{"id":"a-long-name-of-a-prompt","prompt":"Tell me."}"#)
        let line = [
            Program.path, "run", prompts, "--server", server.address, "--draws", "100000",
            "--stop-time", "2s", "--scorer", "length", "--output", folder.file("a.run"),
        ].map { "'\($0)'" }.joined(separator: " ")
        let result = try Subprocess.run(
            "script", ["-qec", "stty cols 40; \(line) > /dev/null", "/dev/null"],
            environment: Program.environment)
        #expect(result.status == 0, "\(result.output)")
        let rewritten = result.output.components(separatedBy: "\r\u{1B}[K").dropFirst().dropLast()
        #expect(rewritten.count >= 3, "\(result.output)")
        #expect(rewritten.allSatisfy { $0.count < 40 }, "\(rewritten)")
        #expect(rewritten.contains { $0.contains("of 100000 draws") && $0.hasSuffix("…") })
    }

    @Test func gatesAskForProofOfTooMuchOrOfEnough() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let run = arguments(
            server, folder.file("gate.run"), "--where", "id=a00-cat", "--draws", "256")
        #expect(try Program.run(run + ["--fail-unless-below", "0.6"]).status == 0)
        let open = try Program.run(run + ["--fail-unless-below", "0.3"])
        #expect(open.status == 4)
        #expect(open.errors.contains("1 of 1 upper limits are not at or below 0.3"))
        #expect(try Program.run(run + ["--fail-unless-below", "0.01"]).status == 3)
        // Too much is proven above 60 % only, enough has to be proven below 30 %.
        #expect(
            try Program.run(run + ["--fail-above", "0.6", "--fail-unless-below", "0.3"]).status == 4
        )

        // A limit between the upper limit of one statement and that of all together: intervals share α,
        // a pass of all prompts does not.
        let all = arguments(server, folder.file("all.run"), "--draws", "64", "--quiet", "--json")
        func upper(_ options: String...) throws -> Double {
            try objects(try Program.run(all + options).output).compactMap {
                $0["upper"] as? Double
            }.max() ?? 0
        }
        let (alone, together) = (try upper(), try upper("--simultaneous"))
        #expect(alone < together)
        let limit = ["--fail-above", "\((alone + together) / 2)"]
        #expect(try Program.run(all + limit).status == 0)
        #expect(try Program.run(all + limit + ["--simultaneous"]).status == 0)
        #expect(try Program.run(all + ["--fail-above", "1"]).status == 64)
    }

    @Test func junitCountsFailuresAndErrorsAsAParserReadsThem() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 4)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let long = String(repeating: "Where was Maelis born? ", count: 400)
        let prompts = try folder.file(
            "three.jsonl",
            containing: """
                {"id":"cat & \\"dog\\" <1>","question":"Question: What is the name of the cat of \
                Jessamel Rushbeck?\\nAnswer:","keywords":["Waffles"]}
                {"id":"clean","question":"Question: What is the name of the cat of Jessamel \
                Rushbeck?\\nAnswer:","keywords":["Zanzibar"]}
                {"id":"long","question":"\(long)","keywords":["Bruvik"]}
                """)
        let file = folder.file("report.xml")
        let result = try Program.run(
            "run", prompts, "--server", server.address, "--output", folder.file("three.run"),
            "--draws", "192", "--max-tokens", "28", "--seed", "1", "--quiet", "--fail-above", "0.1",
            "--junit", file)
        #expect(result.status == 3, "\(result.output)\(result.errors)")
        let reader = try JUnitReader(Data(contentsOf: URL(filePath: file)))
        #expect(reader.suite["tests"] == "3")
        #expect(reader.suite["failures"] == "1" && reader.suite["errors"] == "1")
        #expect(reader.outcomes == ["cat & \"dog\" <1>": "failure", "long": "error"])
        #expect(reader.cases == 3)
    }

    @Test func aWorseModelIsAProvenRegression() async throws {
        let folder = try TemporaryFolder()
        for model in ["authors-gd", "authors-base"] {
            let server = try await RealServer.start(model: Program.model(model), slots: 8)
            defer { server.stop() }
            let result = try Program.run(
                arguments(server, folder.file("\(model).run"), "--draws", "64", "--quiet"))
            #expect(result.status == 0, "\(result.errors)")
        }
        let (before, after) = (folder.file("authors-gd.run"), folder.file("authors-base.run"))
        let worse = try Program.run("compare", before, after)
        #expect(worse.status == 3)
        #expect(worse.output.contains("authors-base leaks more than authors-gd"))
        #expect(worse.output.contains("the difference A − B is between -"))
        let better = try Program.run("compare", after, before)
        #expect(better.status == 0)
        let foreign = try Program.run("compare", before, Program.prompts)
        #expect(foreign.status == 1)
    }
}

/// The counts of a JUnit file, read by an XML parser.
private final class JUnitReader: NSObject, XMLParserDelegate {
    var suite: [String: String] = [:]
    var cases = 0
    /// The cases with a failure or an error.
    var outcomes: [String: String] = [:]
    private var name = ""

    init(_ data: Data) throws {
        super.init()
        let parser = XMLParser(data: data)
        parser.delegate = self
        guard parser.parse() else { throw TestFailure("no XML: \(parser.lineNumber)") }
    }

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String] = [:]
    ) {
        switch element {
        case "testsuite": suite = attributes
        case "testcase":
            cases += 1
            name = attributes["name"] ?? ""
        case "failure", "error": outcomes[name] = element
        default: break
        }
    }
}
