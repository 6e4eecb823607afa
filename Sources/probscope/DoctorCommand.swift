import ArgumentParser
import Canvas
import Exchange
import Inference

/// `probscope doctor`: what about a server would spoil statistics.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check a server for everything that would spoil statistics.",
        discussion: """
              probscope doctor --server http://localhost:8080

            Asks for a few short answers and prints one line a check: ok, warn or bad, and what to \
            do. The exit code is 1 if something is bad.
            """)

    @OptionGroup(title: "Server") var server: ServerOptions

    @Option(help: "The text that the checks ask the server to continue.")
    var prompt: String = "Once upon a time"

    func validate() throws {
        guard !server.servers.isEmpty else {
            throw ValidationError("Name the server to check with --server URL.")
        }
    }

    func run() throws {
        var hasBad = false
        for server in try server.ready() {
            let examination = Examination(server: server, prompt: prompt)
            let checks = try failing { try waiting { try await examination.checks() } }
            StandardStreams.message("\(server.address):")
            for check in checks {
                StandardStreams.output(SafeText(sanitizing: check.line).string)
            }
            hasBad = hasBad || checks.contains { $0.grade == .bad }
        }
        if hasBad { throw ExitStatus.failed }
    }
}

/// One line of a server's examination.
struct ServerCheck: Sendable {
    enum Grade: String, Sendable {
        case ok, warn, bad
    }

    var grade: Grade
    var name: String
    var finding: String

    var line: String {
        Figures.padded(grade.rawValue, to: 6) + Figures.padded(name, to: 16) + finding
    }
}

/// The questions that are put to a server, and what its answers mean.
struct Examination: Sendable {
    let server: any CompletionServer
    let prompt: String

    func checks() async throws -> [ServerCheck] {
        let facts = try await server.facts()
        let pure = Decoding.pure(temperature: 1, maxTokens: 24, stop: [])
        let first = try await ask(pure, seed: 1)
        var checks = [
            defaults(facts), settings(pure, first, facts), template(facts),
        ]
        var singles = [first]
        for seed in 2...4 { singles.append(try await ask(pure, seed: UInt32(seed))) }
        checks.append(
            different(
                singles.map(\.text), "seeds",
                "different seeds give different answers",
                "four seeds gave one answer: the seed is ignored, or the prompt has one answer "
                    + "only; try another with --prompt"))
        let count = min(4, facts.largestBlock)
        if count > 1 {
            var block: [String] = []
            let request = CompletionRequest(prompt: prompt, decoding: pure, seed: 11, count: count)
            for try await completion in server.complete(request) { block.append(completion.text) }
            let varied = Set(singles.map(\.text)).count > 1
            checks.append(
                Set(block).count > 1
                    ? ServerCheck(
                        grade: .ok, name: "blocks", finding: "one request gives different answers")
                    : ServerCheck(
                        grade: varied ? .bad : .warn, name: "blocks",
                        finding: "\(count) answers of one request (n_cmpl) are copies, not draws; "
                            + "use a newer server"))
        }
        let again = try await ask(pure, seed: 1)
        checks.append(
            again.text == first.text
                ? ServerCheck(
                    grade: .ok, name: "reproducible", finding: "a seed gives the same answer again")
                : ServerCheck(
                    grade: .warn, name: "reproducible",
                    finding: "a seed gave another answer the second time: limits hold, but draws "
                        + "cannot be repeated; one slot and no prompt cache may help"))
        let greedy = Decoding.greedy(maxTokens: 24)
        let twice = [try await ask(greedy, seed: 1), try await ask(greedy, seed: 2)]
        checks.append(
            twice[0].text == twice[1].text
                ? ServerCheck(
                    grade: .ok, name: "greedy", finding: "the greedy answer is the same twice")
                : ServerCheck(
                    grade: .warn, name: "greedy",
                    finding: "the greedy answer differs from call to call; do not read it as one "
                        + "point"))
        checks.append(await probabilities(pure))
        return checks
    }

    private func ask(
        _ decoding: Decoding, seed: UInt32, probabilities: Int = 0
    ) async throws -> Completion {
        let request = CompletionRequest(
            prompt: prompt, decoding: decoding, seed: seed, probabilities: probabilities)
        for try await completion in server.complete(request) { return completion }
        throw Failure("\(server.address) ended a request without an answer.")
    }

    private func defaults(_ facts: ServerFacts) -> ServerCheck {
        guard let numbers = facts.defaultSettings?.numbers else {
            return ServerCheck(
                grade: .warn, name: "defaults",
                finding: "the server does not tell its default settings; probscope sends its own")
        }
        let neutral: [(String, (Double) -> Bool)] = [
            ("top_k", { $0 <= 0 }), ("top_p", { $0 >= 1 }), ("min_p", { $0 <= 0 }),
            ("typical_p", { $0 >= 1 }), ("repeat_penalty", { $0 == 1 }),
        ]
        let cuts = neutral.compactMap { name, isNeutral in
            numbers[name].flatMap {
                isNeutral($0) ? nil : "\(name) \(Figures.number($0))"
            }
        }
        return cuts.isEmpty
            ? ServerCheck(grade: .ok, name: "defaults", finding: "nothing is cut off by default")
            : ServerCheck(
                grade: .warn, name: "defaults",
                finding: "the server cuts off by default (\(cuts.joined(separator: ", "))); "
                    + "probscope switches that off, other clients get another distribution")
    }

    private func settings(
        _ decoding: Decoding, _ answer: Completion, _ facts: ServerFacts
    ) -> ServerCheck {
        guard let echoed = answer.settings else {
            return ServerCheck(
                grade: .warn, name: "settings",
                finding: "the server does not say which settings it used; nothing can be verified")
        }
        let mismatches = decoding.mismatches(with: echoed)
        return mismatches.isEmpty
            ? ServerCheck(
                grade: .ok, name: "settings", finding: "the settings asked for are those used")
            : ServerCheck(
                grade: .bad, name: "settings",
                finding: mismatches.map(\.description).joined(separator: "; ")
                    + "; start the server without sampling options of its own")
    }

    private func template(_ facts: ServerFacts) -> ServerCheck {
        facts.chatTemplate == nil
            ? ServerCheck(
                grade: .ok, name: "template", finding: "the model has no chat template")
            : ServerCheck(
                grade: .warn, name: "template",
                finding: "this is a chat model: sample it with --chat or --template, else it "
                    + "continues text and does not answer")
    }

    private func different(
        _ texts: [String], _ name: String, _ good: String, _ poor: String
    ) -> ServerCheck {
        Set(texts).count > 1
            ? ServerCheck(grade: .ok, name: name, finding: good)
            : ServerCheck(grade: .bad, name: name, finding: poor)
    }

    private func probabilities(_ decoding: Decoding) async -> ServerCheck {
        let tokens = try? await ask(decoding, seed: 5, probabilities: 3).tokens
        return tokens?.isEmpty == false
            ? ServerCheck(
                grade: .ok, name: "probabilities", finding: "tokens come with probabilities")
            : ServerCheck(
                grade: .warn, name: "probabilities",
                finding: "the server gives no probabilities; the Tokens view will be empty")
    }
}
