import Text

extension AnswerFinder {
    /// The bytes of a completion in which the part that counts stands; nil where that cannot be told, as
    /// of a number that is written otherwise than it is found.
    package func place(in completion: String) -> Range<Int>? {
        guard let part = find(in: completion).text, !part.isEmpty else { return nil }
        let all = Array(completion.utf8)
        if self.part.rule == .whole { return 0..<all.count }
        let rest = said(in: completion) ?? completion
        guard let start = Self.place(of: Array(rest.utf8), in: all) else { return nil }
        func place(_ range: Range<Int>) -> Range<Int>? {
            let bytes = (start + range.lowerBound)..<(start + range.upperBound)
            return all[bytes].elementsEqual(part.utf8) ? bytes : nil
        }
        switch self.part.rule {
        case .whole, .afterThinking: return place(0..<rest.utf8.count)
        case .lastLine:
            // Behind the last line there is white space alone.
            return Self.last(Array(part.utf8), in: Array(rest.utf8)).flatMap { place($0) }
        case .lastNumber:
            // Behind the last number there is no digit.
            guard let range = Self.last(Array(part.utf8), in: Array(rest.utf8)),
                !String(decoding: Array(rest.utf8)[range.upperBound...], as: UTF8.self)
                    .unicodeScalars.contains(where: { $0.properties.numericType != nil })
            else { return nil }
            return place(range)
        case .pattern:
            return firstMatch(in: rest).flatMap { place($0) }
        }
    }

    /// Where what is said outside of thoughts stands: its only place, or the end.
    private static func place(of wanted: [UInt8], in all: [UInt8]) -> Int? {
        guard !wanted.isEmpty, let range = last(wanted, in: all) else { return nil }
        let isEnd = all[range.upperBound...].allSatisfy { [9, 10, 13, 32].contains($0) }
        let first = (0...range.lowerBound).first { all[$0...].starts(with: wanted) }
        return isEnd || first == range.lowerBound ? range.lowerBound : nil
    }

    private static func last(_ wanted: [UInt8], in all: [UInt8]) -> Range<Int>? {
        guard !wanted.isEmpty, wanted.count <= all.count else { return nil }
        return (0...(all.count - wanted.count)).last { all[$0...].starts(with: wanted) }
            .map { $0..<($0 + wanted.count) }
    }
}
