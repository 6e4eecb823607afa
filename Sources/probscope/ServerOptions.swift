import ArgumentParser
import FoundationEssentials
import Inference
import Platform

/// Where completions come from.
struct ServerOptions: ParsableArguments {
    @Option(
        name: .customLong("server"),
        help: ArgumentHelp(
            "The URL of a llama.cpp (or OpenAI-style) server; repeat it to share the work.",
            valueName: "url"))
    var servers: [String] = []

    @Option(
        name: .customLong("api-key-file"),
        help: ArgumentHelp(
            """
            A file with the servers' API key; the variable PROBSCOPE_API_KEY serves too. Given once \
            for each --server, in their order, each server gets its own and no other.
            """,
            valueName: "file"),
        completion: .file())
    var apiKeyFiles: [String] = []

    @Option(
        name: .customLong("server-model"),
        help: "The model's name, where a server or router has several.")
    var model: String?

    @Option(
        help: ArgumentHelp(
            """
            Requests at once. Without it, what the server says, or 8 where it does not say; behind a \
            router give the slots of all its servers together. With auto, more are sent as long as \
            that gives more draws in the same time, and fewer where a server refuses or slows down.
            """, valueName: "n|auto"))
    var concurrency: Concurrency?

    @Option(
        name: .customLong("ca-file"),
        help: ArgumentHelp(
            """
            A file of certificates to trust in place of the system's, for https:// with a private or \
            self-signed certificate; the variable SSL_CERT_FILE serves too.
            """,
            valueName: "file"),
        completion: .file())
    var authorities: String?

    @Option(
        help: """
            Seconds to wait for a server that is still loading its model (300 without it); where it is \
            given, also for one that does not listen yet.
            """)
    var waitSeconds: Int?

    func validate() throws {
        if let number = concurrency?.number, !(1...Concurrency.most).contains(number) {
            throw ValidationError("--concurrency must be from 1 to \(Concurrency.most), or auto.")
        }
        if let waitSeconds, !(0...86_400).contains(waitSeconds) {
            throw ValidationError("--wait-seconds must be from 0 to 86400.")
        }
        if apiKeyFiles.count > 1, apiKeyFiles.count != servers.count {
            throw ValidationError(
                "Give one --api-key-file for all servers, or one for each --server in their order.")
        }
    }

    /// The servers, once each has answered and is ready.
    ///
    /// - Parameter keyVariable: the variable that holds the key where no file does.
    /// - Throws: ``Failure``: nobody answers, it is no completion server, the key is wrong.
    func ready(
        keyVariable: String = "PROBSCOPE_API_KEY"
    ) throws(Failure) -> [any CompletionServer] {
        let keys = try keys(keyVariable)
        let authorities = try trusted()
        var addresses: [ServerAddress] = []
        for url in servers {
            let address = try failing(ExitStatus.badUsage) { try ServerAddress(url) }
            guard !addresses.contains(address) else {
                throw Failure(
                    "\(address) is named twice by --server; --concurrency gives it more work.",
                    status: ExitStatus.badUsage)
            }
            addresses.append(address)
        }
        var found: [any CompletionServer] = []
        for (address, key) in zip(addresses, keys) {
            if key != nil, address.isInTheClear {
                StandardStreams.message(
                    "Warning: the API key goes to \(address) unencrypted; https:// would protect it."
                )
            }
            let access = ServerAccess(
                apiKey: key, model: model, concurrency: concurrency?.number,
                authorities: authorities,
                patience: .seconds(waitSeconds ?? 300), awaitsPort: waitSeconds != nil)
            found.append(
                try failing {
                    try waiting {
                        // Silence would look like a hang where a server is stopped or very busy.
                        let notice = Task {
                            try await Task.sleep(for: .seconds(2))
                            StandardStreams.message("Waiting for \(address) to answer …")
                        }
                        defer { notice.cancel() }
                        return try await connect(to: address, access) {
                            StandardStreams.message($0)
                        }
                    }
                })
        }
        return found
    }

    /// A key, or none, for each server.
    private func keys(_ variable: String) throws(Failure) -> [APIKey?] {
        guard apiKeyFiles.isEmpty else {
            var keys: [APIKey?] = []
            for file in apiKeyFiles { keys.append(try Self.key(in: file)) }
            return keys.count == 1 ? servers.map { _ in keys[0] } : keys
        }
        guard let text = ProcessInfo.processInfo.environment[variable], !text.isEmpty
        else { return servers.map { _ in nil } }
        guard let key = APIKey(text) else {
            throw Failure("\(variable) is no API key: one line of ASCII is wanted.")
        }
        return servers.map { _ in key }
    }

    private static func key(in file: String) throws(Failure) -> APIKey {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw Failure("\(file) cannot be read; name a file with the API key.")
        }
        guard bytes.count <= 16 << 10, let key = APIKey(String(decoding: bytes, as: UTF8.self))
        else {
            throw Failure("\(file) holds no API key: one line of ASCII is wanted.")
        }
        var status = stat()
        if stat(file, &status) == 0, status.st_mode & 0o077 != 0, status.st_mode & S_IFMT == S_IFREG
        {
            StandardStreams.message(
                "Warning: others can read the API key in \(file); chmod 600 keeps it to you.")
        }
        return key
    }

    /// The file of certificates to trust, where one is named.
    private func trusted() throws(Failure) -> String? {
        let variable = ProcessInfo.processInfo.environment["SSL_CERT_FILE"]
        guard let file = authorities ?? variable, !file.isEmpty else { return nil }
        guard access(file, R_OK) == 0 else {
            throw Failure(
                "\(file) cannot be read; "
                    + (authorities == nil ? "SSL_CERT_FILE" : "--ca-file")
                    + " wants a file of certificates (PEM).")
        }
        return file
    }
}
