import Files

/// Reads `/completion`'s events: one for each token, and one with `stop` for each completion.
final class LlamaEventReader: EventReader {
    let path = "/completion"
    private let request: CompletionRequest
    private let address: String
    private let memory: EchoMemory
    private let limits: AnswerLimits
    private var children: [Child]
    private var finishedCount = 0
    /// The settings, without their seed, that were found to be what was asked.
    private var verified: EchoedSettings?

    /// One completion under way.
    private struct Child {
        var text: [UInt8] = []
        var tokens: [TokenRecord] = []
        /// The bytes of these.
        var listed = 0
        var tokenCount = 0
        /// Events about a token; never more than there are tokens.
        var events = 0
        /// The tokens that events named; nil where one named none.
        var named: Int? = 0
        var heldBack = HeldBackTokens()
        var hasEvents = false
        var hasContent = false
        var isFinished = false

        mutating func add(
            _ event: LlamaTokenEvent, _ limits: AnswerLimits
        ) throws(InferenceError) {
            hasEvents = true
            hasContent = true
            text.append(contentsOf: event.content)
            tokenCount = event.tokensPredicted
            named = named.map { $0 + 1 }
            heldBack.add(event.token, hasText: !event.content.isEmpty)
            try countEvent(limits)
        }

        /// Whether events are missing of those that each token has, but for tokens inside a character: these
        /// stand behind each other, and the last of them gives the character.
        ///
        /// - Parameters:
        ///   - count: how many tokens the server counted in all.
        ///   - stop: how the answer ended; what ends it has an event, too, unless a character is open.
        func lacksTokens(of count: Int, at stop: StopReason) -> Bool {
            guard let named, events > 0 else { return false }
            let inside = text.count { $0 & 0xC0 == 0x80 }
            let atEnd = stop == .limit ? inside > 0 ? 3 : 0 : 1
            return tokenCount - named > inside || count - tokenCount > atEnd
        }

        mutating func countEvent(_ limits: AnswerLimits) throws(InferenceError) {
            events += 1
            try limits.check(tokens: max(events, tokenCount))
            try limits.check(bytes: text.count)
        }
    }

    init(_ request: CompletionRequest, address: String, memory: EchoMemory = EchoMemory()) {
        self.request = request
        self.address = address
        self.memory = memory
        limits = AnswerLimits(request)
        children = Array(repeating: Child(), count: request.count)
    }

    var isComplete: Bool { finishedCount == children.count }

    var takesPlainReply: Bool { !request.isStreamed }

    func read(
        _ event: EventStreamParser.Event
    ) throws(InferenceError) -> [Completion] {
        switch event {
        case .data(let bytes):
            if let event = LlamaTokenEvent(bytes) {
                try check(event.index)
                try children[event.index].add(event, limits)
                return []
            }
            // A stream of several prompts begins with null; other servers end theirs like this.
            if bytes.elementsEqual("null".utf8) || bytes.elementsEqual("[DONE]".utf8) { return [] }
            let event: LlamaEvent
            do {
                var reader = JSONReader(bytes)
                event = try LlamaEvent(&reader)
                try reader.end()
            } catch {
                throw .malformed("an event is not the JSON expected, \(error)")
            }
            return try take(event)
        case .error(let bytes):
            var reader = JSONReader(bytes)
            throw (try? ServerFailure(&reader)).inStream(address)
        }
    }

    func end(isWhole: Bool) -> (completions: [Completion], problem: InferenceError?) {
        if isComplete { return ([], nil) }
        // A whole stream about child 0 alone: the server does not know `n_cmpl`.
        if isWhole, children[0].isFinished, !children.dropFirst().contains(where: \.hasEvents) {
            return ([], .blocksUnsupported(reason: "it sent one of \(children.count)"))
        }
        return ([], .streamEndedEarly(received: finishedCount, of: children.count))
    }

    private func take(_ event: LlamaEvent) throws(InferenceError) -> [Completion] {
        if let failure = event.failure { throw failure.inStream(address) }
        if event.isProgress { return [] }
        let index = event.index
        try check(index)
        children[index].hasEvents = true
        if let content = event.content {
            children[index].hasContent = true
            content.append(to: &children[index].text)
        }
        let counted = children[index].tokenCount
        let tokenCount = event.tokensPredicted ?? counted + (event.isStop ? 0 : 1)
        try limits.check(tokens: tokenCount)
        try limits.check(bytes: children[index].text.count)
        if event.isStop {
            if takesPlainReply { try takeRecords(of: event, tokenCount) }
            return [try finish(index, event, tokenCount)]
        }
        // Tokens inside a multi-byte character get no event; the next one stands for all of them.
        let isMerged = tokenCount - counted > event.probabilities.count
        children[index].tokenCount = tokenCount
        children[index].named =
            event.tokens.isEmpty
            ? nil : children[index].named.map { $0 + event.tokens.count }
        try children[index].countEvent(limits)
        children[index].heldBack.add(
            event.tokens.last, hasText: event.content?.bytes.isEmpty == false)
        for record in event.probabilities { try take(record, isMerged: isMerged, index) }
        return []
    }

    private func take(
        _ record: TokenRecord, isMerged: Bool, _ index: Int
    ) throws(InferenceError) {
        var record = record
        record.merged = isMerged
        if !isMerged { record.takeOwnText() }
        record.keep(alternatives: limits.alternatives)
        children[index].tokens.append(record)
        children[index].listed += record.size
        try limits.check(tokens: children[index].tokens.count)
        try limits.check(listed: children[index].listed)
    }

