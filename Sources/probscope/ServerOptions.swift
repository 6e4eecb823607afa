import ArgumentParser
import FoundationEssentials
import Inference

/// Where completions come from.
struct ServerOptions: ParsableArguments {
    @Option(
        name: .customLong("server"),
        help: ArgumentHelp(
            "The URL of a llama.cpp (or OpenAI-style) server; repeat it to share the work.",
            valueName: "url"))
    var servers: [String] = []

    @Option(
        help: ArgumentHelp(
            "A file with the servers' API key; the variable PROBSCOPE_API_KEY serves too.",
            valueName: "file"),
        completion: .file())
    var apiKeyFile: String?

    @Option(
        name: .customLong("server-model"),
        help: "The model's name, where an OpenAI-style server has several.")
    var model: String?

    @Option(help: "Requests at once, for a server that does not tell its slots.")
    var concurrency: Int = 8

    @Option(help: "Seconds to wait for a server that is still loading its model.")
    var waitSeconds: Int = 300

    /// The servers, once each has answered and is ready.
    ///
    /// - Throws: ``Failure``: nobody answers, it is no completion server, the key is wrong.
    func ready() throws(Failure) -> [any CompletionServer] {
        let key = try apiKey()
        var found: [any CompletionServer] = []
        for url in servers {
            let address = try failing(ExitStatus.badUsage) { try ServerAddress(url) }
            let (model, concurrency) = (model, concurrency)
            let patience = Duration.seconds(waitSeconds)
            found.append(
                try failing {
                    try waiting {
                        // Silence would look like a hang where a server is stopped or very busy.
                        let notice = Task {
                            try await Task.sleep(for: .seconds(2))
                            StandardStreams.message("Waiting for \(address) to answer …")
                        }
                        defer { notice.cancel() }
                        return try await connect(
                            to: address, apiKey: key, model: model, concurrency: concurrency,
                            timeout: patience
                        ) { StandardStreams.message($0) }
                    }
                })
        }
        return found
    }

    private func apiKey() throws(Failure) -> APIKey? {
        if let apiKeyFile {
            guard let bytes = FileManager.default.contents(atPath: apiKeyFile) else {
                throw Failure("\(apiKeyFile) cannot be read; name a file with the API key.")
            }
            guard let key = APIKey(String(decoding: bytes, as: UTF8.self)) else {
                throw Failure("\(apiKeyFile) holds no API key: one line of ASCII is wanted.")
            }
            return key
        }
        guard let text = ProcessInfo.processInfo.environment["PROBSCOPE_API_KEY"], !text.isEmpty
        else { return nil }
        guard let key = APIKey(text) else {
            throw Failure("PROBSCOPE_API_KEY is no API key: one line of ASCII is wanted.")
        }
        return key
    }
}
