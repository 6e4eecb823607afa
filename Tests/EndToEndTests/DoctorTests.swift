import TestSupport
import Testing

/// `doctor` on the real server, and on servers that have one thing wrong with them.
@Suite(.serialized, .timeLimit(.minutes(2))) struct DoctorTests {
    @Test func aSoundServerHasNothingBad() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 4)
        defer { server.stop() }
        let result = try Program.run(
            "doctor", "--server", server.address, "--prompt", "Question: Who is Jessamel?\nAnswer:")
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 8)
        #expect(lines.allSatisfy { $0.hasPrefix("ok ") || $0.hasPrefix("warn ") })
        for good in [
            "settings asked for are those used", "different seeds give different answers",
            "one request gives different answers", "a seed gives the same answer again",
            "the greedy answer is the same twice", "tokens come with probabilities",
        ] {
            #expect(result.output.contains(good), "\(good)")
        }
    }

    @Test func aServerIsNeeded() throws {
        #expect(try Program.run("doctor").status == 64)
    }

    /// What one defect does to the report: the line that begins so, and the exit code.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var line: String
        var words: String
        var status: Int32
        var defects = FakeLlama.Defects()
        var answer: @Sendable (FakeLlama.Question) -> FakeLlama.Answer = Case.sound

        var testDescription: String { name }

        /// Another answer for every seed, the same answer for the same seed.
        static let sound: @Sendable (FakeLlama.Question) -> FakeLlama.Answer = {
            .text($0.isGreedy ? " one answer" : " number \($0.seed + $0.child)")
        }
    }

    static let cases: [Case] = [
        Case(name: "nothing", line: "ok    seeds", words: "different seeds", status: 0),
        Case(
            name: "default truncation", line: "warn  defaults", words: "top_k 40, min_p 0.05",
            status: 0,
            defects: FakeLlama.Defects(defaults: #"{"top_k":40,"top_p":1.0,"min_p":0.05}"#)),
        Case(
            name: "other default settings", line: "warn  defaults",
            words: "(temperature 0.7, xtc_probability 0.1, dry_multiplier 0.8, mirostat 2)",
            status: 0,
            defects: FakeLlama.Defects(
                defaults: #"{"temperature":0.699999988079071,"top_k":0,"xtc_probability":0.1,"#
                    + #""dry_multiplier":0.8,"mirostat":2,"presence_penalty":0}"#)),
        Case(
            name: "neutral default settings", line: "ok    defaults", words: "model's own",
            status: 0,
            defects: FakeLlama.Defects(
                defaults: #"{"temperature":1.0,"top_k":0,"top_p":1.0,"min_p":0.0}"#)),
        Case(
            name: "settings of its own", line: "bad   settings", words: "top_k",
            status: 1, defects: FakeLlama.Defects(overrides: ["top_k": 40])),
        Case(
            name: "copies with one seed", line: "warn  blocks",
            words: "probscope asks for one draw at a time", status: 0,
            defects: FakeLlama.Defects(repeatsSeed: true)),
        Case(
            name: "copies with many seeds", line: "bad   blocks", words: "copies", status: 1,
            answer: { .text(" number \($0.seed)") }),
        Case(
            name: "ignored seeds", line: "bad   seeds", words: "the seed is ignored", status: 1,
            answer: { _ in .text(" always this") }),
        Case(
            name: "seeds that do not reproduce", line: "warn  reproducible",
            words: "another answer the second time", status: 0,
            answer: { .text($0.isGreedy ? " one" : " \($0.call) \($0.child)") }),
        Case(
            name: "unstable greedy answers", line: "warn  greedy",
            words: "differs from call to call", status: 0,
            answer: { .text(" \($0.isGreedy ? $0.call : $0.seed + $0.child)") }),
        Case(
            name: "missing probabilities", line: "warn  probabilities",
            words: "gives no probabilities", status: 0,
            defects: FakeLlama.Defects(hasProbabilities: false)),
        Case(
            name: "special tokens in answers", line: "warn  special", words: "(--special)",
            status: 0,
            answer: { .text("\($0.isGreedy ? " one" : " number \($0.seed + $0.child)")</s>") }),
        // llama.cpp lends a common template to a model that has none.
        Case(
            name: "a base model", line: "ok    template", words: "lends it a common one", status: 0,
            defects: FakeLlama.Defects(chatTemplate: "<|im_start|>{{ role }}")),
        Case(
            name: "a chat model", line: "warn  template", words: "--chat or --template", status: 0,
            defects: FakeLlama.Defects(chatTemplate: "{{ messages }}")),
        Case(
            name: "a template that loses the prompt", line: "bad   template",
            words: "loses the prompt", status: 1,
            defects: FakeLlama.Defects(chatTemplate: "x", render: { _ in "<user>" })),
        Case(
            name: "a death in mid-examination", line: "bad   greedy", words: "the request failed",
            status: 1, answer: { $0.isGreedy ? .reset : Case.sound($0) }),
        Case(
            name: "no answers at all", line: "bad   settings", words: "the request failed",
            status: 1, answer: { _ in .page }),
    ]

    @Test(arguments: cases)
    func eachDefectHasItsLineAndItsExitCode(_ defect: Case) throws {
        let server = try FakeLlama(defect.defects, answer: defect.answer)
        defer { server.stop() }
        let result = try Program.run("doctor", "--server", server.address)
        #expect(result.status == defect.status, "\(result.output)\(result.errors)")
        let lines = result.output.split(separator: "\n")
        let line = lines.first { $0.hasPrefix(defect.line) }
        #expect(line?.contains(defect.words) == true, "\(result.output)")
        // Nothing else is called bad.
        #expect(lines.count { $0.hasPrefix("bad") } == (defect.status == 0 ? 0 : 1))
    }

    /// What nobody can read off such a server is found out by drawing.
    @Test func aServerThatDoesNotSayWhatItUsedIsExamined() throws {
        func examine(
            _ change: (inout KnownSampler.Behaviour) -> Void
        ) throws -> Subprocess.Result {
            var behaviour = KnownSampler.Behaviour()
            change(&behaviour)
            let server = try KnownSampler(behaviour)
            defer { server.stop() }
            return try Program.run("doctor", "--server", server.address)
        }
        let right = try examine { _ in }
        #expect(right.status == 0, "\(right.output)")
        #expect(right.output.contains("ok    sampler         256 draws of one token agree"))
        #expect(right.output.contains("warn  template        the server does not tell"))
        let hot = try examine { $0.temperature = 0.5 }
        #expect(hot.status == 1)
        #expect(hot.output.contains("bad   sampler"), "\(hot.output)")
        let single = try examine { $0.ignoresCount = true }
        #expect(single.status == 0, "\(single.output)")
        #expect(single.output.contains("warn  blocks          one request gives no 4 draws (n)"))
        #expect(!single.output.contains("newer server"))
    }

    @Test func severalServersAreToldApartAndCompared() async throws {
        let one = try await RealServer.start(model: Program.model("authors-gd"), slots: 2)
        let other = try await RealServer.start(model: Program.model("authors-gd"), slots: 4)
        let stranger = try await RealServer.start(model: Program.model("authors-base"), slots: 2)
        defer { for server in [one, other, stranger] { server.stop() } }
        let alike = try Program.run(
            "doctor", "--server", one.address, "--server", other.address)
        #expect(alike.status == 0, "\(alike.output)\(alike.errors)")
        for server in [one, other] { #expect(alike.output.contains("\(server.address):\n")) }
        #expect(alike.output.contains("ok    models"))
        let mixed = try Program.run(
            "doctor", "--server", one.address, "--server", stranger.address)
        #expect(mixed.status == 1)
        #expect(mixed.output.contains("bad   models"), "\(mixed.output)")
    }

    /// Of one model with two chat templates a run with `--chat` would leave one server out.
    @Test func chatTemplatesOfSeveralServersAreCompared() async throws {
        let one = try await RealServer.start(
            model: Program.model("authors-gd"), slots: 2,
            options: Self.template("Answer:"))
        let alike = try await RealServer.start(
            model: Program.model("authors-gd"), slots: 4,
            options: Self.template("Answer:"))
        let other = try await RealServer.start(
            model: Program.model("authors-gd"), slots: 2,
            options: Self.template("the the the"))
        defer { for server in [one, alike, other] { server.stop() } }
        for suffix in ["", "/v1"] {
            let same = try Program.run(
                "doctor", "--server", one.address + suffix, "--server", alike.address + suffix)
            #expect(same.status == 0, "\(same.output)\(same.errors)")
            #expect(same.output.contains("ok    templates"), "\(same.output)")
            let mixed = try Program.run(
                "doctor", "--server", one.address + suffix, "--server", other.address + suffix)
            #expect(mixed.status == 1)
            #expect(mixed.output.contains("ok    models"), "\(mixed.output)")
            #expect(mixed.output.contains("bad   templates"), "\(mixed.output)")
        }
    }

    private static func template(_ end: String) -> [String: String] {
        [
            "use_jinja": "true",
            "chat_template": "{% for m in messages %}Question: {{ m.content }} \(end){% endfor %}",
        ]
    }

    @Test func aWrongKeyAWrongServerAndNoServerAreOneClearSentence() throws {
        let locked = try FakeLlama(FakeLlama.Defects(key: "right"), answer: Case.sound)
        let page = try FakeServer { exchange in
            exchange.reply(status: 200, contentType: "text/html", "<h1>Welcome to nginx!</h1>")
        }
        defer {
            locked.stop()
            page.stop()
        }
        for (address, words) in [
            (locked.address, "key"), (page.address, "no completion server"),
            (try FakeServer.unusedAddress(), "No server answers"),
        ] {
            let result = try Program.run(
                ["doctor", "--server", address], environment: ["PROBSCOPE_API_KEY": "wrong"])
            #expect(result.status == 1)
            #expect(result.output.isEmpty)
            #expect(result.errors.contains(words), "\(result.errors)")
        }
        let right = try Program.run(
            ["doctor", "--server", locked.address], environment: ["PROBSCOPE_API_KEY": "right"])
        #expect(right.status == 0, "\(right.output)\(right.errors)")
    }
}
