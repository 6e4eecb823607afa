import Platform
import Synchronization
import TestSupport
import Testing

@testable import Inference

/// The transport and the server type against a server that does what a test says.
@Suite struct TransportTests {
    private func start(
        _ handler: @escaping @Sendable (Exchange) -> Void, key: String? = nil
    ) throws -> (LlamaServer, FakeServer) {
        let fake = try FakeServer(handler)
        let server = LlamaServer(
            try ServerAddress(fake.address), apiKey: key.flatMap { APIKey($0) })
        return (server, fake)
    }

    private func ask(count: Int = 1, limits: TimeLimits = TimeLimits()) -> CompletionRequest {
        CompletionRequest(
            prompt: "x", decoding: .pure(maxTokens: 8), seed: 10, count: count, limits: limits)
    }

    private static let stop =
        #"data: {"index":0,"content":"","stop":true,"stop_type":"eos","tokens_predicted":1}"#
        + "\n\n"

    @Test func asksForExactlyWhatTheDecodingSays() async throws {
        let (server, fake) = try start(
            {
                $0.beginStream()
                $0.sendChunk(TransportTests.stop)
                $0.endChunks()
            }, key: "secret")
        let outcome = await collect(server.complete(ask()))
        #expect(outcome.error == nil)
        let request = try #require(fake.requests.first)
        #expect(request.method == "POST" && request.path == "/completion")
        #expect(request.head.contains("Connection: close\r\n"))
        #expect(request.head.contains("Authorization: Bearer secret\r\n"))
        #expect(!request.head.contains("Expect:"))
        #expect(
            request.bodyText == """
                {"prompt":"x","stream":true,"seed":10,"n_probs":0,"post_sampling_probs":false,\
                "cache_prompt":true,"samplers":["temperature"],"adaptive_decay":0.9,\
                "adaptive_target":-1,"dry_allowed_length":2,"dry_base":1.75,"dry_multiplier":0,\
                "dry_penalty_last_n":64,"dynatemp_exponent":1,"dynatemp_range":0,\
                "frequency_penalty":0,"min_keep":0,"min_p":0,"mirostat":0,"mirostat_eta":0.1,\
                "mirostat_tau":5,"n_predict":8,"presence_penalty":0,"repeat_last_n":64,\
                "repeat_penalty":1,"temperature":1,"top_k":0,"top_n_sigma":-1,"top_p":1,\
                "typical_p":1,"xtc_probability":0,"xtc_threshold":0.1,"stop":[],\
                "ignore_eos":false,"logit_bias":[]}
                """)
    }

    @Test func reportsARefusedConnection() async throws {
        let address = try FakeServer.unusedAddress()
        let server = LlamaServer(try ServerAddress(address))
        let outcome = await collect(server.complete(ask()))
        #expect(
            outcome.error
                == .unreachable(address: address + "/completion", reason: "connection refused"))
        await #expect(throws: InferenceError.self) { try await server.facts() }
    }

    @Test func reportsAResetBeforeAndInMidStream() async throws {
        let (before, _) = try start { $0.reset() }
        guard case .connectionLost = await collect(before.complete(ask())).error else {
            Issue.record("a reset before the headers is a lost connection")
            return
        }
        let (middle, _) = try start {
            $0.beginStream()
            $0.sendChunk(TransportTests.stop)
            $0.sendChunk(#"data: {"index":1,"content":"a","#)
            _ = $0.waitForClose(.milliseconds(0))
            $0.reset()
        }
        let outcome = await collect(middle.complete(ask(count: 2)))
        #expect(outcome.error == .streamEndedEarly(received: 1, of: 2))
    }

    @Test func reportsAStreamThatEndsWithoutItsLastEvent() async throws {
        let (server, _) = try start {
            $0.beginStream()
            $0.sendChunk(#"data: {"index":0,"content":"a","tokens":[1],"stop":false}"# + "\n\n")
            $0.endChunks()
        }
        let outcome = await collect(server.complete(ask()))
        #expect(outcome.error == .streamEndedEarly(received: 0, of: 1))
    }

    @Test(arguments: [429, 502, 503, 504])
    func reportsOverloadWithTheTimeToWait(status: Int) async throws {
        let (told, _) = try start {
            $0.reply(status: status, headers: ["Retry-After: 7"], "busy")
        }
        let outcome = await collect(told.complete(ask()))
        #expect(outcome.error == .overloaded(status: status, retryAfter: .seconds(7)))
        #expect(outcome.error?.isRetryable == true)
    }

    /// One header of 50 MB, and 100,000 headers.
    @Test(arguments: [(1, 50 << 20), (100_000, 20)])
    func aHeadWithoutAnEndIsSaidToBeTooLarge(count: Int, length: Int) async throws {
        let (server, fake) = try start { exchange in
            let value = String(repeating: "x", count: length)
            exchange.reply(
                headers: (0..<count).map { "X-\($0): \(value)" }, #"{"status":"ok"}"#)
        }
        let error = await collect(server.complete(ask())).error
        #expect(
            error
                == .notACompletionServer(
                    address: fake.address + "/completion",
                    found: "the head of its answer is too large or broken"))
    }

    @Test func keepsTheServersOwnWordsOfAFailure() async throws {
        let (server, _) = try start {
            $0.reply(status: 500, #"{"error":{"code":500,"message":"no memory","type":"x"}}"#)
        }
        #expect(
            await collect(server.complete(ask())).error
                == .serverError(status: 500, message: "no memory"))
    }

    @Test func tellsAWebPageFromALlamaServer() async throws {
        let (server, fake) = try start {
            $0.reply(contentType: "text/html; charset=utf-8", "<html>Welcome</html>")
        }
        #expect(
            await collect(server.complete(ask())).error
                == .notACompletionServer(
                    address: fake.address, found: "it answers /completion with a web page"))
        await #expect(
            throws: InferenceError.notACompletionServer(
                address: fake.address, found: "it answers /props with a web page")
        ) { try await server.facts() }
        let (other, otherFake) = try start { $0.reply("{\"object\":\"list\"}") }
        await #expect(
            throws: InferenceError.notACompletionServer(
                address: otherFake.address,
                found: "its /props names no default_generation_settings")
        ) { try await other.facts() }
        let (silent, _) = try start { $0.send("SSH-2.0-OpenSSH_9.2\r\n") }
        guard case .notACompletionServer = await collect(silent.complete(ask())).error
        else {
            Issue.record("a server that speaks no HTTP is no llama.cpp server")
            return
        }
    }

    @Test func givesUpOnSilenceAndDoesNotTakePingsForLife() async throws {
        var limits = TimeLimits()
        limits.inactivity = .milliseconds(300)
        let (pinging, _) = try start {
            $0.beginStream()
            $0.sendChunk(#"data: {"index":0,"content":"a","tokens":[1],"stop":false}"# + "\n\n")
            while $0.sendChunk(":\n\n") {
                if $0.waitForClose(.milliseconds(0)) { break }
            }
        }
        #expect(
            await collect(pinging.complete(ask(limits: limits))).error
                == .timedOut(.inactivity, after: .milliseconds(300)))
        let (silent, _) = try start {
            $0.beginStream()
            $0.sendChunk(":\n\n")
            _ = $0.waitForClose()
        }
        #expect(
            await collect(silent.complete(ask(limits: limits))).error
                == .timedOut(.inactivity, after: .milliseconds(300)))
    }

    @Test func waitsForTheFirstByteAsLongAsItTakesUnlessTold() async throws {
        let (server, _) = try start { exchange in
            // Longer than the inactivity limit: the request waits for a slot.
            guard !exchange.waitForClose(.seconds(1)) else { return }
            exchange.beginStream()
            exchange.sendChunk(TransportTests.stop)
            exchange.endChunks()
        }
        var limits = TimeLimits()
        limits.inactivity = .milliseconds(100)
        #expect(await collect(server.complete(ask(limits: limits))).error == nil)
        limits.firstByte = .milliseconds(200)
        #expect(
            await collect(server.complete(ask(limits: limits))).error
                == .timedOut(.firstByte, after: .milliseconds(200)))
        limits.firstByte = nil
        limits.total = .milliseconds(200)
        #expect(
            await collect(server.complete(ask(limits: limits))).error
                == .timedOut(.total, after: .milliseconds(200)))
    }

    /// A machine that has much to do lets the transport's thread wait: what has come meanwhile was in time.
    @Test func whatHasComeIsReadBeforeALimitCounts() async throws {
        final class Blocking: ResponseReceiver {
            func begin(_ head: ResponseHead) {}
            func receive(_ bytes: UnsafeRawBufferPointer) -> Reception {
                usleep(600_000)
                return .progress
            }
            func finish(_ error: InferenceError?) {}
        }
        let fake = try FakeServer { exchange in
            usleep(exchange.request.path == "/late" ? 250_000 : 100_000)
            exchange.reply(status: 200, "{}")
        }
        let address = try ServerAddress(fake.address)
        // Whichever of the two libcurl looks at first.
        for isFirst in [true, false] {
            let transport = CurlTransport()
            @Sendable func block() {
                _ = transport.send(HTTPRequest(address, "/block"), to: Blocking())
            }
            if !isFirst { block() }
            async let late = transport.fetch(
                HTTPRequest(
                    address, "/late", limits: TimeLimits(firstByte: .milliseconds(400))))
            if isFirst {
                try await Task.sleep(for: .milliseconds(20))
                block()
            }
            #expect(try await late.head.status == 200)
        }
    }

    @Test func theTimeForAnAnswerBeginsWithItsFirstByte() async throws {
        let (server, _) = try start { exchange in
            // Longer than the limit: the request waits for a slot.
            guard !exchange.waitForClose(.seconds(1)) else { return }
            exchange.beginStream()
            let piece = #"data: {"index":0,"content":"a","tokens":[1],"stop":false}"# + "\n\n"
            while exchange.sendChunk(piece), !exchange.waitForClose(.zero) { usleep(20_000) }
        }
        let limits = TimeLimits(answer: .milliseconds(300))
        let started = ContinuousClock.now
        #expect(
            await collect(server.complete(ask(limits: limits))).error
                == .timedOut(.answer, after: .milliseconds(300)))
        #expect(ContinuousClock.now - started >= .milliseconds(1_300))
    }

    @Test func closesTheConnectionWhenTheTaskIsCancelled() async throws {
        let closed = AsyncStream<Bool>.makeStream()
        let started = AsyncStream<Void>.makeStream()
        let (server, _) = try start { exchange in
            exchange.beginStream()
            exchange.sendChunk(
                #"data: {"index":0,"content":"a","tokens":[1],"stop":false}"# + "\n\n")
            started.continuation.yield()
            closed.continuation.yield(exchange.waitForClose())
        }
        let request = ask()
        let task = Task { await collect(server.complete(request)) }
        for await _ in started.stream { break }
        task.cancel()
        let outcome = await task.value
        #expect(outcome == Replay.Outcome())
        for await wasClosed in closed.stream {
            #expect(wasClosed)
            break
        }
    }

    @Test func closesTheConnectionWhenTheStreamIsDropped() async throws {
        let closed = AsyncStream<Bool>.makeStream()
        let (server, _) = try start { exchange in
            exchange.beginStream()
            exchange.sendChunk(TransportTests.stop)
            closed.continuation.yield(exchange.waitForClose())
        }
        for try await completion in server.complete(ask(count: 2)) {
            #expect(completion.index == 0)
            break
        }
        for await wasClosed in closed.stream {
            #expect(wasClosed)
            break
        }
    }

    @Test func closesTheConnectionWheneverTheCancellationComes() async throws {
        let closed = AsyncStream<Bool>.makeStream()
        let (server, fake) = try start { exchange in
            closed.continuation.yield(exchange.waitForClose())
        }
        for number in 0..<200 {
            let request = ask()
            let task = Task { await collect(server.complete(request)) }
            for _ in 0..<number % 10 { await Task.yield() }
            task.cancel()
            #expect(await task.value == Replay.Outcome())
        }
        // At least one must have been sent, or there would be nothing to wait for.
        let request = ask()
        let last = Task { await collect(server.complete(request)) }
        while fake.requests.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        last.cancel()
        #expect(await last.value == Replay.Outcome())
        // Some were cancelled before they were sent; all others must have been closed.
        var left = fake.requests.count
        for await wasClosed in closed.stream {
            #expect(wasClosed)
            left -= 1
            if left == 0 { break }
        }
    }

    @Test func cancelsAShortQuestion() async throws {
        let (server, _) = try start { _ = $0.waitForClose() }
        let task = Task { () -> InferenceError? in
            do throws(InferenceError) {
                _ = try await server.tokenize("x")
                return nil
            } catch {
                return error
            }
        }
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test func waitsForAServerThatIsLoading() async throws {
        let questions = Mutex(0)
        let (server, _) = try start { exchange in
            let number = questions.withLock {
                $0 += 1
                return $0
            }
            if number < 3 {
                exchange.reply(
                    status: 503,
                    #"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#)
            } else {
                exchange.reply(
                    #"{"status":"ok","total_slots":2,"default_generation_settings":{"params":{}}}"#)
            }
        }
        let told = Mutex<[String]>([])
        try await server.waitUntilReady(timeout: .seconds(600)) { text in
            told.withLock { $0.append(text) }
        }
        #expect(told.withLock { $0.count } == 1)
        #expect(questions.withLock { $0 } >= 4)
    }

    @Test func doesNotWaitWhereNothingIsToBeWaitedFor() async throws {
        let (server, _) = try start {
            $0.reply(
                status: 401,
                #"{"error":{"message":"Invalid API Key","type":"authentication_error","code":401}}"#
            )
        }
        await #expect(throws: InferenceError.unauthorized(address: server.address, keyGiven: false))
        {
            try await server.waitUntilReady(timeout: .seconds(60)) { _ in }
        }
    }

    @Test func findsWhatCannotBeAskedBeforeSending() async throws {
        let (server, fake) = try start { $0.reply("{}") }
        var requests = Array(repeating: ask(), count: 4)
        requests[0].prompt = ""
        requests[1].count = 0
        requests[2].seed = .max
        requests[3].decoding.temperature = .nan
        for request in requests {
            guard case .badRequest = await collect(server.complete(request)).error else {
                Issue.record("\(request)")
                continue
            }
        }
        #expect(fake.requests.isEmpty)
    }
}
