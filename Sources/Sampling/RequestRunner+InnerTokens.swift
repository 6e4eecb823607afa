import Evidence
import Inference
import Platform
import Synchronization

/// The tokens of a reply of which some end inside a character.
///
/// llama.cpp gives such a token no record: only its id stands among those of the whole reply. Its
/// probability and its bytes stand in a list, beside another token that is forced in its place.
struct InnerTokens {
    /// The tokens from the first one on, as far as their probabilities are known.
    var records: [TokenRecord] = []
    /// All that was said.
    var bytes: [UInt8] = []
}

extension RequestRunner {
    /// Finds out the tokens of a reply that are not told.
    ///
    /// Where what was drawn is less likely than what is looked for at all (``RestBook/nothing``), an
    /// inner token's probability is not asked for: such an answer stays in the rest.
    ///
    /// - Parameters:
    ///   - isInside: whether the reply goes on inside a character, so that its text is no text and all
    ///     bytes are needed.
    ///   - mass: the probability of what it goes on from.
    /// - Returns: nil where the server tells every token, or no ids.
    func innerTokens(
        of completion: Completion, _ asked: CompletionRequest, isInside: Bool, mass: Double,
        _ block: Block
    ) async throws(InferenceError) -> InnerTokens? {
        let given = completion.tokens ?? []
        guard let ids = completion.tokenIDs, ids.count == completion.tokenCount,
            ids.count > given.count || isInside
        else { return nil }
        var next = given[...]
        var (mass, isKnown) = (mass, true)
        // The part of a character that this reply has begun: the server's rule looks no further back.
        var begun: [UInt8] = []
        var inner = InnerTokens()
        for (place, id) in ids.enumerated() {
            if let record = next.first, record.id == id,
                let own = Self.bytes(of: record, behind: begun), !Self.endsInside(begun + own)
            {
                next.removeFirst()
                inner.bytes += own
                begun = []
                mass *= exp(record.logProbability)
                if isKnown { inner.records.append(TokenRecord(record, bytes: own)) }
                continue
            }
            let before = (asked.promptTokens ?? []) + ids[..<place]
            isKnown = isKnown && mass >= RestBook.nothing
            let record = isKnown ? try await told(id, after: before, asked, block) : nil
            isKnown = record != nil
            if !isKnown, !isInside { return inner }
            guard let piece = try await piece(of: id, after: before, asked, block) else {
                return nil
            }
            inner.bytes += piece
            begun = Self.endsInside(begun + piece) ? begun + piece : []
            mass *= exp(record?.logProbability ?? -.infinity)
            if let record { inner.records.append(record) }
        }
        // A record that belongs to none of them: this is another server's idea of what is told.
        return next.isEmpty ? inner : nil
    }

    /// A token's own bytes: its record has the text of the whole character that it ends.
    private static func bytes(of record: TokenRecord, behind begun: [UInt8]) -> [UInt8]? {
        if let own = record.alternatives.first(where: { $0.id == record.id }) {
            return own.bytes ?? Array(own.text.utf8)
        }
        let all = record.bytes ?? Array(record.text.utf8)
        return all.starts(with: begun) ? Array(all.dropFirst(begun.count)) : nil
    }

    /// A token with its probability under the run's decoding and what else could have come.
    ///
    /// - Returns: nil under decodings that cut tokens off, and where the server does not tell.
    private func told(
        _ id: Int, after ids: [Int], _ asked: CompletionRequest, _ block: Block
    ) async throws(InferenceError) -> TokenRecord? {
        guard let rest = plan.rest, !rest.cutsOff else { return nil }
        // At another temperature the whole list alone says what the probabilities add up to.
        for count in rest.isModelsOwn
            ? [rest.alternatives, rest.vocabularySize] : [rest.vocabularySize]
        {
            let isWhole = count == rest.vocabularySize
            guard
                let list = isWhole
                    ? try await wholeList(after: ids, asked, block)
                    : try await likeliest(count, after: ids, asked, block)
            else { return nil }
            guard let own = list.first(where: { $0.id == id }) else { continue }
            return TokenRecord(
                id: id, text: own.text, bytes: own.bytes, logProbability: own.logProbability,
                alternatives: Array(list.prefix(rest.shortList)))
        }
        return nil
    }

    /// The bytes of a token, which a list that has it told before, or the whole one does.
    private func piece(
        of id: Int, after ids: [Int], _ asked: CompletionRequest, _ block: Block
    ) async throws(InferenceError) -> [UInt8]? {
        if let known = shared.pieces.withLock({ $0[id] }) { return known }
        guard let size = plan.rest?.vocabularySize else { return nil }
        _ = try await list(of: size, after: ids, asked, block)
        return shared.pieces.withLock { $0[id] }
    }

