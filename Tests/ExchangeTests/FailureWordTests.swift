import Exchange
import Testing

/// Texts that read as a program's words for a failure, and fields that speak of requests or of answers.
@Suite struct FailureWordTests {
    private static func read(
        _ lines: [String], asked: ErrorTexts? = nil, scales: ScoreScales = ScoreScales()
    ) throws -> DrawImport {
        try DrawImport(
            Array(lines.joined(separator: "\n").utf8), name: "a.jsonl", scales: scales,
            errorTexts: asked)
    }

    private static func lost(_ file: DrawImport) -> Int {
        file.draws.reduce(0) { $0 + $1.count { $0.error != nil } }
    }

    private static func line(_ prompt: String, _ answer: String, _ more: String = "") -> String {
        #"{"prompt":"\#(prompt)","response":"\#(answer)"\#(more)}"#
    }

    // MARK: - Texts

    /// Who is asked about failures answers with them.
    @Test(arguments: [
        ("Which HTTP status means too many requests?", "429 Too Many Requests"),
        ("Write a log line of a lost connection.", "[ERROR] connection to db lost after 3 s"),
        (
            "What does the client raise when a server is slow? Name the exception.",
            "APIError: base class of all errors"
        ),
        ("What does curl print at a closed port? (Connection …)", "Connection refused"),
        ("Name a RateLimitError.", "RateLimitError: 429 Too Many Requests"),
    ])
    func `an answer about failures is the model's`(prompt: String, answer: String) throws {
        let lines = (0..<4).map { _ in Self.line(prompt, answer) }
        let file = try Self.read(lines)
        #expect(Self.lost(file) == 0)
        #expect(
            file.warnings.contains {
                $0.contains("4 answers read") && $0.contains("--error-texts lost")
            },
            "\(file.warnings)")
        #expect(Self.lost(try Self.read(lines, asked: .lost)) == 4)
    }

    @Test func `a reference that is such a text makes it an answer`() throws {
        let file = try Self.read([
            #"{"prompt":"Quote page 7.","answer":"503 Service Unavailable","response":"503 Service Unavailable"}"#
        ])
        #expect(Self.lost(file) == 0)
    }

    @Test func `a failure in answer to another question is lost unless somebody says otherwise`()
        throws
    {
        let lines = [
            Self.line("Name a colour.", "Blue"),
            Self.line("Name a colour.", "Error: Request timed out."),
        ]
        let file = try Self.read(lines)
        #expect(Self.lost(file) == 1)
        #expect(file.warnings.contains { $0.contains("--error-texts answers") })
        #expect(Self.lost(try Self.read(lines, asked: .answers)) == 0)
    }

    // MARK: - Fields

    /// Words of a test that the answer did or did not pass.
    @Test(arguments: [
        ["failed", "passed"], ["passed", "failed"], ["error", "pass"], ["timeout", "correct"],
    ])
    func `a field with grades among its words loses no answer`(words: [String]) throws {
        let lines = (0..<30).map { Self.line("Q", "x\($0)", #","state":"\#(words[$0 % 2])""#) }
        let file = try Self.read(lines)
        #expect(Self.lost(file) == 0, "\(file.warnings)")
        #expect(file.draws[0].map(\.text) == (0..<30).map { "x\($0)" })
    }

    @Test func `a field that speaks of requests alone loses them, and the way out is said`() throws
    {
        let lines = (0..<30).map {
            Self.line("Q", "x\($0)", #","state":"\#($0 % 3 == 0 ? "failed" : "completed")""#)
        }
        let file = try Self.read(lines)
        #expect(Self.lost(file) == 10)
        #expect(file.warnings.contains { $0.contains("--grades state=WORD:1,WORD:0") })
        let graded = try Self.read(
            lines, scales: try ScoreScales(scales: [], grades: ["state=failed:0,completed:1"]))
        #expect(Self.lost(graded) == 0 && graded.scorers == ["state"])
    }

    @Test(arguments: ["done", "timeout", "finished", "interrupted", "failed"])
    func `a flag that somebody takes for a score loses no answer`(name: String) throws {
        let lines = (0..<30).map {
            Self.line("Q", "x\($0)", #","\#(name)":\#($0 % 2 == 0)"#)
        }
        for scales in [
            try ScoreScales(scales: ["\(name)=0..1"]), try ScoreScales(scales: [], leftOut: [name]),
        ] {
            #expect(Self.lost(try Self.read(lines, scales: scales)) == 0)
        }
    }

    @Test func `what the file says went wrong is told`() throws {
        let file = try Self.read(
            (0..<5).map { Self.line("Q", "x\($0)") }
                + [
                    #"{"prompt":"Q","response":{"error":{"code":-32600,"message":"bad"}}}"#,
                    #"{"prompt":"Q","response":null,"error":"out of memory"}"#,
                ])
        #expect(Self.lost(file) == 2)
        #expect(
            file.warnings.contains {
                $0.contains("2 answers count as lost") && $0.contains("out of memory (1)")
            },
            "\(file.warnings)")
    }
}
