import Platform
import Synchronization

/// Stands in front of a server and spoils a share of the `/completion` requests.
///
/// Which request meets which fault is drawn from a seed; since requests arrive in no fixed order,
/// the faults of a run are not reproducible one by one, their number is nearly so.
package final class FaultProxy: Sendable {
    /// What can happen to a request.
    package enum Fault: CaseIterable, Sendable {
        /// Taken and never answered: not even a header comes back.
        case forgotten
        /// Reset before any reply.
        case reset
        /// 503 with Retry-After: 0.
        case unavailable
        /// 503 without Retry-After.
        case unavailableWithoutTime
        /// 429 without Retry-After.
        case tooMany
        /// 429 with Retry-After: 0.
        case tooManyWithTime
        /// A gateway's web page.
        case badGateway
        /// Reset in mid-stream.
        case resetInStream
        /// Closed in mid-stream, as if the stream were over.
        case closedInStream
        /// An error event in mid-stream.
        case errorInStream
        /// An event of two megabytes, then the end of the stream.
        case hugeEvent
        /// Bytes that are no UTF-8 where an event should be.
        case garbage
        /// The end of a completion that was not asked for.
        case unknownIndex
        /// Headers, and then nothing.
        case silence
        /// Keep-alive comments and nothing else.
        case pingsOnly

        /// Those that a client notices at once, not after a time limit.
        package static let quick = allCases.filter {
            $0 != .silence && $0 != .pingsOnly && $0 != .forgotten
        }
    }

    private let server: FakeServer
    private let work: Work

    /// Where clients connect.
    package var address: String { server.address }
    /// How often each fault has happened.
    package var faultCounts: [Fault: Int] { work.state.withLock { $0.counts } }
    /// What was asked for so far, without the host.
    package var paths: [String] { server.requests.map(\.path) }
    /// `/completion` requests so far.
    package var requestCount: Int { work.state.withLock { $0.requestCount } }

    /// A proxy in front of `server`, an address as ``RealServer`` gives it.
    package init(
        server address: String, share: Double, seed: UInt64 = 1, faults: [Fault] = Fault.quick
    ) throws {
        guard let port = address.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw TestFailure("\(address) has no port")
        }
        let work = Work(seed: seed, share: share, faults: faults, port: port)
        self.work = work
        server = try FakeServer { exchange in work.serve(exchange) }
    }

    /// Stands in front of another server from now on; streams under way go on.
    package func redirect(to other: String) throws {
        guard let port = other.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw TestFailure("\(other) has no port")
        }
        work.state.withLock { $0.port = port }
    }

    /// Takes no more connections.
    package func stop() { server.stop() }

    /// What the connections share.
    private final class Work: Sendable {
        struct State {
            var random: UInt64
            var port: UInt16
            var counts: [Fault: Int] = [:]
            var requestCount = 0
        }

        let state: Mutex<State>
        private let share: Double
        private let faults: [Fault]

        init(seed: UInt64, share: Double, faults: [Fault], port: UInt16) {
            state = Mutex(State(random: seed, port: port))
            self.share = share
            self.faults = faults
        }

        func serve(_ exchange: Exchange) {
            let (fault, cut) = exchange.request.path == "/completion" ? nextFault() : (nil, 0)
            switch fault {
            case .forgotten: _ = exchange.waitForClose()
            case .reset: exchange.reset()
            case .unavailable: exchange.reply(status: 503, headers: ["Retry-After: 0"], "{}")
            case .unavailableWithoutTime: exchange.reply(status: 503, "{}")
            case .tooMany: exchange.reply(status: 429, "{}")
            case .tooManyWithTime: exchange.reply(status: 429, headers: ["Retry-After: 0"], "{}")
            case .badGateway:
                exchange.reply(status: 502, contentType: "text/html", "<h1>Bad Gateway</h1>")
            case .resetInStream:
                forward(exchange, upTo: cut)
                exchange.reset()
            case .closedInStream: forward(exchange, upTo: cut)
            case .errorInStream:
                forward(exchange, upTo: cut, wholeEvents: true)
                exchange.sendChunk(
                    "data: {\"error\":{\"code\":500,\"message\":\"fault\",\"type\":\"server_error\"}}\n\n"
                )
                exchange.endChunks()
            case .hugeEvent:
                exchange.beginStream()
                let text = String(repeating: "x", count: 2_000_000)
                exchange.sendChunk(
                    "data: {\"index\":0,\"content\":\"\(text)\",\"stop\":false}\n\n")
                exchange.endChunks()
            case .garbage:
                exchange.beginStream()
                exchange.send("8\r\n".utf8 + [0x64, 0x61, 0x74, 0x61, 0x3A, 0xFF, 0xC0, 0x80])
                exchange.send("\r\n")
                exchange.sendChunk("\n\n")
                exchange.endChunks()
            case .unknownIndex:
                exchange.beginStream()
                let end =
                    "data: {\"index\":7777,\"content\":\"\",\"stop\":true,\"stop_type\":\"eos\"}\n\n"
                exchange.sendChunk(end + end)
                exchange.endChunks()
            case .silence:
                exchange.beginStream()
                _ = exchange.waitForClose()
            case .pingsOnly:
                exchange.beginStream()
                while exchange.sendChunk(":\n\n"), !exchange.waitForClose(.seconds(0)) {
                    usleep(20_000)
                }
            case nil: forward(exchange, upTo: .max)
            }
        }

        /// The fault, if any, and after how many bytes it cuts a stream.
        private func nextFault() -> (Fault?, Int) {
            state.withLock { state in
                state.requestCount += 1
                // Knuth's generator; its upper bits are good enough to pick faults with.
                state.random =
                    state.random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let draw = Double(state.random >> 33) / Double(1 << 31)
                guard draw < share else { return (nil, 0) }
                let fault = faults[Int(draw / share * Double(faults.count))]
                state.counts[fault, default: 0] += 1
                return (fault, [600, 6_000, 24_000][Int(state.random >> 31) % 3])
            }
        }

        /// Passes the request on and the reply back, up to a number of bytes.
        private func forward(_ exchange: Exchange, upTo limit: Int, wholeEvents: Bool = false) {
            guard let upstream = connect() else { return exchange.reset() }
            defer { close(upstream) }
            // One request a connection, so that the reply ends where the connection does.
            var request = Array(exchange.request.head.utf8.dropLast(2))
            request += Array("Connection: close\r\n\r\n".utf8) + exchange.request.body
            while !request.isEmpty {
                let count = Platform.send(upstream, request, request.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return exchange.reset() }
                request.removeFirst(count)
            }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            if limit == .max {
                while case let count = recv(upstream, &buffer, buffer.count, 0), count > 0 {
                    guard exchange.send(buffer[..<count]) else { return }
                }
                return
            }
            var reply: [UInt8] = []
            while reply.count < limit {
                let count = recv(upstream, &buffer, min(buffer.count, limit - reply.count), 0)
                guard count > 0 else { break }
                reply += buffer[..<count]
            }
            // llama.cpp sends each event as one chunk, which ends like this.
            let end = Array("\n\n\r\n".utf8)
            while wholeEvents, !reply.isEmpty, !reply.suffix(end.count).elementsEqual(end) {
                reply.removeLast()
            }
            exchange.send(reply)
        }

        private func connect() -> Int32? {
            let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            address.sin_port = state.withLock(\.port).bigEndian
            let status = withUnsafeBytes(of: &address) { bytes in
                Platform.connect(
                    connection, bytes.bindMemory(to: sockaddr.self).baseAddress,
                    socklen_t(bytes.count))
            }
            if status == 0 { return connection }
            close(connection)
            return nil
        }
    }
}
