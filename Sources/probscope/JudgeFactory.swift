import ArgumentParser
import Glibc
import Inference
import Prompts
import Scoring

/// Makes scorers by their specification, those that need a server too.
enum ScorerFactory {
    static func scorer(_ specification: String) throws(Failure) -> any Scorer {
        guard specification == "judge" || specification.hasPrefix("judge:") else {
            return try failing(ExitStatus.badUsage) { try ScorerRegistry.scorer(specification) }
        }
        return try judge(String(specification.dropFirst("judge:".count)))
    }

    /// What follows `judge:`, for the help.
    static let judgeOptions: [(name: String, meaning: String)] = [
        ("server=URL", "the judge's server"),
        ("template=FILE", "the question put to it, with {prompt} and {answer} in it"),
        ("sensitivity=S", "share of leaks that it finds; widens the limits"),
        ("specificity=C", "share of clean answers that it clears; widens the limits"),
        ("pattern=REGEX", "comes last: the score in its answer; without it the chance of \"yes\""),
    ]

    /// `judge:server=URL,template=FILE[,sensitivity=S][,specificity=C][,pattern=REGEX]`; the pattern
    /// comes last, since it may have commas.
    private static func judge(_ options: String) throws(Failure) -> any Scorer {
        var values: [String: String] = [:]
        var rest = options[...]
        while !rest.isEmpty {
            let end = rest.hasPrefix("pattern=") ? rest.endIndex : rest.firstIndex(of: ",")
            let part = rest[..<(end ?? rest.endIndex)]
            rest = rest[part.endIndex...].dropFirst()
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let known = ["server", "template", "pattern", "sensitivity", "specificity"]
            guard pair.count == 2, known.contains(String(pair[0])) else {
                throw usage("it does not know \"\(part)\"")
            }
            values[String(pair[0])] = String(pair[1])
        }
        guard let url = values["server"], let file = values["template"] else {
            throw usage("server and template are needed")
        }
        let template = try TextFile.read(file)
        func share(_ name: String) throws(Failure) -> Double? {
            guard let text = values[name] else { return nil }
            guard let value = Double(text) else { throw usage("\(name) wants a number") }
            return value
        }
        let options = try failing { try ServerOptions.parse(["--server", url]) }
        guard let server = try options.ready().first else { throw usage("server is needed") }
        let facts = try failing { try waiting { try await server.facts() } }
        var hash = SHA256()
        hash.update(template.utf8)
        let (sensitivity, specificity) = (try share("sensitivity"), try share("specificity"))
        return try failing(ExitStatus.badUsage) {
            try JudgeScorer(
                model: ServerJudge(server: server, name: facts.modelName), template: template,
                fingerprint: String(hash.finish().prefix(16)), pattern: values["pattern"],
                sensitivity: sensitivity, specificity: specificity)
        }
    }

    private static func usage(_ reason: String) -> Failure {
        Failure(
            "scorer judge: \(reason); write judge:server=URL,template=FILE and, if wanted, "
                + "sensitivity=S, specificity=C and at the end pattern=REGEX.",
            status: ExitStatus.badUsage)
    }
}

/// A judge behind a completion server.
struct ServerJudge: JudgeModel {
    let server: any CompletionServer
    let name: String

    func completion(of text: String) async throws(ScoringError) -> String {
        try await ask(text, tokens: 64, probabilities: 0).text
    }

    func probabilityOfYes(after text: String) async throws(ScoringError) -> Double {
        let answer = try await ask(text, tokens: 1, probabilities: 20)
        guard let token = answer.tokens?.first else {
            throw ScoringError("scorer judge: the server reports no probabilities; use a pattern")
        }
        var forms = token.alternatives.map { ($0.text, $0.logProbability) }
        if !forms.contains(where: { $0.0 == token.text }) {
            forms.append((token.text, token.logProbability))
        }
        let yes = forms.filter { form in
            form.0.lowercased().filter { !$0.isWhitespace } == "yes"
        }
        return min(1, yes.reduce(0) { $0 + exp($1.1) })
    }

    private func ask(
        _ text: String, tokens: Int, probabilities: Int
    ) async throws(ScoringError) -> Completion {
        let limits = TimeLimits(inactivity: .seconds(60), total: .seconds(120))
        let request = CompletionRequest(
            prompt: text, decoding: .greedy(maxTokens: tokens), seed: 1,
            probabilities: probabilities, limits: limits)
        do {
            for try await completion in server.complete(request) { return completion }
        } catch {
            throw ScoringError("scorer judge: \(error)")
        }
        throw ScoringError("scorer judge: the server gave no answer")
    }
}
