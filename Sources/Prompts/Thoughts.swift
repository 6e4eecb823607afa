import Files

/// Where the thoughts of a completion end.
package enum Thoughts {
    /// What a completion has of thoughts.
    package enum End: Sendable, Hashable {
        /// There are none.
        case none
        /// It ends inside them.
        case open
        /// They end here.
        case closed(String.Index)
    }

    /// Names of tags, in any case, that stand for thoughts: `<think>`, `<thinking depth="3">`.
    ///
    /// Others are taken for them by a part of their name.
    private static let tags = [
        "think", "thinking", "thought", "thoughts", "reasoning", "seed:think",
    ].map { Array($0.utf8) }

    /// Marks that are no tags, as model families have them.
    private static let marks: [(open: [UInt8], close: [UInt8])] = [
        ("[THINK]", "[/THINK]"), ("\u{25C1}think\u{25B7}", "\u{25C1}/think\u{25B7}"),
        ("<|begin_of_thought|>", "<|end_of_thought|>"),
        ("<|START_THINKING|>", "<|END_THINKING|>"), ("<unused94>thought", "<unused95>"),
    ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

    /// What models put around the answer that follows their thoughts.
    private static let wrappers = [
        "<|begin_of_solution|>", "<|end_of_solution|>", "<|START_RESPONSE|>", "<|END_RESPONSE|>",
        "<|return|>", "<|end|>",
    ]

    /// Where the thoughts of a completion end; a mark of an end needs none of a beginning, which a
    /// chat template may have put into the prompt.
    package static func end(of completion: String) -> End {
        var completion = completion
        let found: (opened: Int?, closed: Int?) = completion.withUTF8 { bytes in
            var (opened, closed): (Int?, Int?) = (nil, nil)
            for (index, byte) in bytes.enumerated() where mayBegin(byte) {
                switch mark(bytes, index) {
                case .open: opened = index
                case .close(let end): closed = end
                case nil: break
                }
            }
            return (opened, closed)
        }
        if let opened = found.opened, opened >= found.closed ?? 0 { return .open }
        guard let closed = found.closed else { return .none }
        return .closed(completion.utf8.index(completion.utf8.startIndex, offsetBy: closed))
    }

    /// The thoughts of a completion without the marks around them; nil where there are none that end.
    package static func text(of completion: String) -> String? {
        var completion = completion
        guard completion.withUTF8(mayStand), case .closed = end(of: completion) else { return nil }
        let range: Range<Int> = completion.withUTF8 { bytes in
            var (opened, closed): (Int?, Int) = (nil, 0)
            for index in bytes.indices {
                switch mark(bytes, index) {
                case .open where opened == nil: opened = index
                case .close: closed = index
                case .open, nil: break
                }
            }
            guard let opened, opened < closed else { return 0..<closed }
            if begins(bytes, opened, wide.open) {
                let end = (opened..<closed).first { begins(bytes, $0, wide.close) }
                return (end.map { $0 + wide.close.count } ?? opened)..<closed
            }
            let ends = [UInt8(ascii: ">"), UInt8(ascii: "]")]
            let start = bytes[opened..<closed].firstIndex { ends.contains($0) }
            return (start.map { $0 + 1 } ?? opened)..<closed
        }
        let utf8 = completion.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        let text = completion[start..<utf8.index(start, offsetBy: range.count)].trimmed
        return text.isEmpty ? nil : String(text)
    }

    /// Whether a prompt ends with the mark that opens a thought, white space apart.
    package static func areOpen(atEndOf prompt: String) -> Bool {
        var tail = String(prompt.trimmed.suffix(200))
        return tail.withUTF8 { bytes in
            for index in bytes.indices.reversed() {
                guard case .open = mark(bytes, index) else { continue }
                // A prompt may also speak of such marks: nothing stands behind the one that counts.
                let rest = bytes[index...]
                return marks.contains { rest.elementsEqual($0.open) }
                    || rest.firstIndex(of: UInt8(ascii: ">")) == bytes.count - 1
                    || begins(bytes, index, wide.open)
                        && (index..<bytes.count).first { begins(bytes, $0, wide.close) }
                            == bytes.count - wide.close.count
                    || begins(bytes, index, channelMark)
                        && rest.suffix(messageMark.count).elementsEqual(messageMark)
            }
            return false
        }
    }

    /// Whether a completion closes a thought that it has not opened: a prompt or a chat template that
    /// nobody sees has done that.
    package static func closesUnopened(_ completion: String) -> Bool {
        var completion = completion
        return completion.withUTF8 { bytes in
            for (index, byte) in bytes.enumerated() where mayBegin(byte) {
                switch mark(bytes, index) {
                // A tag that is closed in itself, and a channel, of which another one follows, need no
                // thought before them.
                case .close(let end):
                    let isWhole = bytes[end - 2] == UInt8(ascii: "/")
                    return !isWhole && !begins(bytes, index, channelMark)
                case .open: return false
                case nil: break
                }
            }
            return false
        }
    }

    /// Whether answers begin inside thoughts that a prompt or a template has opened, so that those without
    /// a mark end there.
    ///
    /// An answer that ends by itself without a mark speaks against it, one that was cut does not. A model
    /// that thinks closes most of its thoughts: where ten and more answers have ended for each closing
    /// mark, such marks are words like others. In between is counted as lost, which no limit suffers from.
    ///
    /// - Parameters:
    ///   - unopened: answers that close a thought which they have not opened.
    ///   - ended: answers without thoughts that were not cut short.
    package static func areOpenedUnseen(unopened: Int, ended: Int) -> Bool { unopened * 10 > ended }

    /// Whether a text may hold a mark; most hold none, and are looked at no further.
    static func mayStand(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var found: UInt8 = 0
        // No early way out, so that many bytes are compared at once.
        for byte in bytes {
            found |= byte == UInt8(ascii: "<") ? 1 : 0
            found |= byte == UInt8(ascii: "[") || byte == 0xE2 || byte == 0xEF ? 1 : 0
        }
        return found != 0
    }

    /// What counts of a completion whose thoughts end so; nil where the answer never came.
    ///
    /// - Parameter isCut: whether the completion ended because it was as long as it may be: where nothing
    ///   follows its thoughts, the answer was still to come.
    static func rest(of completion: String, _ end: End, isCut: Bool) -> String? {
        switch end {
        case .none: isCut && isCutInSection(completion) ? nil : completion
        case .open: nil
        case .closed: answer(of: completion).flatMap { isCut && $0.isEmpty ? nil : $0 }
        }
    }

    /// The answer of a completion whose thoughts end; nil where it never came.
    static func answer(of completion: String) -> String? {
        let rest = said(outside: completion)
        // Words before a mark that closes what nobody saw opened may be thoughts or the answer.
        return rest.isEmpty && closesUnopened(completion) ? nil : rest
    }

    /// What a completion says outside of its thoughts, which end: a reader sees what stands before and
    /// between them as well as what follows.
    static func said(outside completion: String) -> String {
        var completion = completion
        let ranges: [Range<Int>] = completion.withUTF8 { bytes in
            var (ranges, opened, closed): ([Range<Int>], Bool, Int?) = ([], false, nil)
            for (index, byte) in bytes.enumerated() where mayBegin(byte) {
                switch mark(bytes, index) {
                case .open where !opened || closed != nil:
                    let start = closed ?? 0
                    if start < index { ranges.append(start..<index) }
                    (opened, closed) = (true, nil)
                // A mark of an end that nothing has opened ends what a prompt has opened.
                case .close(let end): (opened, closed) = (true, end)
                case .open, nil: break
                }
            }
            return ranges + [(closed ?? 0)..<bytes.count]
        }
        let text = completion.utf8
        return ranges.map { range in
            let start = text.index(text.startIndex, offsetBy: range.lowerBound)
            let end = text.index(start, offsetBy: range.count)
            return answer(completion[start..<end])
        }.filter { !$0.isEmpty && !isHeading($0) }.joined(separator: "\n")
    }

    /// Whether a text is only who speaks, as templates write it before an answer.
    private static func isHeading(_ text: Substring) -> Bool {
        let name = text.hasPrefix("<|") ? text.drop { $0 != ">" }.dropFirst() : text
        return ["assistant", "assistant:", ""].contains(name.trimmed.lowercased())
    }

    /// A part of an answer without the marks around it and the white space.
    private static func answer(_ rest: Substring) -> Substring {
        var rest = rest.trimmed
        for wrapper in wrappers {
            if rest.hasPrefix(wrapper) { rest = rest.dropFirst(wrapper.count).trimmed }
            if rest.hasSuffix(wrapper) { rest = rest.dropLast(wrapper.count).trimmed }
        }
        return rest
    }

    // MARK: - Marks

    private enum Mark {
        case open
        /// With the offset behind it.
        case close(Int)
    }

    /// The mark that begins at an offset.
    private static func mark(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Mark? {
        for mark in marks {
            if begins(bytes, index, mark.open) { return .open }
            if begins(bytes, index, mark.close) { return .close(index + mark.close.count) }
        }
        return tag(bytes, index) ?? wideTag(bytes, index) ?? channel(bytes, index)
    }

    /// Whether a mark may begin with a byte.
    private static func mayBegin(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "<") || byte == UInt8(ascii: "[") || byte == 0xE2 || byte == 0xEF
    }

    /// The brackets of full width, which models that write Chinese put around the same names.
    private static let wide = (open: Array("\u{FF1C}".utf8), close: Array("\u{FF1E}".utf8))
    private static let slashes = ["/", "\u{FF0F}"].map { Array($0.utf8) }

    private static func wideTag(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Mark? {
        guard begins(bytes, index, wide.open) else { return nil }
        let place = index + wide.open.count
        let slash = slashes.first { begins(bytes, place, $0) }
        let start = place + (slash?.count ?? 0)
        let name = name(bytes, start)
        let end = start + name.count
        guard begins(bytes, end, wide.close), tags.contains(name) || isThought(name) else {
            return nil
        }
        return slash == nil ? .open : .close(end + wide.close.count)
    }

    /// The name that begins at an offset, in small letters.
    private static func name(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> [UInt8] {
        bytes[place...].prefix(40).prefix(while: isOfName).map {
            $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0
        }
    }

    /// A tag, whose name may be followed by white space or by attributes: `</Think >`,
    /// `<longcat_think>`, `<|thinking|>`.
    private static func tag(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Mark? {
        guard bytes[index] == UInt8(ascii: "<") else { return nil }
        let before = bytes[(index + 1)...].prefix(3).prefix { [0x20, 0x2F, 0x7C].contains($0) }
        let place = index + 1 + before.count
        let name = name(bytes, place)
        let closes = before.contains(UInt8(ascii: "/")) || name.starts(with: "end".utf8)
        let isApart = closes || index == 0 || !isOfName(bytes[index - 1])
        guard tags.contains(name) || isApart && isThought(name) else { return nil }
        let rest = bytes[(place + name.count)...].prefix(200)
        guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return nil }
        var inner = rest[..<end]
        if before.contains(0x7C), inner.last == 0x7C { inner = inner.dropLast() }
        let isEmptyTag = inner.last == UInt8(ascii: "/")
        let attributes = isEmptyTag ? inner.dropLast() : inner
        let isBlank = attributes.allSatisfy { $0 <= 0x20 }
        // "<thought experiment>" is no tag, `<think budget=3>` is one.
        let hasAttribute =
            attributes.first.map { $0 <= 0x20 } == true
            && attributes.contains(UInt8(ascii: "="))
            && !attributes.contains(UInt8(ascii: "<"))
        guard isBlank || hasAttribute else { return nil }
        return closes || isEmptyTag ? .close(end + 1) : .open
    }

    /// Whether a tag of this name, which models give themselves, is one around thoughts.
    ///
    /// Types in code have such names, too, behind another name: `List<ThoughtState>`.
    private static func isThought(_ name: [UInt8]) -> Bool {
        let words = String(decoding: name, as: UTF8.self).split { !$0.isLetter }
        let ends = ["think", "thinking", "thought", "thoughts", "reasoning", "scratchpad"]
        return words.contains { word in ends.contains { word.hasSuffix($0) } }
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
        default: false
        }
    }

    /// A channel as gpt-oss has them: `<|channel|>analysis<|message|>`, `<|channel|>final …`.
    private static func channel(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Mark? {
        guard begins(bytes, index, channelMark) else { return nil }
        let header = bytes[(index + channelMark.count)...].prefix(100)
        if header.starts(with: "analysis".utf8) { return .open }
        guard header.starts(with: "final".utf8) else { return nil }
        for place in header.indices where begins(bytes, place, messageMark) {
            return .close(place + messageMark.count)
        }
        return nil
    }

    private static let channelMark = Array("<|channel|>".utf8)
    private static let messageMark = Array("<|message|>".utf8)

    private static func begins(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ mark: [UInt8]
    ) -> Bool {
        guard index + mark.count <= bytes.count else { return false }
        return mark.indices.allSatisfy { bytes[index + $0] == mark[$0] }
    }
}
