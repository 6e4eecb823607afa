/// Where a server is: scheme, host and port, and a path where a gateway serves it below one; or a
/// UNIX socket.
package struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address without a slash at its end.
    package let description: String
    /// The socket's path, where the server listens at one.
    let unixSocket: String?
    /// What comes before an endpoint.
    private let base: String

    /// Reads what a user types: `http://host:8080`, `host:8080`, `https://host/llama/`,
    /// `unix:/run/llama.sock`.
    ///
    /// - Throws: ``InferenceError/invalidAddress(_:reason:)``; also for a user name or password in
    ///   the address, since it would end up in run files.
    package init(_ text: String) throws(InferenceError) {
        if let socket = try ServerAddress.socket(in: text) {
            unixSocket = socket.path
            base = "http://localhost" + socket.prefix
            description =
                "unix:" + socket.path + (socket.prefix.isEmpty ? "" : ":" + socket.prefix)
            return
        }
        unixSocket = nil
        var address = text
        if !address.contains("://") { address = "http://" + address }
        let lowered = address.lowercased()
        guard lowered.hasPrefix("http://") || lowered.hasPrefix("https://") else {
            throw .invalidAddress(
                text, reason: "only http://, https:// and unix:/path/of.sock are spoken")
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
        guard ServerAddress.hasUsablePort(authority) else {
            throw .invalidAddress(text, reason: "its port is no number from 1 to 65535")
        }
        description = address
        base = address
    }

    /// Whether the server is on this machine.
    package var isLoopback: Bool {
        if unixSocket != nil { return true }
        let authority = ServerAddress.authority(of: description)
        if authority.hasPrefix("[") { return authority.prefix { $0 != "]" } == "[::1" }
        let host = authority.prefix { $0 != ":" }
        if host.lowercased() == "localhost" { return true }
        // Any name may begin like an address; and a number that begins with 0 is an octal one to some.
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127"
            && numbers.allSatisfy { UInt8($0).map(String.init) == String($0) }
    }

    /// Whether what is sent can be read on its way: neither encrypted nor on this machine.
    package var isInTheClear: Bool {
        !isLoopback && !description.lowercased().hasPrefix("https://")
    }

    /// The address of an endpoint, such as `/completion`.
    func endpoint(_ path: String) -> String { base + path }

    /// A text for a query, percent-encoded.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Host and port: what stands between `://` and the path.
    private static func authority(of address: String) -> Substring {
        guard let scheme = address.firstIndex(of: ":") else { return "" }
        return address[scheme...].dropFirst(3).prefix { $0 != "/" }
    }

    private static func hasUsablePort(_ authority: Substring) -> Bool {
        var rest = authority
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return false }
            rest = rest[rest.index(after: end)...]
            if rest.isEmpty { return true }
            guard rest.hasPrefix(":") else { return false }
        }
        guard let colon = rest.firstIndex(of: ":") else { return true }
        let port = rest[rest.index(after: colon)...]
        return port.allSatisfy(\.isASCII) && (UInt16(port) ?? 0) > 0
    }

    /// The socket that an address names: `unix:PATH`, and behind another colon the path at which a
    /// gateway serves.
    private static func socket(
        in text: String
    ) throws(InferenceError) -> (path: String, prefix: String)? {
        guard text.lowercased().hasPrefix("unix:") else { return nil }
        var path = text.dropFirst(5)
        if path.hasPrefix("//") { path = path.dropFirst(2) }
        var prefix = ""
        if let colon = path.lastIndex(of: ":"),
            path[colon...].hasPrefix(":/") || path.hasSuffix(":")
        {
            prefix = String(path[path.index(after: colon)...])
            path = path[..<colon]
        }
        while prefix.hasSuffix("/") { prefix.removeLast() }
        guard path.hasPrefix("/"), path.utf8.count < 108, !path.utf8.contains(0) else {
            throw .invalidAddress(
                text,
                reason: "a UNIX socket is named by its whole path, such as unix:/run/llama.sock")
        }
        guard prefix.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x3F && $0 != 0x23 })
        else { throw .invalidAddress(text, reason: "give a path behind the socket only") }
        return (String(path), prefix)
    }
}