    /// All tokens that can come after others, at the run's temperature, their sum made 1.
    private func wholeList(
        after ids: [Int], _ asked: CompletionRequest, _ block: Block
    ) async throws(InferenceError) -> [TokenRecord.Alternative]? {
        guard let size = plan.rest?.vocabularySize,
            var list = try await list(of: size, after: ids, asked, block)?.alternatives
        else { return nil }
        let temperature = plan.decoding.temperature
        let total = list.reduce(0) { $0 + exp($1.logProbability / temperature) }
        for place in list.indices {
            list[place].logProbability = min(
                0, list[place].logProbability / temperature - log(total))
        }
        return list
    }

    /// The likeliest tokens after others, with their probabilities under the model itself.
    ///
    /// Those that are told beside a forced token are from before the samplers, so that each is off by a
    /// share that nothing here tells. Where the letter is only made likely they are told after them: a
    /// bias b leaves the letter p·e^b/Z and each other token q/Z, with Z = 1 + p·(e^b − 1).
    private func likeliest(
        _ count: Int, after ids: [Int], _ asked: CompletionRequest, _ block: Block
    ) async throws(InferenceError) -> [TokenRecord.Alternative]? {
        guard let letter = try await letter(block),
            let forced = try await list(of: 1, after: ids, asked, block),
            forced.logProbability > -100
        else { return nil }
        // Its share becomes four fifths at least, so that it is drawn soon, and what it leaves is known
        // to as many digits. Servers compute with the bias in single precision.
        let bias = Double(Float(log(4) - forced.logProbability))
        var request = asked
        request.promptTokens = ids
        request.decoding = Decoding.pure(temperature: 1, maxTokens: 1)
        request.decoding.logitBias = [letter: bias]
        request.probabilities = count
        request.probabilitiesAfterSampling = true
        (request.isStreamed, request.tellsTokens) = (false, false)
        for look in 0..<Self.mostLooks {
            request.seed = asked.seed &+ look
            let completion = try await servers[block.server].firstCompletion(of: request)
            guard var list = completion.tokens?.first?.alternatives,
                let own = list.first(where: { $0.id == letter })
            else { continue }
            let total = -log1p(-exp(own.logProbability) * (1 - exp(-bias)))
            for place in list.indices {
                let change = list[place].id == letter ? total - bias : total
                list[place].logProbability = min(0, list[place].logProbability + change)
            }
            keepPieces(list)
            return list.sorted { $0.logProbability > $1.logProbability }
        }
        return nil
    }

    /// The likeliest tokens after others before the samplers: a letter is forced, since what is
    /// forced is told whole, and the model's own probabilities stay what they are.
    private func list(
        of count: Int, after ids: [Int], _ asked: CompletionRequest, _ block: Block
    ) async throws(InferenceError) -> TokenRecord? {
        guard let letter = try await letter(block) else { return nil }
        var request = asked
        request.promptTokens = ids
        request.decoding = Decoding.pure(temperature: 1, maxTokens: 1)
        request.decoding.logitBias = [letter: 1e4]
        request.probabilities = count
        request.probabilitiesAfterSampling = false
        (request.isStreamed, request.tellsTokens) = (false, false)
        let record = try await servers[block.server].firstCompletion(of: request).tokens?.first
        keepPieces(record?.alternatives ?? [])
        return record
    }

    private func keepPieces(_ list: [TokenRecord.Alternative]) {
        shared.pieces.withLock { pieces in
            for token in list {
                guard let id = token.id, pieces[id] == nil else { continue }
                pieces[id] = token.bytes ?? Array(token.text.utf8)
            }
        }
    }

    /// A token that never ends inside a character.
    private func letter(_ block: Block) async throws(InferenceError) -> Int? {
        if let known = shared.letter.withLock(\.self) { return known }
        let letter = try await servers[block.server].tokenize("a").last
        shared.letter.withLock { $0 = letter }
        return letter
    }

    /// Whether bytes end before the character that they have begun, by llama.cpp's rule: what looks
    /// at up to four bytes from the end for one that announces more than follow.
    static func endsInside(_ bytes: [UInt8]) -> Bool {
        for place in 1...4 where place <= bytes.count {
            let byte = bytes[bytes.count - place]
            if byte & 0xC0 == 0x80 { continue }
            if byte & 0xE0 == 0xC0 { return place < 2 }
            if byte & 0xF0 == 0xE0 { return place < 3 }
            if byte & 0xF8 == 0xF0 { return place < 4 }
            return false
        }
        return false
    }
}

extension TokenRecord {
    /// A record with the bytes that are the token's own.
    fileprivate init(_ record: TokenRecord, bytes: [UInt8]) {
        self = record
        merged = false
        text = String(decoding: bytes, as: UTF8.self)
        self.bytes = text.utf8.elementsEqual(bytes) ? nil : bytes
    }
}

extension Answer.Token {
    /// A token as it was told, without what else could have come.
    init(_ record: TokenRecord) {
        self.init(
            text: record.text, id: record.id, bytes: record.bytes,
            logProbability: record.logProbability)
    }
}
