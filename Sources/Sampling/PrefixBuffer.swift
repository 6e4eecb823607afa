/// Puts what finishes in any order back into launch order.
///
/// With parallel streams short answers finish first, so whatever has finished so far is a biased
/// sample. Only the contiguous prefix of launch numbers leaves this buffer; everything ahead of a
/// slower draw waits.
struct PrefixBuffer<Element> {
    /// The next launch number to leave.
    private(set) var next: Int
    private var ahead: [Int: Element] = [:]

    init(next: Int = 0) {
        self.next = next
    }

    /// How many elements wait for a slower one.
    var waiting: Int { ahead.count }

    /// Takes one element and returns those whose turn has come, in launch order.
    ///
    /// A launch number that has already been taken is ignored.
    mutating func insert(_ element: Element, at index: Int) -> [Element] {
        guard index >= next, ahead[index] == nil else { return [] }
        guard index == next else {
            ahead[index] = element
            return []
        }
        var released = [element]
        next += 1
        while let following = ahead.removeValue(forKey: next) {
            released.append(following)
            next += 1
        }
        return released
    }
}
