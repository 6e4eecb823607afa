import Files
import Foundation
import Platform
import TestSupport
import Testing

@testable import Inference

/// The trace has what went to and fro, on whole lines, and no secret.
@Suite struct TraceTests {
    private func contents(_ path: String) -> [String] {
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func aRequestAndItsResponseAreLinesWithoutTheKey() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/trace-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let trace = try #require(Trace(path: path))
        let transport = TracedTransport(transport: EchoingTransport(), trace: trace)
        let address = try ServerAddress("http://127.0.0.1:9")
        let response = try await transport.fetch(
            HTTPRequest(
                address, "/completion", body: Array("{\"prompt\":\"a\nb\u{1B}[1m sk-12345\"}".utf8),
                apiKey: APIKey("sk-12345")))
        #expect(String(decoding: response.body, as: UTF8.self) == "key sk-12345")
        let lines = contents(path)
        #expect(
            lines.map { $0.split(separator: " ")[1] } == ["request", "response", "received", "end"])
        #expect(
            lines[0].hasSuffix(
                #"1 POST http://127.0.0.1:9/completion {"prompt":"a\nb\x1b[1m (hidden)"}"#))
        #expect(lines[1].hasSuffix("1 200 text/plain"))
        #expect(lines[2].hasSuffix("1 key (hidden)") && lines[3].hasSuffix("1 whole"))
        #expect(!lines.joined().contains("sk-12345"))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func aLongTextIsCutAndItsLengthSaid() {
        let long = Array(repeating: UInt8(ascii: "x"), count: 10_000)
        let words = Trace.words(long, without: nil)
        #expect(words.hasSuffix(" … (10000 bytes)") && words.count < 5000)
    }
}

/// Answers everything with the key that it was given.
private struct EchoingTransport: CompletionTransport {
    func send(
        _ request: HTTPRequest, to receiver: any ResponseReceiver
    ) -> @Sendable () -> Void {
        receiver.begin(ResponseHead(status: 200, contentType: "text/plain"))
        _ = Array("key \(request.apiKey?.value ?? "")".utf8).withUnsafeBytes {
            receiver.receive($0)
        }
        receiver.finish(nil)
        return {}
    }
}
