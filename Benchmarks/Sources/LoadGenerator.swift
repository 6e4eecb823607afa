import Platform
import TestSupport

/// The least that a client can do: the sampler's requests over bare sockets.
///
/// Replies are read and searched for the ends of completions. No HTTP, no JSON, nothing kept.
struct LoadGenerator {
    let port: UInt16
    let prompts: [String]
    let tokens: Int
    var block = 16
    var connections = 2

    /// Asks for completions, `connections` requests at a time, until all have ended.
    func run(completions: Int, seed: UInt32) throws {
        var next = 0
        var finished = 0
        var open: [Connection] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while finished < completions {
            while open.count < connections, next * block < completions {
                let request = request(
                    prompt: prompts[next % prompts.count], seed: seed + UInt32(next * block))
                open.append(try Connection(port: port, request: request))
                next += 1
            }
            guard !open.isEmpty else { throw TestFailure("\(finished) of \(completions) ended") }
            var waits = open.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
            poll(&waits, nfds_t(waits.count), -1)
            for position in open.indices.reversed() where waits[position].revents != 0 {
                finished += open[position].read(&buffer)
                if open[position].isClosed { open.remove(at: position).close() }
            }
        }
        for connection in open { connection.close() }
    }

    /// The request that the sampler would send.
    private func request(prompt: String, seed: UInt32) -> String {
        let body = """
            {"prompt":"\(prompt)","stream":true,"n_cmpl":\(block),"seed":\(seed),"n_probs":0,\
            "post_sampling_probs":false,"cache_prompt":true,"samplers":["temperature"],\
            "adaptive_decay":0.9,"adaptive_target":-1,"dry_allowed_length":2,"dry_base":1.75,\
            "dry_multiplier":0,"dry_penalty_last_n":64,"dynatemp_exponent":1,"dynatemp_range":0,\
            "frequency_penalty":0,"min_keep":0,"min_p":0,"mirostat":0,"mirostat_eta":0.1,\
            "mirostat_tau":5,"n_predict":\(tokens),"presence_penalty":0,"repeat_last_n":64,\
            "repeat_penalty":1,"temperature":1,"top_k":0,"top_n_sigma":-1,"top_p":1,\
            "typical_p":1,"xtc_probability":0,"xtc_threshold":0.1,"stop":[],"ignore_eos":false,\
            "logit_bias":[]}
            """
        return """
            POST /completion HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nAccept: */*\r
            Content-Type: application/json\r\nConnection: close\r
            Content-Length: \(body.utf8.count)\r\n\r\n\(body)
            """
    }
}

/// One request under way.
private struct Connection {
    let socket: Int32
    private(set) var isClosed = false
    /// How much of the mark the last piece ended with.
    private var matched = 0

    private static let mark = Array("\"stop\":true".utf8)

    init(port: UInt16, request: String) throws {
        socket = Platform.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        let bytes = Array(request.utf8)
        guard status == 0, send(socket, bytes, bytes.count, 0) == bytes.count else {
            throw TestFailure("no connection to port \(port): \(String(cString: strerror(errno)))")
        }
    }

    /// Reads what has come and returns how many completions ended in it.
    mutating func read(_ buffer: inout [UInt8]) -> Int {
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else {
            isClosed = true
            return 0
        }
        var ends = 0
        for byte in buffer[..<count] {
            // The mark's first byte occurs again only at its sixth, which no partial match needs.
            if byte == Self.mark[matched] {
                matched += 1
                if matched == Self.mark.count {
                    ends += 1
                    matched = 0
                }
            } else {
                matched = byte == Self.mark[0] ? 1 : 0
            }
        }
        return ends
    }

    func close() { Platform.close(socket) }
}