    /// Takes the tokens of a reply in one piece.
    ///
    /// Where some have no record, they end inside a character: then only those are taken for what
    /// they are whose own text is listed and is the one that they are given with.
    private func takeRecords(
        of event: LlamaEvent, _ tokenCount: Int
    ) throws(InferenceError) {
        var isMerged = false
        for record in event.probabilities {
            let own = record.alternatives.first { $0.id == record.id }
            if tokenCount > event.probabilities.count, own?.text != record.text { isMerged = true }
            try take(record, isMerged: isMerged, event.index)
        }
    }

    /// Whether a completion of this index is under way.
    private func check(_ index: Int) throws(InferenceError) {
        guard children.indices.contains(index) else {
            throw .malformed("completion \(index) of \(children.count)")
        }
        guard !children[index].isFinished else {
            throw .malformed("completion \(index) goes on after its end")
        }
    }

    private func finish(
        _ index: Int, _ event: LlamaEvent, _ tokenCount: Int
    ) throws(InferenceError) -> Completion {
        let settings = try settings(event)
        if let settings { try check(settings, of: index) }
        let child = children[index]
        // Two answers under one index: a server or gateway that mixes the children up.
        if event.tokensPredicted != nil, child.events > tokenCount {
            throw request.count > 1
                ? .blocksUnsupported(reason: "it gives several completions as one")
                : .malformed("\(child.events) events of \(tokenCount) tokens")
        }
        children[index] = Child(hasEvents: true, isFinished: true)
        finishedCount += 1
        var completion = Completion(
            index: index, text: String(decoding: child.text, as: UTF8.self),
            tokenCount: tokenCount, stop: event.stopReason, seed: settings?.seed,
            settings: settings, tokens: request.probabilities > 0 ? child.tokens : nil,
            timings: event.timings)
        // Without having been as long as asked for, it was cut for another reason.
        if completion.stop == .limit, let counted = event.tokensPredicted,
            counted < request.decoding.maxTokens
        {
            completion.stop = .contextFull
        }
        completion.model = event.model.map { String($0) }
        if request.tellsTokens, event.tokens.count == tokenCount {
            completion.tokenIDs = event.tokens
        }
        completion.heldBack = child.heldBack.leftBehind(
            by: completion.stop, stopStrings: request.decoding.stop)
        if let reason = reasonOfMissing(child, completion) { completion.stop = .missing(reason) }
        // A text that somebody else's words cut is not of the decoding that was asked for.
        if case .stopString(let word) = completion.stop, !isStop(word) {
            completion.stop = .missing("a stop string ended it that was not asked for")
        }
        return completion
    }

    /// Whether an answer may be ended by a stop string, which older servers do not name.
    private func isStop(_ word: String?) -> Bool {
        let asked = request.decoding.stop
        guard let word, !word.isEmpty else { return !asked.isEmpty }
        return asked.contains(word)
    }

    /// Why an answer whose tokens were counted or listed has not their text; nil where it has.
    private func reasonOfMissing(_ child: Child, _ completion: Completion) -> String? {
        switch completion.stop {
        case .endOfText, .limit, .stopString: break
        case .contextFull, .withheld, .missing, .other: return nil
        }
        // What is held back is still to be asked for.
        guard completion.heldBack == nil else { return nil }
        let count = completion.tokenCount
        if !child.hasContent { return count > 0 ? TokenRecord.noText : nil }
        let stops = request.decoding.stop
        if child.lacksTokens(of: count, at: completion.stop) { return TokenRecord.partOfText }
        guard child.text.isEmpty else {
            // Text that is held back for a stop string is listed with a later token, or with none.
            guard stops.isEmpty, child.tokens.count == count,
                !child.tokens.contains(where: \.merged),
                !child.tokens.hold(child.text) || !child.tokens.areHeld(by: child.text)
            else { return nil }
            return TokenRecord.otherText
        }
        if !child.tokens.isEmpty {
            return child.tokens.showText(beside: stops) ? TokenRecord.noText : nil
        }
        // The end of text, what a stop string took away, and a character of several tokens that was cut.
        let most = 1 + (stops.map(\.utf8.count).max() ?? 0) + 3
        return count > most ? "no text came of the \(count) tokens that were counted" : nil
    }

    private func settings(_ event: LlamaEvent) throws(InferenceError) -> EchoedSettings? {
        guard let bytes = event.settings else { return nil }
        do {
            return try memory.settings(bytes)
        } catch {
            throw .malformed("the settings of an event are not the JSON expected, \(error)")
        }
    }

    /// The draw must come from the distribution, and from the seed, that were asked for.
    private func check(_ settings: EchoedSettings, of index: Int) throws(InferenceError) {
        var seedless = settings
        seedless.seed = nil
        if seedless != verified {
            let mismatches = request.decoding.mismatches(with: settings)
            guard mismatches.isEmpty else { throw .settingsMismatch(mismatches) }
            verified = seedless
        }
        guard let seed = settings.seed else { return }
        let expected = request.seed &+ UInt32(truncatingIfNeeded: index)
        if seed == expected { return }
        if seed == request.seed {
            throw .blocksUnsupported(reason: "its completions are copies, all of seed \(seed)")
        }
        throw .settingsMismatch([
            SettingMismatch(field: "seed", asked: "\(expected)", echoed: "\(seed)")
        ])
    }
}
