import Canvas

/// The names of a column shortened so that they stay apart: at the end, within, or by the beginning
/// that all of them have, whichever tells most of them apart.
struct DistinctNames {
    private let way: Way
    /// How many characters all names begin and end with.
    private let common: (start: Int, end: Int)
    private let width: Int
    private let glyphs: Glyphs

    private enum Way: CaseIterable {
        case clipped, within, withoutStart
    }

    init(_ names: [SafeText], _ width: Int, _ glyphs: Glyphs) {
        // A screen shows fewer.
        let names = names.prefix(200)
        let known = Set(names.lazy.map(\.string).filter { !$0.isEmpty })
        let common = Self.common(known)
        func distinct(_ way: Way) -> Int {
            Set(
                known.map {
                    Self.short(SafeText(sanitizing: $0), way, common, width, glyphs).string
                }
            )
            .count
        }
        let counts = Way.allCases.map { ($0, distinct($0)) }
        let most = counts.map(\.1).max() ?? 0
        way = counts.first { $0.1 == most }?.0 ?? .clipped
        (self.common, self.width, self.glyphs) = (common, width, glyphs)
    }

    /// A name in the columns that there are for it.
    func short(_ name: SafeText) -> SafeText { Self.short(name, way, common, width, glyphs) }

    private static func short(
        _ name: SafeText, _ way: Way, _ common: (start: Int, end: Int), _ width: Int,
        _ glyphs: Glyphs
    ) -> SafeText {
        guard name.width > width, name.string.count > common.start + common.end else {
            return name.clipped(to: width, glyphs: glyphs)
        }
        switch way {
        case .clipped: return name.clipped(to: width, glyphs: glyphs)
        case .within: return name.shortened(to: width, glyphs: glyphs)
        case .withoutStart:
            let own = name.string.dropFirst(common.start).dropLast(common.end)
            return (SafeText(glyphs.ellipsis) + SafeText(sanitizing: String(own)))
                .shortened(to: width, glyphs: glyphs)
        }
    }

    /// What all names begin and end with, up to a mark between words, so that no word is torn.
    private static func common(_ names: Set<String>) -> (start: Int, end: Int) {
        guard names.count > 1, let any = names.first else { return (0, 0) }
        func isMark(_ character: Character) -> Bool { "-_./ ".contains(character) }
        let start = names.reduce(any) { $0.commonPrefix(with: $1) }
        let end = names.reduce(String(any.reversed())) {
            $0.commonPrefix(with: String($1.reversed()))
        }
        let head = start.lastIndex(where: isMark).map { start[...$0].count } ?? 0
        let tail = end.lastIndex(where: isMark).map { end[...$0].count } ?? 0
        let least = names.map(\.count).min() ?? 0
        return head + tail < least ? (head, tail) : (head, 0)
    }
}
