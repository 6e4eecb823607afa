/// Finds an id that was used before, in a few bytes a prompt.
struct IdentifierIndex {
    /// Positions among the prompts, from 1, by the hash of the id; 0 is a free place.
    private var places: [UInt32] = Array(repeating: 0, count: 64)
    private var lines: [UInt32] = []

    /// Adds the id of the next prompt.
    ///
    /// - Parameter prompts: all prompts before it.
    /// - Returns: the line of the prompt that has the same id already.
    mutating func add(_ id: PromptID, line: Int, prompts: [Prompt]) -> Int? {
        if 3 * lines.count >= 2 * places.count { grow(prompts) }
        var place = Self.place(of: id, among: places.count)
        while places[place] != 0 {
            let position = Int(places[place]) - 1
            if prompts[position].id == id { return Int(lines[position]) }
            place = (place + 1) & (places.count - 1)
        }
        lines.append(UInt32(truncatingIfNeeded: line))
        places[place] = UInt32(truncatingIfNeeded: lines.count)
        return nil
    }

    private mutating func grow(_ prompts: [Prompt]) {
        places = Array(repeating: 0, count: 2 * places.count)
        for position in lines.indices {
            var place = Self.place(of: prompts[position].id, among: places.count)
            while places[place] != 0 { place = (place + 1) & (places.count - 1) }
            places[place] = UInt32(truncatingIfNeeded: position + 1)
        }
    }

    private static func place(of id: PromptID, among count: Int) -> Int {
        id.hashValue & (count - 1)
    }
}
