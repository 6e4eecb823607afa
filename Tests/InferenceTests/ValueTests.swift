import Testing

@testable import Inference

@Suite struct DecodingTests {
    @Test func hasOneCanonicalTextWhateverTheOrderOfSetting() throws {
        var decoding = Decoding.pure(temperature: 0.7, maxTokens: 64, stop: ["\n", "</s>"])
        #expect(
            decoding.canonicalJSON
                == #"{"kind":{"pure":{}},"maxTokens":64,"stop":["\n","</s>"],"temperature":0.7}"#)
        decoding.kind = .custom
        for token in (0..<50).shuffled() {
            decoding.logitBias[token] = Double(token)
            decoding.forbiddenTokens.insert(token + 100)
        }
        var other = decoding
        other.logitBias = [:]
        other.forbiddenTokens = []
        for token in (0..<50).shuffled() {
            other.logitBias[token] = Double(token)
            other.forbiddenTokens.insert(token + 100)
        }
        #expect(decoding.canonicalJSON == other.canonicalJSON)
        #expect(try Decoding(canonicalJSON: decoding.canonicalJSON) == decoding)
    }

    @Test func readsBackEveryKind() throws {
        let echoed = EchoedSettings(
            numbers: ["temperature": 0.8, "top_k": 40, "xtc_probability": 0.5],
            samplers: ["top_k", "xtc", "temperature"])
        for decoding in [
            Decoding.greedy(maxTokens: 5), .pure(maxTokens: 5),
            .serverDefault(echoed, maxTokens: 5),
            .adaptivePerAnswer(confidence: 0.9, maxTokens: 5),
            .adaptivePerToken(confidence: 0.5, temperature: 0.5, maxTokens: 5),
            Decoding(
                temperature: 1, topK: 5, topP: 0.9, minP: 0.1, typicalP: 0.8, repeatPenalty: 1.1,
                presencePenalty: 0.2, frequencyPenalty: 0.3, maxTokens: -1,
                grammar: "root ::= \"a\"",
                ignoresEndOfText: true),
        ] {
            #expect(try Decoding(canonicalJSON: decoding.canonicalJSON) == decoding)
        }
    }

    @Test func isNamedAsOnTheScreen() {
        #expect(Decoding.greedy(maxTokens: 5).name == "greedy")
        #expect(Decoding.pure(maxTokens: 5).name == "pure T=1")
        #expect(Decoding.pure(temperature: 0.7, maxTokens: 5).name == "pure T=0.7")
        #expect(
            Decoding(temperature: 1, topK: 40, topP: 0.95, maxTokens: 5).name
                == "T=1 top-k 40 top-p 0.95")
        #expect(
            Decoding.adaptivePerAnswer(confidence: 0.9, maxTokens: 5).name == "adaptive c=0.9 T=1")
    }

    @Test func warnsOfEverythingThatCutsTheDistribution() {
        #expect(Decoding.pure(maxTokens: 5).truncationWarnings.isEmpty)
        #expect(Decoding.greedy(maxTokens: 5).truncationWarnings.isEmpty)
        let cut = Decoding(
            temperature: 1, topK: 40, topP: 0.95, minP: 0.05, typicalP: 0.9, maxTokens: 5,
            grammar: "x", forbiddenTokens: [3])
        #expect(cut.truncationWarnings.count == 6)
        #expect(
            cut.truncationWarnings[1]
                == "top-p 0.95: tokens outside the nucleus have probability 0 by construction")
        // A sampler that does not run cuts nothing.
        let idle = Decoding(temperature: 1, topK: 40, maxTokens: 5, samplerOrder: ["temperature"])
        #expect(idle.truncationWarnings.isEmpty)
    }

    @Test func runsOnlySamplersThatDoSomethingAndAlwaysTheTemperature() {
        #expect(Decoding.greedy(maxTokens: 5).samplers == ["temperature"])
        #expect(
            Decoding(temperature: 0, topK: 3, topP: 0.9, repeatPenalty: 1.1, maxTokens: 5).samplers
                == ["penalties", "top_k", "top_p", "temperature"])
    }

    @Test func comparesInSinglePrecisionAndOnlyWhatIsEchoed() {
        var decoding = Decoding(
            temperature: 0.8, topP: 0.95, maxTokens: 5, logitBias: [3: 1.5], forbiddenTokens: [4])
        var echoed = EchoedSettings(
            numbers: ["temperature": 0.800000011920929, "top_p": 0.949999988079071, "unknown": 7],
            logitBias: [3: 1.5, 4: -.infinity, 9: 2])
        #expect(decoding.mismatches(with: echoed).isEmpty)
        #expect(decoding.mismatches(with: EchoedSettings()).isEmpty)
        // What a forbidden token is biased by changes nothing, and is not sent.
        decoding.logitBias[4] = 2
        #expect(decoding.mismatches(with: echoed).isEmpty)
        let body = CompletionRequest(prompt: "x", decoding: decoding, seed: 1).llamaBody()
        #expect(
            String(decoding: body, as: UTF8.self).contains(#""logit_bias":[[3,1.5],[4,false]]"#))
        echoed.logitBias = [3: 1]
        echoed.numbers["n_predict"] = 4
        #expect(
            decoding.mismatches(with: echoed).map(\.description) == [
                "n_predict: asked 5, server used 4",
                "logit_bias of token 3: asked 1.5, server used 1",
                "logit_bias of token 4: asked never, server used none",
            ])
    }
}

