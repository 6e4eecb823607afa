/// Spoils valid files in the ways that editors, scripts, networks and attackers do; the same ways
/// for the same seed.
package struct Mutator {
    private var generator: SeededGenerator
    /// Pieces of the formats that are inserted anywhere.
    private let tokens: [[UInt8]]

    package init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        let words = [
            "{", "}", "[", "]", "\"", ",", ":", "\\", "\\u", "\\ud83d", "\\u0000", "null", "true",
            "NaN", "-Infinity", "1e999", "-0", "0.5", "99999999999999999999", "\"\"", "[]", "{}",
            "\"id\":", "\"prompt\":", "\"text\":", "\"scores\":", "\"n\":", "\r\n", "\n", "\n\n",
            "\r", "\t", ";", "=", "#", "{answer}", "{prompt}", "\u{FEFF}", "\u{202E}", "\u{1B}[2J",
            "e\u{301}", "\u{1F600}",
        ]
        tokens =
            words.map { Array($0.utf8) } + [
                [0], [0xFF, 0xFE], [0xC3], [0xED, 0xA0, 0x80], [0xF5],
                Array(repeating: UInt8(ascii: "["), count: 300),
                Array(String(repeating: "{\"a\":", count: 300).utf8),
                Array(repeating: UInt8(ascii: "9"), count: 400),
            ]
    }

    /// A number from 0 up to one below the bound.
    package mutating func number(below bound: Int) -> Int {
        Int.random(in: 0..<max(1, bound), using: &generator)
    }

    /// A spoilt copy of one of the files.
    package mutating func input(from seeds: [[UInt8]]) -> [UInt8] {
        var bytes = seeds[number(below: seeds.count)]
        for _ in 0...number(below: 4) { spoil(&bytes, seeds) }
        return bytes
    }

    private mutating func spoil(_ bytes: inout [UInt8], _ seeds: [[UInt8]]) {
        let place = number(below: bytes.count + 1)
        let length = min(number(below: 24), bytes.count - place)
        switch number(below: 9) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(number(below: 8))
        case 1 where place < bytes.count: bytes[place] = UInt8(number(below: 256))
        case 2: bytes.removeSubrange(place..<place + length)
        case 3: bytes.insert(contentsOf: Array(bytes[place..<place + length]), at: place)
        case 4: bytes.removeSubrange(place...)
        case 5:
            let other = seeds[number(below: seeds.count)]
            bytes.replaceSubrange(place..., with: other.dropFirst(number(below: other.count + 1)))
        default: bytes.insert(contentsOf: tokens[number(below: tokens.count)], at: place)
        }
    }
}
