extension BidirectionalCollection<UInt8> {
    /// The bytes without those of a character that has only begun.
    var wholeCharacters: SubSequence {
        var start = endIndex
        for count in 1...4 where start != startIndex {
            start = index(before: start)
            let byte = self[start]
            if byte & 0xC0 == 0x80 { continue }
            let needed = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
            return needed > count ? self[..<start] : self[...]
        }
        return self[...]
    }
}
