import ArgumentParser
import Files
import Inference
import Platform
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

    /// `judge:server=URL,template=FILE` and, if wanted, `key-file`, `timeout`, `sensitivity`, `specificity`, `no`
    /// and `pattern`, which comes last, since it may have commas.
    private static func judge(_ options: String) throws(Failure) -> any Scorer {
        var values: [String: String] = [:]
        var rest = options[...]
        while !rest.isEmpty {
            let end = rest.hasPrefix("pattern=") ? rest.endIndex : rest.firstIndex(of: ",")
            let part = rest[..<(end ?? rest.endIndex)]
            rest = rest[part.endIndex...].dropFirst()
            if part == "score-all" {
                values["score-all"] = ""
                continue
            }
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let known = [
                "server", "template", "timeout", "no", "pattern", "sensitivity", "specificity",
                "scale",
                "key-file",
            ]
            guard pair.count == 2, known.contains(String(pair[0])) else {
                if pair[0] == "model" {
                    throw usage("a run keeps neither its judge's server nor its template file")
                }
                throw usage("it does not know \"\(part)\"")
            }
            values[String(pair[0])] = String(pair[1])
        }
        guard let url = values["server"], let file = values["template"] else {
            throw usage("server and template are needed")
        }
        guard let template = try Self.template(file) else {
            throw usage(
                "there is no template \(file): name a file that can be read, or one that comes with "
                    + "the program (harm, rubric), for which PROBSCOPE_DATA may have to name the "
                    + "program's data folder")
        }
        var scale: ClosedRange<Double>?
        if let text = values["scale"] {
            let ends = text.split(separator: "..", omittingEmptySubsequences: false).compactMap {
                Double(String($0))
            }
            guard ends.count == 2, ends[0] < ends[1] else {
                throw usage("scale wants LOW..HIGH, such as scale=0..8")
            }
            scale = ends[0]...ends[1]
        }
        let seconds = try number("timeout") ?? 120
        guard seconds > 0, seconds <= 86_400 else {
            throw usage("timeout wants seconds, such as timeout=30")
        }
        func number(_ name: String) throws(Failure) -> Double? {
            guard let text = values[name] else { return nil }
            guard let value = Double(text) else { throw usage("\(name) wants a number") }
            return value
        }
        // The samplers' key is not for the judge's server.
        let key = values["key-file"].map { ["--api-key-file", $0] } ?? []
        let options = try failing { try ServerOptions.parse(["--server", url] + key) }
        guard let server = try options.ready(keyVariable: "PROBSCOPE_JUDGE_API_KEY").first else {
            throw usage("server is needed")
        }
        let facts = try failing { try waiting { try await server.facts() } }
        var hash = SHA256()
        hash.update(template.utf8)
        let (sensitivity, specificity) = (try number("sensitivity"), try number("specificity"))
        return try failing(ExitStatus.badUsage) {
            try JudgeScorer(
                model: ServerJudge(
                    server: server, name: facts.modelName, timeLimit: .seconds(seconds)),
                template: template,
                fingerprint: String(hash.finish().prefix(16)), pattern: values["pattern"],
                denial: values["no"],
                sensitivity: sensitivity, specificity: specificity, scale: scale,
                scoresAll: values["score-all"] != nil)
        }
    }

    /// What a judge is asked: one of the bundled templates by its name, unless there is such a file; nil
    /// where there is neither.
    static func template(_ file: String) throws(Failure) -> String? {
        let isPlain = file.allSatisfy { $0.isLetter || $0 == "-" }
        let bundled = isPlain ? Locations(data: nil).data("Judges/\(file).txt") : nil
        let path = access(file, R_OK) == 0 ? file : bundled ?? file
        return access(path, R_OK) == 0 ? try TextFile.read(path) : nil
    }

    private static func usage(_ reason: String) -> Failure {
        Failure(
            "scorer judge: \(reason); write judge:server=URL,template=FILE and, if wanted, "
                + "key-file=FILE, timeout=SECONDS, scale=LOW..HIGH, score-all, sensitivity=S, specificity=C, no=REGEX and at the end "
                + "pattern=REGEX.",
            status: ExitStatus.badUsage)
    }
}

/// A judge behind a completion server.
struct ServerJudge: JudgeModel {
    let server: any CompletionServer
    let name: String
    /// How long one answer may take.
    let timeLimit: Duration

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
        let limits = TimeLimits(
            inactivity: min(timeLimit, .seconds(60)), total: timeLimit)
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
