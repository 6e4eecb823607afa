import Platform
import Synchronization

/// A server that does exactly what a test says, byte for byte, on a free port of this machine.
///
///     let server = try FakeServer { exchange in
///         exchange.sendHead(status: 200, contentType: "text/event-stream")
///         exchange.send("data: {\"index\":0")
///         exchange.reset()
///     }
///
/// The handler runs on a thread of its own for each connection and may block; the connection is
/// closed when it returns.
package final class FakeServer: Sendable {
    /// What a client asked.
    package struct Request: Sendable {
        package var method: String
        package var path: String
        package var head: String
        package var body: [UInt8]

        package var bodyText: String { String(decoding: body, as: UTF8.self) }
    }

    /// Such as `http://127.0.0.1:40123`.
    package let address: String
    private let listener: Int32
    private let received = Mutex<[Request]>([])

    /// The requests so far.
    package var requests: [Request] { received.withLock { $0 } }

    package init(_ handler: @escaping @Sendable (Exchange) -> Void) throws {
        let (listener, port) = try FakeServer.listen()
        self.listener = listener
        address = "http://127.0.0.1:\(port)"
        startThread { [self] in accept(handler) }
    }

    /// Takes no more connections; those under way go on.
    package func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    /// An address at which nothing listens.
    package static func unusedAddress() throws -> String {
        let (listener, port) = try listen()
        close(listener)
        return "http://127.0.0.1:\(port)"
    }

    private func accept(_ handler: @escaping @Sendable (Exchange) -> Void) {
        while true {
            let connection = Platform.accept(listener, nil, nil)
            guard connection >= 0 else { break }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            startThread { [self] in
                guard let request = FakeServer.readRequest(connection) else {
                    close(connection)
                    return
                }
                received.withLock { $0.append(request) }
                let exchange = Exchange(request, connection)
                handler(exchange)
                exchange.close()
            }
        }
        close(listener)
    }

    static func listen() throws -> (listener: Int32, port: UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port: UInt16? = withUnsafeMutableBytes(of: &address) { bytes in
            guard let base = bytes.bindMemory(to: sockaddr.self).baseAddress,
                bind(listener, base, length) == 0, Platform.listen(listener, 128) == 0,
                getsockname(listener, base, &length) == 0
            else { return nil }
            return UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        }
        guard let port else { throw TestFailure("no port: \(String(cString: strerror(errno)))") }
        return (listener, port)
    }

    private static func readRequest(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var headEnd: Int?
        var length = 0
        while headEnd.map({ bytes.count < $0 + length }) ?? true {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
            guard headEnd == nil, let end = bytes.firstIndex(of: Array("\r\n\r\n".utf8)) else {
                continue
            }
            headEnd = end + 4
            let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
            for line in lines where line.lowercased().hasPrefix("content-length:") {
                length = Int(line.dropFirst(15).drop { $0 == " " }) ?? 0
            }
        }
        guard let headEnd else { return nil }
        let head = String(decoding: bytes[..<headEnd], as: UTF8.self)
        let words = head.prefix { $0 != "\r\n" }.split(separator: " ")
        guard words.count >= 2 else { return nil }
        return Request(
            method: String(words[0]), path: String(words[1]), head: head,
            body: Array(bytes[headEnd...]))
    }
}

extension [UInt8] {
    /// Where another array occurs first.
    fileprivate func firstIndex(of other: [UInt8]) -> Int? {
        guard count >= other.count else { return nil }
        return (0...count - other.count).first { self[$0..<$0 + other.count].elementsEqual(other) }
    }
}

/// Runs a closure on a new detached thread.
func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let status = pthread_create(
        &thread, nil,
        { argument in
            guard let argument else { return nil }
            Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
            return nil
        }, Unmanaged.passRetained(Box(body)).toOpaque())
    precondition(status == 0, "pthread_create: \(String(cString: strerror(status)))")
    pthread_detach(thread)
}
