/// A list that grows by pieces: nothing in it is ever copied to make room, and no more than a piece
/// is kept free.
///
/// A list that doubles holds all of it twice while it is copied, and up to twice as much as it needs.
struct GrowingList<Element: Sendable & Equatable>: Sendable, Equatable {
    private static var bits: Int { 12 }
    private static var size: Int { 1 << bits }

    private var pieces: [[Element]] = []
    private(set) var count = 0

    mutating func append(_ element: Element) {
        if count & (Self.size - 1) == 0 {
            pieces.append([])
            // The first one grows with what is in it: most lists are short.
            if count > 0 { pieces[pieces.count - 1].reserveCapacity(Self.size) }
        }
        pieces[count >> Self.bits].append(element)
        count += 1
    }

    subscript(place: Int) -> Element {
        get { pieces[place >> Self.bits][place & (Self.size - 1)] }
        _modify { yield &pieces[place >> Self.bits][place & (Self.size - 1)] }
    }
}