@Suite struct AddressTests {
    @Test(arguments: [
        ("localhost:8080", "http://localhost:8080"), ("http://a.b:1/", "http://a.b:1"),
        ("https://host/llama//", "https://host/llama"), ("[::1]:80", "http://[::1]:80"),
    ])
    func readsWhatUsersType(text: String, address: String) throws {
        #expect(try ServerAddress(text).description == address)
    }

    @Test(arguments: ["", "http://", "ftp://x", "a b", "http://:80", "x?y", "é:80", "http://x/#a"])
    func refusesWhatIsNoAddress(text: String) {
        #expect(throws: InferenceError.self) { try ServerAddress(text) }
    }

    @Test func refusesAPasswordWithoutRepeatingIt() throws {
        do {
            _ = try ServerAddress("http://me:hunter2@host:80/x")
            Issue.record("a password in an address would end up in run files")
        } catch {
            #expect(!error.description.contains("hunter2"))
            #expect(error.description.contains("PROBSCOPE_API_KEY"))
        }
    }

    @Test func knowsThisMachine() throws {
        for text in [
            "localhost:1", "127.0.0.1", "http://[::1]:8/", "127.9.9.9:1", "LOCALHOST",
            "127.0.0.1/v1",
        ] {
            #expect(try ServerAddress(text).isLoopback)
        }
        // Names that begin like this machine's, and numbers that some read as octal ones.
        for text in [
            "example.org", "10.0.0.1:127", "http://localhost.example.org", "127.evil.example",
            "127.0.0.1.evil.example:80", "127.0.0", "127.0.0.256", "0127.0.0.1", "127.0.0.01",
            "127.0.0.1\\.evil.example", "127.0.0.+1", "127..0.1", "[::12]:8", "128.0.0.1",
        ] {
            let address = try ServerAddress(text)
            #expect(!address.isLoopback && address.isInTheClear, "\(text)")
            // The proxies of the environment are for such a one.
            #expect(!HTTPRequest(address, "/health").isLoopback, "\(text)")
        }
    }
}

@Suite struct APIKeyTests {
    @Test func isNeverShown() throws {
        let key = try #require(APIKey(" sk-secret\n"))
        #expect(key.value == "sk-secret")
        var dumped = ""
        dump(key, to: &dumped)
        struct Holder { let key: APIKey }
        var held = ""
        dump(Holder(key: key), to: &held)
        let texts = [
            "\(key)", String(reflecting: key), String(describing: [key]), dumped, held,
            "\(Holder(key: key))",
        ]
        for text in texts { #expect(!text.contains("secret"), "\(text)") }
    }

    @Test func refusesWhatWouldBreakAHeader() {
        for text in ["", " \n", "a b", "a\r\nX: y", "é", "a\u{0}b"] {
            #expect(APIKey(text) == nil)
        }
    }
}

@Suite struct ErrorTests {
    @Test func isOneSentenceEach() {
        let errors: [InferenceError] = [
            .unreachable(address: "http://x", reason: "connection refused"),
            .unauthorized(address: "http://x", keyGiven: true),
            .promptTooLong(tokens: 800, context: 512), .promptTooLong(tokens: nil, context: nil),
            .overloaded(status: 503, retryAfter: .seconds(3)),
            .timedOut(.total, after: .seconds(2)),
            .settingsMismatch([SettingMismatch(field: "top_p", asked: "1", echoed: "0.95")]),
        ]
        for error in errors {
            #expect(error.description.last == ".")
            #expect(!error.description.contains("Optional"))
        }
        #expect(
            errors[2].description
                == "The prompt of 800 tokens does not fit into a slot of 512; shorten it or give the "
                + "server more context.")
        #expect(errors[5].description == "Gave up after 2 s (limit: total).")
    }
}

/// What a model is called.
@Suite struct ModelNameTests {
    @Test(arguments: [
        ("my/cool model", "my/cool model"), ("Qwen/Qwen2.5-0.5B", "Qwen/Qwen2.5-0.5B"),
        ("/work/models/authors.gguf", "authors.gguf"), ("./m/authors", "authors"),
        (#"C:\m\a.gguf"#, "a.gguf"), ("org/a.GGUF", "a.GGUF"), ("plain", "plain"), ("/", "/"),
    ])
    func aPathIsCutAndANameIsNot(name: String, shown: String) {
        #expect(ModelName.shown(name) == shown)
    }
}
