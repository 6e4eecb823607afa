import Platform

/// The figures as they are printed: one line each, as soon as it is known.
///
/// Columns: what was measured, our figure, its target and whether that is met, a peer that does
/// the same with its figure from the same run, and how many times better ours is.
final class Table {
    private(set) var missed = 0
    private static let widths = [58, 10, 11, 6, 42, 10]

    /// A peer's figure; nil where the peer is not installed or failed.
    struct Peer {
        var name: String
        var figure: Quantity?
    }

    func heading(_ title: String, _ note: String) {
        print("\n\(title)\n\(note)\n")
        print(row(["", "figure", "target", "", "peer", "figure", "better by"]))
    }

    /// Prints a line, and one more for each peer after the first.
    func line(_ what: String, _ figure: Quantity, _ target: Target? = nil, _ peers: Peer...) {
        var verdict = ""
        if let target {
            let isMet = target.isMet(by: figure)
            verdict = isMet ? "PASS" : "SHORT"
            if !isMet { missed += 1 }
        }
        var cells = [what, "\(figure)", target?.description ?? "", verdict]
        for peer in peers {
            let advantage = peer.figure.map { Quantity.times(figure.advantage(over: $0)) }
            print(
                row(
                    cells + [
                        peer.name, peer.figure?.description ?? "not installed",
                        advantage?.description ?? "",
                    ]))
            cells = ["", "", "", ""]
        }
        if peers.isEmpty { print(row(cells)) }
        fflush(nil)
    }

    /// A remark beneath a line.
    func note(_ text: String) {
        print("    \(text)")
    }

    private func row(_ cells: [String]) -> String {
        var text = ""
        for (position, cell) in cells.enumerated() {
            let width = position < Self.widths.count ? Self.widths[position] : 0
            let padding = String(repeating: " ", count: max(0, width - cell.count))
            let isFigure = position == 1 || position == 5
            text += isFigure ? padding + cell + "  " : cell + padding + "  "
        }
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
