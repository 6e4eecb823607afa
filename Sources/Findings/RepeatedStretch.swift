/// Answers that come again in their order later in a sequence, without overlap.
///
/// It is searched for by the hashes of windows, in time and memory that do not depend on how often answers
/// repeat. A short stretch may be overlooked where there are more than ``most`` answers or few different
/// ones: what is found is there, and not all that is there is found.
struct RepeatedStretch: Sendable, Hashable {
    var start: Int
    var length: Int
    var distance: Int

    /// Answers in a window: the longer ones tell places apart where few different answers are there.
    private static let windows = [6, 48]
    /// About so many windows are remembered.
    private static let most = 1 << 16

    /// The stretch with most changes from one answer to the next.
    static func most(in answers: [Int]) -> RepeatedStretch? {
        // How often the answer has changed up to each place.
        var changes = [Int32](repeating: 0, count: answers.count)
        for place in answers.indices.dropFirst() {
            changes[place] = changes[place - 1] + (answers[place] == answers[place - 1] ? 0 : 1)
        }
        var best: (stretch: RepeatedStretch, changes: Int32)?
        for window in windows where answers.count >= 2 * window {
            search(answers, changes, window) { stretch in
                let end = stretch.start + stretch.length - 1
                let own = changes[end] - changes[stretch.start]
                if own > best?.changes ?? 0 { best = (stretch, own) }
            }
        }
        return best?.stretch
    }

    private static func search(
        _ answers: [Int], _ changes: [Int32], _ window: Int, found: (RepeatedStretch) -> Void
    ) {
        let step = UInt64(max(1, answers.count / most))
        var first: [UInt64: Int32] = [:]
        var hash: UInt64 = 0
        var factor: UInt64 = 1
        for _ in 0..<window { factor = factor &* multiplier }
        var skipped = 0
        for end in answers.indices {
            hash = hash &* multiplier &+ mixed(answers[end])
            if end >= window { hash = hash &- factor &* mixed(answers[end - window]) }
            let start = end - window + 1
            // Which windows are remembered depends on what is in them, so that copies are, too.
            guard start >= 0, (hash >> 20) % step == 0, changes[end] > changes[start] else {
                continue
            }
            guard let before = first[hash] else {
                first[hash] = Int32(start)
                continue
            }
            guard start >= skipped, let stretch = extended(answers, Int(before), start) else {
                continue
            }
            skipped = stretch.start + stretch.distance + stretch.length
            found(stretch)
        }
    }

    /// The stretch around two equal places, as far as it does not meet its repetition.
    private static func extended(_ answers: [Int], _ one: Int, _ other: Int) -> RepeatedStretch? {
        let distance = other - one
        var start = one
        while start > 0, start + distance > one, answers[start - 1] == answers[start - 1 + distance]
        {
            start -= 1
        }
        var end = one
        while end < start + distance, end + distance < answers.count,
            answers[end] == answers[end + distance]
        { end += 1 }
        return end - start > 1
            ? RepeatedStretch(start: start, length: end - start, distance: distance) : nil
    }

    private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static func mixed(_ answer: Int) -> UInt64 {
        var value = UInt64(bitPattern: Int64(answer)) &+ multiplier
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
