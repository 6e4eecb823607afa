/// Where a server is: scheme, host and port, and a path where a gateway serves it below one.
public struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address without a slash at its end.
    public let description: String

    /// Reads what a user types: `http://host:8080`, `host:8080`, `https://host/llama/`.
    ///
    /// - Throws: ``InferenceError/invalidAddress(_:reason:)``; also for a user name or password in
    ///   the address, since it would end up in run files.
    public init(_ text: String) throws(InferenceError) {
        var address = text
        if !address.contains("://") { address = "http://" + address }
        let lowered = address.lowercased()
        guard lowered.hasPrefix("http://") || lowered.hasPrefix("https://") else {
            throw .invalidAddress(text, reason: "only http:// and https:// are spoken")
        }
        guard address.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidAddress(text, reason: "it has spaces or characters that are not ASCII")
        }
        while address.hasSuffix("/") { address.removeLast() }
        let authority = ServerAddress.authority(of: address)
        guard !authority.contains("@") else {
            throw .invalidAddress(
                "…@\(authority.split(separator: "@").last ?? "")",
                reason: "give the key by PROBSCOPE_API_KEY or --api-key-file, not in the address")
        }
        guard !authority.isEmpty, !authority.hasPrefix(":") else {
            throw .invalidAddress(text, reason: "it has no host")
        }
        guard !address.contains("?"), !address.contains("#") else {
            throw .invalidAddress(text, reason: "give scheme, host, port and path only")
        }
        description = address
    }

    /// Whether the server is on this machine.
    public var isLoopback: Bool {
        let authority = ServerAddress.authority(of: description)
        if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
        let host = authority.prefix { $0 != ":" }
        return host == "localhost" || host.hasPrefix("127.")
    }

    /// The address of an endpoint, such as `/completion`.
    func endpoint(_ path: String) -> String { description + path }

    /// Host and port: what stands between `://` and the path.
    private static func authority(of address: String) -> Substring {
        guard let scheme = address.firstIndex(of: ":") else { return "" }
        return address[scheme...].dropFirst(3).prefix { $0 != "/" }
    }
}
