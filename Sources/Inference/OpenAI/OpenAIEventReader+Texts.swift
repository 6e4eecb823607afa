import Files

/// Whether the texts of a stream can be the answers that it counts tokens of.
extension OpenAIEventReader {
    /// Refuses answers whose text was nowhere to be found, or came twice.
    func checkTexts() throws(InferenceError) {
        if let usage, children.allSatisfy({ $0.text.isEmpty && $0.reasoning.isEmpty }) {
            let most = children.reduce(0) { $0 + mostTokens(ofAnEmptyAnswerEndedBy: $1.stop) }
            guard usage <= most else {
                throw .malformed(
                    "\(usage) tokens were counted, and neither a text nor a thought came")
            }
        }
        for child in children where child.repeatsItself(tokens: children.count == 1 ? counted : nil)
        {
            throw .malformed("the stream repeats what it has sent already")
        }
    }

    /// Loses the answers whose texts never came, each by itself: the others are whole all the same.
    func loseMissingTexts() {
        let isTooMuch = isMoreThanCame
        for index in children.indices where children[index].isAnswer {
            let child = children[index]
            if child.callsTool {
                children[index].stop = .withheld("tool_calls")
            } else if let reason = reasonOfMissing(child, isTooMuch) {
                children[index].stop = .missing(reason)
            }
        }
    }

    private func reasonOfMissing(_ child: Child, _ isTooMuch: Bool) -> String? {
        let stops = request.decoding.stop
        guard child.isEmpty else {
            if let name = child.instead { return "words came under the name \"\(name)\"" }
            // Of thoughts, which may have been taken away, nothing can be said.
            guard child.reasoning.isEmpty, !child.tokens.isEmpty, !child.tokens.holdMarks else {
                return nil
            }
            // A list that is not whole may lack what the text has.
            let areWhole = counted == children.reduce(0) { $0 + $1.tokens.count }
            let isOther =
                areWhole && !child.tokens.hold(child.text)
                || stops.isEmpty && !child.tokens.areHeld(by: child.text)
            return isOther ? TokenRecord.otherText : nil
        }
        if let name = child.elsewhere {
            return "no text came, but words under the name \"\(name)\""
        }
        if child.tokens.showText(beside: stops) { return TokenRecord.noText }
        return isTooMuch && child.tokens.isEmpty
            ? "no text came, and more tokens were counted than the other answers have" : nil
    }

    /// Whether more tokens were counted for several answers than those with a text, and the ends of the
    /// others, can be.
    ///
    /// Pieces are tokens with most servers; where they are too long for that, a token has two bytes and
    /// more on the average.
    private var isMoreThanCame: Bool {
        guard children.count > 1, let counted else { return false }
        let most = children.reduce(0) { sum, child in
            let end = mostTokens(ofAnEmptyAnswerEndedBy: child.stop)
            guard !child.isEmpty else { return sum + end }
            let bytes = child.text.count + child.reasoning.count
            let areTokens = child.pieces > 1 && bytes <= 7 * child.pieces
            let seen =
                max(child.pieces, child.tokens.count, areTokens ? 0 : bytes / 2) + max(1, end)
            return sum + (child.stop == .limit ? max(seen, request.decoding.maxTokens) : seen)
        }
        return counted > most
    }

    /// How many tokens an answer without a text can have: the one that ends it, or those of a stop
    /// string, which have a byte each at least.
    private func mostTokens(ofAnEmptyAnswerEndedBy stop: StopReason?) -> Int {
        switch stop {
        case .endOfText, .stopString:
            (request.decoding.stop.map(\.utf8.count).max() ?? 0) + 1
        // It was taken away, and has a reason of its own to be none.
        case .withheld, .missing, .contextFull: Int(Int32.max)
        case .limit, .other, nil: 0
        }
    }
}

extension OpenAIEventReader.Child {
    var isEmpty: Bool { text.isEmpty && reasoning.isEmpty }

    /// Whether it is said to be an answer, whole or as long as was asked for.
    var isAnswer: Bool {
        switch stop {
        case .endOfText, .limit, .stopString: true
        case .withheld, .missing, .contextFull, .other, nil: false
        }
    }

    /// Notes what came beside the text.
    mutating func note(_ choice: OpenAIChunk.Choice) {
        callsTool = callsTool || choice.delta.callsTool || choice.message.callsTool
        elsewhere = elsewhere ?? choice.delta.elsewhere ?? choice.message.elsewhere
        // Beside a text, and in the first and the last piece, servers tell more than the answer.
        guard choice.delta.isEmpty, choice.finishReason == nil, !(choice.delta.hasRole && isEmpty),
            let name = choice.delta.elsewhere, !OpenAIChunk.Message.isBeside(name)
        else { return }
        instead = instead ?? name
    }

    /// Adds what has come.
    mutating func append(_ message: OpenAIChunk.Message) {
        let before = text.count
        for piece in message.text { piece.append(to: &text) }
        if text.count > before {
            pieces += 1
            ends.append(text.count)
        }
        let thought = reasoning.count
        for piece in message.reasoning { piece.append(to: &reasoning) }
        if reasoning.count > thought { pieces += 1 }
    }

    /// Whether the text so far is a message's.
    func holds(_ message: OpenAIChunk.Message) -> Bool {
        var whole: [UInt8] = []
        for piece in message.text { piece.append(to: &whole) }
        return whole == text
    }

    /// Whether pieces of the text are the text before them once more: a gateway that sends the text so
    /// far each time, all of it again at the end, or begins again in mid-stream.
    ///
    /// A model may repeat itself, too, but not in fewer tokens than there are pieces of text, and no
    /// single piece of its is all of a long text before. Pieces may be smaller than tokens; then there are
    /// more too many than those that came twice.
    ///
    /// - Parameter tokens: how many tokens the server counted for this answer, where it said.
    func repeatsItself(tokens: Int?) -> Bool {
        if isTextSoFarEachTime { return true }
        let excess = tokens.map { ends.count - $0 } ?? 0
        for (place, end) in ends.dropLast().enumerated() {
            let isExcess = excess > 0 && place + 1 >= excess
            let next = isExcess ? text.count : ends[place + 1]
            guard isExcess || place >= 3, next - end >= end else { continue }
            if text[end..<end * 2].elementsEqual(text[..<end]) { return true }
        }
        return false
    }

    /// Whether each piece begins with the one before, the last being more than any token is: words with
    /// space between them, or the last of many.
    private var isTextSoFarEachTime: Bool {
        guard ends.count >= 3 else { return false }
        var before = text[..<ends[0]]
        for (start, end) in zip(ends, ends.dropFirst()) {
            let piece = text[start..<end]
            guard piece.count > before.count, piece.starts(with: before) else { return false }
            before = piece
        }
        let words = before.split { $0 <= 0x20 }
        return words.count > 1 || ends.count >= 6
    }
}
