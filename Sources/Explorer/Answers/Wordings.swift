import Evidence

extension OutputDetail {
    /// The texts of a group, of which there is one at least.
    struct Wordings: RandomAccessCollection, Sendable {
        private let source: Source
        private let members: ArraySlice<Int32>

        init(_ source: Source, _ members: ArraySlice<Int32>) {
            self.source = source
            self.members = members
        }

        var startIndex: Int { 0 }
        var endIndex: Int { members.count }

        subscript(position: Int) -> Answer {
            source.answer(at: Int(members[members.startIndex + position]))
        }

        /// Where a text stands among them, by its position among all distinct answers.
        func firstIndex(ofPosition position: Int) -> Int? {
            members.firstIndex(of: Int32(position)).map { $0 - members.startIndex }
        }
    }

    /// The lines of a list: its groups, and the wordings of those that are unfolded.
    struct Rows: RandomAccessCollection, Equatable, Sendable {
        private struct Line: Sendable {
            let group: Int32
            /// -1 for the line of the group itself.
            let wording: Int32
        }

        private let groups: Groups
        private var lines: [Line] = []
        private let unfolded: Set<Int>

        init(_ groups: Groups, unfolded: Set<Int>) {
            self.groups = groups
            self.unfolded = unfolded
            lines.reserveCapacity(groups.count)
            for group in groups.indices {
                lines.append(Line(group: Int32(group), wording: -1))
                guard isUnfolded(group) else { continue }
                for wording in 0..<groups.size(at: group) {
                    lines.append(Line(group: Int32(group), wording: Int32(wording)))
                }
            }
        }

        static func == (a: Rows, b: Rows) -> Bool { a.elementsEqual(b) }

        var startIndex: Int { 0 }
        var endIndex: Int { lines.count }

        subscript(position: Int) -> Row {
            let line = lines[position]
            let group = groups[Int(line.group)]
            if line.wording >= 0 { return Row(group.wordings[Int(line.wording)], of: group) }
            var row = Row(group)
            row.isUnfolded = isUnfolded(Int(line.group))
            return row
        }

        private func isUnfolded(_ group: Int) -> Bool {
            !unfolded.isEmpty && groups.size(at: group) > 1
                && unfolded.contains(groups.number(at: group))
        }

        /// The text of a line.
        func text(at position: Int) -> String {
            let line = lines[position]
            return line.wording < 0
                ? groups.text(at: Int(line.group))
                : groups.wordings(at: Int(line.group))[Int(line.wording)].text
        }

        /// The names of the lines.
        var ids: [Row.ID] {
            lines.map { line in
                Row.ID(
                    group: groups.number(at: Int(line.group)),
                    wording: line.wording < 0
                        ? nil : groups.wordings(at: Int(line.group))[Int(line.wording)].text)
            }
        }

        /// The draws of a line, and whether their scores are unlike.
        fileprivate func figures(at position: Int) -> (count: Int, hasRange: Bool) {
            let line = lines[position]
            if line.wording < 0 {
                let group = Int(line.group)
                return (groups.count(at: group), groups.hasRange(at: group))
            }
            let answer = groups.wordings(at: Int(line.group))[Int(line.wording)]
            return (answer.count, answer.scores.areUnequal)
        }
    }

    /// What the lines of a list have in common, looked for once and not in each picture.
    struct Shape: Sendable, Hashable {
        /// Whether each was drawn once.
        var isEachOnce = true
        /// Whether there are answers or groups of them with unlike scores.
        var hasRanges = false
        /// Whether most of the first thousand were drawn once, and most are long.
        var isMostlyOnce = false
        var isMostlyLong = false

        init() {}

        init(_ rows: Rows) {
            let looked = Swift.min(rows.count, 1000)
            var (once, long) = (0, 0)
            for position in rows.indices {
                let (count, hasRange) = rows.figures(at: position)
                if count != 1 { isEachOnce = false }
                if hasRange { hasRanges = true }
                guard position < looked else { continue }
                if count == 1 { once += 1 }
                if rows.text(at: position).utf8.count > 32 { long += 1 }
            }
            isMostlyOnce = once * 2 > looked
            isMostlyLong = long * 2 > looked
        }
    }
}
