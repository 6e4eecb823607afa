import Platform

extension MarkovModel {
    /// Writes the model where llama.cpp can load it.
    package func write(to path: String) throws {
        guard let file = fopen(path, "wb") else {
            throw TestFailure("\(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        let bytes = gguf()
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw TestFailure("\(path): \(String(cString: strerror(errno)))")
        }
    }

    /// The model as a GGUF file of version 3, with 32-bit weights.
    ///
    /// The tokenizer is byte-level BPE whose words are user-defined tokens with a plain space in
    /// front, the one form that llama.cpp matches without loss.
    package func gguf() -> [UInt8] {
        let symbols = MarkovModel.byteSymbols
        let tokens = ["<|endoftext|>"] + symbols + words + ["th"]
        let control: Int32 = 3
        let normal: Int32 = 1
        let userDefined: Int32 = 4
        let types =
            [control] + Array(repeating: normal, count: 256)
            + Array(repeating: userDefined, count: words.count) + [normal]
        let dimension = (tokens.count + 31) / 32 * 32
        let head = 32

        var file = GGUFWriter()
        file.text("general.architecture", "llama")
        file.text("general.name", "markov")
        for (key, value) in [
            ("context_length", 4096), ("embedding_length", dimension), ("block_count", 1),
            ("feed_forward_length", head), ("attention.head_count", 1),
            ("attention.key_length", head), ("attention.value_length", head),
            ("rope.dimension_count", head),
        ] { file.number("llama." + key, UInt32(value)) }
        file.number("llama.attention.layer_norm_rms_epsilon", Float(1e-12))
        file.text("tokenizer.ggml.model", "gpt2")
        file.text("tokenizer.ggml.pre", "gpt-2")
        file.texts("tokenizer.ggml.tokens", tokens)
        file.numbers("tokenizer.ggml.token_type", types)
        file.texts("tokenizer.ggml.merges", ["t h"])
        file.number("tokenizer.ggml.bos_token_id", UInt32(MarkovModel.endOfText))
        file.number("tokenizer.ggml.eos_token_id", UInt32(MarkovModel.endOfText))
        file.flag("tokenizer.ggml.add_bos_token", false)
        file.text("tokenizer.chat_template", MarkovModel.chatTemplate)

        var embedding = [Float](repeating: 0, count: tokens.count * dimension)
        for token in tokens.indices { embedding[token * dimension + token] = 1 }
        let zero = { (count: Int) in [Float](repeating: 0, count: count) }
        let one = [Float](repeating: 1, count: dimension)
        file.tensor("token_embd.weight", [dimension, tokens.count], embedding)
        file.tensor("blk.0.attn_norm.weight", [dimension], one)
        for name in ["attn_q", "attn_k", "attn_v", "ffn_gate", "ffn_up"] {
            file.tensor("blk.0.\(name).weight", [dimension, head], zero(dimension * head))
        }
        for name in ["attn_output", "ffn_down"] {
            file.tensor("blk.0.\(name).weight", [head, dimension], zero(dimension * head))
        }
        file.tensor("blk.0.ffn_norm.weight", [dimension], one)
        file.tensor("output_norm.weight", [dimension], one)
        file.tensor("output.weight", [dimension, tokens.count], output(tokens.count, dimension))
        return file.finished()
    }

    /// What the chat template makes of messages: `<user>text<assistant>`.
    package static let chatTemplate = """
        {% for m in messages %}{{ '<' + m['role'] + '>' + m['content'] }}{% endfor %}\
        {% if add_generation_prompt %}{{ '<assistant>' }}{% endif %}
        """

    /// Row `next` holds log P(next | last) / √dim for each `last`; e⁻⁴⁰ stands for 0.
    private func output(_ count: Int, _ dimension: Int) -> [Float] {
        let scale = 1 / Double(dimension).squareRoot()
        var weights = [Float](repeating: Float(-40 * scale), count: count * dimension)
        for last in 0..<count {
            for (next, probability) in row(after: last) where probability > 0 {
                weights[next * dimension + last] = Float(log(probability) * scale)
            }
        }
        return weights
    }

    /// GPT-2's printable stand-in for each byte.
    private static let byteSymbols: [String] = {
        var next: UInt32 = 256
        return (UInt32(0)..<256).map { byte in
            let isPrintable =
                (33...126).contains(byte) || (161...172).contains(byte)
                || (174...255).contains(byte)
            var scalar = byte
            if !isPrintable {
                scalar = next
                next += 1
            }
            return Unicode.Scalar(scalar).map { String(Character($0)) } ?? ""
        }
    }()
}

/// The part of the GGUF format that a small model needs: little-endian, data aligned to 32 bytes.
private struct GGUFWriter {
    private var metadata: [UInt8] = []
    private var metadataCount: UInt64 = 0
    private var directory: [UInt8] = []
    private var tensorCount: UInt64 = 0
    private var data: [UInt8] = []

    mutating func number(_ key: String, _ value: UInt32) { entry(key, 4) { $0.append(value) } }
    mutating func number(_ key: String, _ value: Float) {
        entry(key, 6) { $0.append(value.bitPattern) }
    }
    mutating func flag(_ key: String, _ value: Bool) {
        entry(key, 7) { $0.append(value ? UInt8(1) : 0) }
    }
    mutating func text(_ key: String, _ value: String) { entry(key, 8) { $0.append(value) } }

    mutating func texts(_ key: String, _ values: [String]) {
        entry(key, 9) { bytes in
            bytes.append(UInt32(8))
            bytes.append(UInt64(values.count))
            for value in values { bytes.append(value) }
        }
    }

    mutating func numbers(_ key: String, _ values: [Int32]) {
        entry(key, 9) { bytes in
            bytes.append(UInt32(5))
            bytes.append(UInt64(values.count))
            for value in values { bytes.append(UInt32(bitPattern: value)) }
        }
    }

    /// Dimensions come fastest first.
    mutating func tensor(_ name: String, _ dimensions: [Int], _ values: [Float]) {
        directory.append(name)
        directory.append(UInt32(dimensions.count))
        for dimension in dimensions { directory.append(UInt64(dimension)) }
        directory.append(UInt32(0))
        directory.append(UInt64(data.count))
        tensorCount += 1
        values.withUnsafeBytes { data.append(contentsOf: $0) }
        data.padTo32()
    }

    func finished() -> [UInt8] {
        var file = Array("GGUF".utf8)
        file.append(UInt32(3))
        file.append(tensorCount)
        file.append(metadataCount)
        file += metadata + directory
        file.padTo32()
        return file + data
    }

    private mutating func entry(
        _ key: String, _ type: UInt32, _ value: (inout [UInt8]) -> Void
    ) {
        metadata.append(key)
        metadata.append(type)
        value(&metadata)
        metadataCount += 1
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ value: UInt32) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    fileprivate mutating func append(_ value: UInt64) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    fileprivate mutating func append(_ text: String) {
        append(UInt64(text.utf8.count))
        append(contentsOf: text.utf8)
    }

    fileprivate mutating func padTo32() {
        while !count.isMultiple(of: 32) { append(UInt8(0)) }
    }
}
