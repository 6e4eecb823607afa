import Exchange
import Inference
import Text

/// One line of a server's examination.
struct ServerCheck: Sendable {
    enum Grade: String, Sendable {
        case ok, warn, bad
    }

    var grade: Grade
    var name: String
    var finding: String

    var line: String {
        Figure.padded(grade.rawValue, to: 6) + Figure.padded(name, to: 16) + finding
    }
}

/// The questions that are put to a server, and what its answers mean.
struct Examination: Sendable {
    let server: any CompletionServer
    let prompt: String

    /// What a check found.
    private typealias Finding = (grade: ServerCheck.Grade, text: String)

    private static let pure = Decoding.pure(temperature: 1, maxTokens: 24, stop: [])

    /// One line a check.
    ///
    /// - Throws: `InferenceError` where the server does not even tell what it is. A request that
    ///   fails is the finding of its check.
    func checks() async throws -> [ServerCheck] {
        let facts = try await server.facts()
        var checks = [
            check("defaults", defaults(facts)), await check("template") { await template(facts) },
        ]
        var first: Completion?
        checks.append(
            await check("settings") {
                let answer = try await ask(Self.pure, seed: 1)
                first = answer
                return settings(answer)
            })
        // Without an answer there is nothing more to be learned.
        guard let first else { return checks }
        var singles = [first.text]
        checks.append(
            await check("seeds") {
                for seed in UInt32(2)...4 {
                    singles.append(try await ask(Self.pure, seed: seed).text)
                }
                return Set(singles).count > 1
                    ? (.ok, "different seeds give different answers")
                    : (
                        .bad,
                        "four seeds gave one answer: the seed is ignored, or the prompt has one "
                            + "answer only; try another with --prompt"
                    )
            })
        let count = min(4, facts.largestBlock)
        if count > 1 {
            checks.append(
                await check("blocks") {
                    try await block(of: count, isVaried: Set(singles).count > 1)
                })
        }
        checks.append(
            await check("reproducible") {
                try await ask(Self.pure, seed: 1).text == first.text
                    ? (.ok, "a seed gives the same answer again")
                    : (
                        .warn,
                        "a seed gave another answer the second time: limits hold, but draws cannot "
                            + "be repeated; one slot and no prompt cache may help"
                    )
            })
        checks.append(
            await check("greedy") {
                let greedy = Decoding.greedy(maxTokens: 24)
                let (one, two) = (
                    try await ask(greedy, seed: 1).text, try await ask(greedy, seed: 2).text
                )
                return one == two
                    ? (.ok, "the greedy answer is the same twice")
                    : (
                        .warn,
                        "the greedy answer differs from call to call; do not read it as one point"
                    )
            })
        checks.append(
            await check("probabilities") {
                let tokens = try await ask(Self.pure, seed: 5, probabilities: 3).tokens
                return tokens?.isEmpty == false
                    ? (.ok, "tokens come with probabilities")
                    : (
                        .warn,
                        "the server gives no probabilities: the Tokens view will be empty, and a "
                            + "judge here needs a pattern"
                    )
            })
        return checks
    }

    private func check(_ name: String, _ finding: Finding) -> ServerCheck {
        ServerCheck(grade: finding.grade, name: name, finding: finding.text)
    }

    private func check(
        _ name: String, _ examine: () async throws -> Finding
    ) async -> ServerCheck {
        do {
            return check(name, try await examine())
        } catch InferenceError.settingsMismatch(let mismatches) {
            return check(
                name,
                (
                    .bad,
                    mismatches.map(\.description).joined(separator: "; ")
                        + "; start the server without sampling options of its own"
                ))
        } catch {
            return check(name, (.bad, "the request failed: \(error)"))
        }
    }

    private func ask(
        _ decoding: Decoding, seed: UInt32, probabilities: Int = 0
    ) async throws -> Completion {
        let request = CompletionRequest(
            prompt: prompt, decoding: decoding, seed: seed, probabilities: probabilities,
            limits: TimeLimits(inactivity: .seconds(60), total: .seconds(300)))
        for try await completion in server.complete(request) { return completion }
        throw Failure("\(server.address) ended a request without an answer.")
    }

    private func defaults(_ facts: ServerFacts) -> Finding {
        guard let numbers = facts.defaultSettings?.numbers else {
            return (
                .warn, "the server does not tell its default settings; probscope sends its own"
            )
        }
        let neutral: [(String, (Double) -> Bool)] = [
            ("temperature", { $0 == 1 }), ("dynatemp_range", { $0 == 0 }), ("top_k", { $0 <= 0 }),
            ("top_p", { $0 >= 1 }), ("min_p", { $0 <= 0 }), ("typical_p", { $0 >= 1 }),
            ("top_n_sigma", { $0 <= 0 }), ("xtc_probability", { $0 <= 0 }),
            ("repeat_penalty", { $0 == 1 }), ("presence_penalty", { $0 == 0 }),
            ("frequency_penalty", { $0 == 0 }), ("dry_multiplier", { $0 == 0 }),
            ("mirostat", { $0 == 0 }), ("adaptive_target", { $0 < 0 }),
        ]
        let changes = neutral.compactMap { name, isNeutral in
            numbers[name].flatMap {
                isNeutral($0) ? nil : "\(name) \(Figure.number($0))"
            }
        }
        return changes.isEmpty
            ? (.ok, "by default the model's own distribution is sampled")
            : (
                .warn,
                "by default another distribution is sampled (\(changes.joined(separator: ", "))); "
                    + "probscope sends its own settings, other clients must do so too"
            )
    }

    private func settings(_ answer: Completion) -> Finding {
        answer.settings == nil
            ? (.warn, "the server does not say which settings it used; nothing can be verified")
            : (.ok, "the settings asked for are those used")
    }

    /// Several answers of one request must be draws and not copies of one.
    private func block(of count: Int, isVaried: Bool) async throws -> Finding {
        var texts: [String] = []
        let request = CompletionRequest(
            prompt: prompt, decoding: Self.pure, seed: 11, count: count)
        do {
            for try await completion in server.complete(request) { texts.append(completion.text) }
        } catch InferenceError.blocksUnsupported(let reason) {
            return (
                .bad,
                "one request gives no \(count) draws (n_cmpl): \(reason); use a newer server"
            )
        }
        if Set(texts).count > 1 { return (.ok, "one request gives different answers") }
        return (
            isVaried ? .bad : .warn,
            "\(count) answers of one request (n_cmpl) are copies, not draws; use a newer server"
        )
    }

    private func template(_ facts: ServerFacts) async -> Finding {
        guard facts.chatTemplate != nil else { return (.ok, "the model has no chat template") }
        do throws(InferenceError) {
            let rendered = try await server.render([ChatMessage(role: "user", content: prompt)])
            guard rendered.contains(prompt) else {
                return (
                    .bad,
                    "the chat template loses the prompt; use --template, or give the server the "
                        + "model's right template"
                )
            }
        } catch {
            return (.bad, "the chat template cannot be rendered: \(error); use --template")
        }
        return (
            .warn,
            "this is a chat model: sample it with --chat or --template, else it continues text and "
                + "does not answer"
        )
    }
}
