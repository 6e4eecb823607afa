import Platform
import Synchronization

/// The server's side of one connection of a ``FakeServer``.
package final class Exchange: Sendable {
    /// What the client asked.
    package let request: FakeServer.Request
    private let connection: Int32
    private let isOpen = Mutex(true)

    init(_ request: FakeServer.Request, _ connection: Int32) {
        self.request = request
        self.connection = connection
    }

    /// Sends bytes; `false` where the client has gone.
    @discardableResult
    package func send(_ bytes: some Sequence<UInt8>) -> Bool {
        var bytes = Array(bytes)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes {
                Platform.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }

    /// Sends text.
    @discardableResult
    package func send(_ text: String) -> Bool { send(text.utf8) }

    /// Sends a head without a length, so that the body lasts until the connection is closed.
    package func sendHead(
        status: Int, contentType: String = "application/json", headers: [String] = []
    ) {
        let lines =
            ["HTTP/1.1 \(status) Something", "Content-Type: \(contentType)", "Connection: close"]
            + headers
        send(lines.joined(separator: "\r\n") + "\r\n\r\n")
    }

    /// Sends a whole response.
    package func reply(
        status: Int = 200, contentType: String = "application/json", headers: [String] = [],
        _ body: String
    ) {
        let length = "Content-Length: \(body.utf8.count)"
        sendHead(status: status, contentType: contentType, headers: headers + [length])
        send(body)
    }

    /// Begins a chunked event stream, which the client sees break if it ends without
    /// ``endChunks()``.
    package func beginStream() {
        sendHead(
            status: 200, contentType: "text/event-stream", headers: ["Transfer-Encoding: chunked"])
    }

    /// Sends one chunk.
    @discardableResult
    package func sendChunk(_ text: String) -> Bool {
        send(String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n")
    }

    /// Sends the chunk that ends a chunked body.
    package func endChunks() { send("0\r\n\r\n") }

    /// Waits until the client closes its side; `false` after the time, which is for tests that
    /// would otherwise never end.
    package func waitForClose(_ time: Duration = .seconds(300)) -> Bool {
        var descriptor = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        let milliseconds = time.components.seconds * 1000
        guard poll(&descriptor, 1, Int32(milliseconds)) > 0 else { return false }
        var byte: UInt8 = 0
        return recv(connection, &byte, 1, 0) <= 0
    }

    /// Breaks the connection, so that the client sees a reset.
    package func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            connection, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        isOpen.withLock { isOpen in
            // A shutdown would end the connection in good order.
            if isOpen { Platform.close(connection) }
            isOpen = false
        }
    }

    /// Ends the connection; does nothing the second time.
    package func close() {
        isOpen.withLock { isOpen in
            guard isOpen else { return }
            isOpen = false
            // A program started in the same instant may hold the connection too.
            shutdown(connection, Int32(SHUT_RDWR))
            Platform.close(connection)
        }
    }
}
