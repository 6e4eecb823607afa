import TestSupport
import Testing

@testable import Inference

/// Adapters make another model of the same file; the names that a server gives it do not say so.
@Suite struct AdapterTests {
    private func facts(adapters: String?, alias: String = "m") async throws -> ServerFacts {
        let fake = try FakeServer { exchange in
            switch exchange.request.path {
            case "/health": exchange.reply(#"{"status":"ok"}"#)
            case "/v1/models": exchange.reply(#"{"data":[{"id":"m"}]}"#)
            case "/props":
                exchange.reply(
                    #"{"model_path":"/m/c.gguf","model_alias":"\#(alias)","total_slots":3,"#
                        + #""default_generation_settings":{"n_ctx":512,"params":{}}}"#)
            case "/lora-adapters" where adapters != nil: exchange.reply(adapters ?? "")
            default: exchange.reply(status: 404, "{}")
            }
        }
        defer { fake.stop() }
        return try await LlamaServer(try ServerAddress(fake.address)).facts()
    }

    @Test func anAdapterIsPartOfTheModelsFingerprint() async throws {
        let plain = try await facts(adapters: nil).fingerprint
        #expect(try await facts(adapters: "[]").fingerprint == plain)
        // One that is loaded and not applied changes nothing.
        #expect(
            try await facts(adapters: #"[{"id":0,"path":"/l/a.gguf","scale":0.0}]"#).fingerprint
                == plain)
        var seen: Set<String> = [plain]
        for adapters in [
            #"[{"id":0,"path":"/l/a.gguf","scale":1.0}]"#,
            #"[{"id":0,"path":"/l/a.gguf","scale":0.5}]"#,
            #"[{"id":0,"path":"/l/b.gguf","scale":1.0}]"#,
            #"[{"id":0,"path":"/l/a.gguf","scale":1.0},{"id":1,"path":"/l/b.gguf","scale":1.0}]"#,
        ] {
            #expect(seen.insert(try await facts(adapters: adapters).fingerprint).inserted)
        }
    }

    @Test func aContextOfZeroIsNotKnown() async throws {
        let fake = try FakeServer { exchange in
            switch exchange.request.path {
            case "/health": exchange.reply(#"{"status":"ok"}"#)
            case "/props":
                exchange.reply(
                    #"{"total_slots":3,"default_generation_settings":{"n_ctx":0,"params":{}}}"#)
            default: exchange.reply(status: 404, "{}")
            }
        }
        defer { fake.stop() }
        let facts = try await LlamaServer(try ServerAddress(fake.address)).facts()
        #expect(facts.contextPerSlot == nil)
    }
}
