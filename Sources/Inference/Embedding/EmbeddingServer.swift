import Files
import Platform

/// A server that gives texts as vectors, through `/v1/embeddings` (llama.cpp, vLLM, OpenAI).
package struct EmbeddingServer: Sendable {
    private let link: ServerLink
    /// How long a batch may take, in seconds.
    private let seconds: Int

    /// Where the server is.
    package var address: String { link.address.description }

    /// A server at an address; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - model: the model's name, where the server has several.
    ///   - seconds: how long a batch may take.
    package init(
        _ address: ServerAddress, apiKey: APIKey? = nil, model: String? = nil, seconds: Int = 120
    ) {
        link = ServerLink(
            address: address, apiKey: apiKey, transport: TracedTransport.standard, model: model)
        self.seconds = seconds
    }

    /// The name of the model.
    package func modelName() async throws(InferenceError) -> String {
        if let model = link.model { return model }
        return try await link.models().first?.id ?? address
    }

    /// The vectors of texts, each of length 1, so that a dot product is the cosine.
    ///
    /// - Parameter texts: not empty, neither the list nor any of them.
    /// - Throws: ``InferenceError``; among them ``InferenceError/promptTooLong(tokens:context:)`` where
    ///   some text is too long, which is not said of which, and ``InferenceError/malformed(_:)`` for a
    ///   reply without one usable vector for each text.
    package func embeddings(of texts: [String]) async throws(InferenceError) -> [[Float]] {
        var body = JSONWriter()
        if let model = link.model { body.member("model", model) }
        body.member("input", texts)
        body.member("encoding_format", "float")
        let reply: [UInt8]
        do throws(InferenceError) {
            reply = try await link.ask("/v1/embeddings", body: body.finished(), seconds: seconds)
        } catch {
            // llama.cpp says this of a text that does not fit into its batch.
            if case .serverError(_, let message) = error,
                message.contains("too large to process")
            {
                throw .promptTooLong(tokens: nil, context: nil)
            }
            if case .notACompletionServer(_, let found) = error {
                throw .unsupported(
                    "it gives no embeddings, \(found); llama-server needs --embeddings")
            }
            throw error
        }
        return try Self.vectors(in: reply, count: texts.count)
    }

    /// Longer vectors are no embeddings.
    private static let longest = 65_536

    private static func vectors(
        in reply: [UInt8], count: Int
    ) throws(InferenceError) -> [[Float]] {
        var vectors = [[Float]?](repeating: nil, count: count)
        var fault: String?
        do throws(JSONError) {
            let isObject = try reply.readJSON { reader throws(JSONError) in
                try reader.members { reader, key throws(JSONError) in
                    guard case "data" = key else { return try reader.skip() }
                    var place = 0
                    try reader.elements { reader throws(JSONError) in
                        let (vector, index) = try entry(&reader)
                        let position = index ?? place
                        place += 1
                        guard vectors.indices.contains(position), vectors[position] == nil else {
                            fault = "it has other vectors than one for each text"
                            return
                        }
                        vectors[position] = vector
                    }
                }
            }
            if !isObject { fault = "its reply is no object" }
        } catch {
            throw .malformed("/v1/embeddings gives no JSON (\(error))")
        }
        if let fault { throw .malformed("/v1/embeddings: \(fault)") }
        var unit: [[Float]] = []
        for vector in vectors {
            guard let vector else {
                throw .malformed("/v1/embeddings gives \(unit.count) vectors for \(count) texts")
            }
            unit.append(try normalised(vector, like: unit.first))
        }
        return unit
    }

    /// One element of `data`.
    private static func entry(
        _ reader: inout JSONReader
    ) throws(JSONError) -> (vector: [Float], index: Int?) {
        var vector: [Float] = []
        var index: Int?
        try reader.members { reader, key throws(JSONError) in
            switch key {
            case "index": index = try reader.smallIntegerOrNil()
            case "embedding":
                try reader.elements { reader throws(JSONError) in
                    // What is no number makes the vector unusable, and is said so below.
                    let number = try reader.doubleOrNil() ?? .nan
                    if vector.count <= longest { vector.append(Float(number)) }
                }
            default: try reader.skip()
            }
        }
        return (vector, index)
    }

    private static func normalised(
        _ vector: [Float], like first: [Float]?
    ) throws(InferenceError) -> [Float] {
        guard (1...longest).contains(vector.count) else {
            throw .malformed("/v1/embeddings gives a vector of \(vector.count) numbers")
        }
        if let first, first.count != vector.count {
            throw .malformed(
                "/v1/embeddings gives vectors of \(first.count) and of \(vector.count) numbers")
        }
        let square = vector.reduce(0.0) { $0 + Double($1) * Double($1) }
        guard square.isFinite, square > 0 else {
            throw .malformed("/v1/embeddings gives a vector that has no direction")
        }
        let length = square.squareRoot()
        return vector.map { Float(Double($0) / length) }
    }
}
