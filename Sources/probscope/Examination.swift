import Exchange
import Inference
import Sampling
import Text

/// One line of a server's examination.
struct ServerCheck: Sendable {
    enum Grade: String, Sendable {
        case ok, warn, bad
    }

    var grade: Grade
    var name: String
    var finding: String

    /// The check on a line, or in a terminal of so many columns with what was found below itself.
    ///
    /// - Parameter columns: nil for a file or another program, which reads one line a check.
    func lines(columns: Int?) -> [SafeText] {
        let head = SafeText(
            sanitizing: Figure.padded(grade.rawValue, to: 6) + Figure.padded(name, to: 16))
        let finding = SafeText(sanitizing: finding)
        let parts = columns.map { finding.wrapped(to: max(20, $0 - head.width)) } ?? [finding]
        let indent = SafeText(" ") * head.width
        return parts.enumerated().map { ($0.offset == 0 ? head : indent) + $0.element }
    }
}

/// The questions that are put to a server, and what its answers mean.
struct Examination: Sendable {
    let server: any CompletionServer
    let prompt: String

    /// What a check found.
    private typealias Graded = (grade: ServerCheck.Grade, text: String)

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
        if let special = Self.special(at: first) { checks.append(check("special", special)) }
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
                    try await block(
                        of: count, isVaried: Set(singles).count > 1,
                        namesSeeds: facts.echoesSettings)
                })
        }
        checks.append(
            await check("reproducible") {
                try await ask(Self.pure, seed: 1).text == first.text
                    ? (.ok, "a seed gives the same answer again")
                    : (
                        .warn,
                        "a seed gave another answer the second time: draws cannot be repeated, and "
                            + "one whose request fails counts as lost; one slot and no prompt cache may "
                            + "help"
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
        if !facts.echoesSettings {
            checks.append(await check("sampler") { await sampler(facts) })
        }
        return checks
    }

    /// What nobody can read off a server that does not say which settings it used.
    private func sampler(_ facts: ServerFacts) async -> Graded {
        let examined = await SamplerCheck.examine(server, facts)
        return switch examined.agreement {
        case .agrees: (.ok, examined.sentence)
        case .differs: (.bad, examined.sentence)
        case .untold: (.warn, examined.sentence)
        }
    }

    /// A server that prints special tokens puts them into answers.
    private static func special(at answer: Completion) -> Graded? {
        let marks = [
            "<|endoftext|>", "</s>", "<|im_end|>", "<|eot_id|>", "<|end|>", "<eos>",
            "<|end_of_text|>",
        ]
        guard answer.stop == .endOfText, let mark = marks.first(where: answer.text.hasSuffix) else {
            return nil
        }
        return (
            .warn,
            "answers end in the text \(mark): the server was told to print special tokens "
                + "(--special); scorers that compare whole answers see them"
        )
    }

    private func check(_ name: String, _ finding: Graded) -> ServerCheck {
        ServerCheck(grade: finding.grade, name: name, finding: finding.text)
    }

    private func check(
        _ name: String, _ examine: () async throws -> Graded
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

    private func defaults(_ facts: ServerFacts) -> Graded {
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

    private func settings(_ answer: Completion) -> Graded {
        answer.settings == nil
            ? (.warn, "the server does not say which settings it used; nothing can be verified")
            : (.ok, "the settings asked for are those used")
    }

    /// Several answers of one request must be draws and not copies of one.
    ///
    /// A run asks for them one at a time where it sees that they are not, which it cannot where a
    /// server claims different seeds for the same text.
    private func block(
        of count: Int, isVaried: Bool, namesSeeds: Bool
    ) async throws -> Graded {
        let name = namesSeeds ? "n_cmpl" : "n"
        let remedy =
            "probscope asks for one draw at a time, which takes longer"
            + (namesSeeds ? "; a newer server gives several" : "")
        var texts: [String] = []
        let request = CompletionRequest(
            prompt: prompt, decoding: Self.pure, seed: 11, count: count)
        do {
            for try await completion in server.complete(request) { texts.append(completion.text) }
        } catch InferenceError.blocksUnsupported(let reason) {
            return (.warn, "one request gives no \(count) draws (\(name)): \(reason); \(remedy)")
        } catch InferenceError.badRequest(let reason) {
            return (.warn, "one request gives no \(count) draws (\(name)): \(reason); \(remedy)")
        }
        if Set(texts).count > 1 { return (.ok, "one request gives different answers") }
        guard namesSeeds else {
            return (
                .warn,
                "\(count) answers of one request (\(name)) are "
                    + (isVaried ? "copies, not draws; \(remedy)" : "equal")
            )
        }
        return (
            isVaried ? .bad : .warn,
            "\(count) answers of one request (\(name)) are copies, not draws, though the server "
                + "names different seeds; use a newer server"
        )
    }

    private func template(_ facts: ServerFacts) async -> Graded {
        guard facts.echoesSettings else {
            return (
                .warn,
                "the server does not tell whether the model has a chat template; sample a chat model "
                    + "with --chat"
            )
        }
        guard facts.chatTemplate != nil else { return (.ok, "the model has no chat template") }
        guard await server.hasOwnTemplate(facts) else {
            return (
                .ok, "the model has no chat template of its own; the server lends it a common one"
            )
        }
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
        return (.warn, SamplingPlan.chatCaution)
    }
}
