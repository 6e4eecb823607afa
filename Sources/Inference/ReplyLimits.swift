import Files

/// How much of a reply is kept, whatever it holds: a list of empty objects is forty times as large in memory
/// as it is on the way, and a word may be as long as an event.
enum ReplyLimits {
    /// More than there are tokens in any answer or vocabulary.
    static let tokens = 1 << 20
    /// More than a request asks for completions, or a server has models.
    static let choices = 1 << 13
    /// What a server says of itself or of a failure, in Unicode scalars.
    static let words = 2_000
}

extension JSONReader {
    /// Calls `element` before each element of an array; `false` where it is no array.
    ///
    /// - Throws: for an array of more elements than so many.
    @discardableResult
    mutating func elements(
        atMost most: Int, _ element: (inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) -> Bool {
        var count = 0
        return try elements { reader throws(JSONError) in
            count += 1
            guard count <= most else { throw reader.expected("no more than \(most) elements") }
            try element(&reader)
        }
    }
}

extension String {
    /// The beginning, where it has more Unicode scalars than so many.
    func shortened(to most: Int) -> String {
        // No scalar is less than a byte.
        guard utf8.count > most else { return self }
        let beginning = unicodeScalars.prefix(most)
        return beginning.endIndex == endIndex ? self : String(String(beginning)) + "…"
    }
}

extension TokenRecord {
    /// Keeps so many alternatives, and no memory for more: a server may list its whole vocabulary.
    mutating func keep(alternatives most: Int) {
        guard alternatives.count > most else { return }
        alternatives = alternatives.prefix(most).map(\.self)
    }

    /// The bytes of all texts in it.
    var size: Int {
        alternatives.reduce(text.utf8.count + (bytes?.count ?? 0)) {
            $0 + $1.text.utf8.count + ($1.bytes?.count ?? 0)
        }
    }
}

extension Completion {
    /// The same, the server's names being no longer than is of use.
    var withShortNames: Completion {
        var completion = self
        completion.model = model?.shortened(to: ReplyLimits.words)
        switch stop {
        case .stopString(let word):
            completion.stop = .stopString(word?.shortened(to: ReplyLimits.words))
        case .withheld(let word): completion.stop = .withheld(word.shortened(to: ReplyLimits.words))
        case .other(let word): completion.stop = .other(word.shortened(to: ReplyLimits.words))
        case .missing(let word): completion.stop = .missing(word.shortened(to: ReplyLimits.words))
        case .endOfText, .limit, .contextFull: break
        }
        return completion
    }
}
