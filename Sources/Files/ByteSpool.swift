import Platform
import Synchronization

/// Records of bytes that are added one after another and read again in any order.
///
/// The newest are in memory and all others in a file without a name, so that the memory does not grow
/// with their number. Where there is no room for such a file, everything stays in memory.
package final class ByteSpool: Sendable {
    private struct State {
        var file: TemporaryFile?
        var isFull = false
        /// How many bytes are in the file.
        var stored = 0
        /// What is behind these.
        var newest: [UInt8] = []
        /// The part of the file that was read last, and where it begins.
        var window: [UInt8] = []
        var windowStart = 0
    }

    private let state = Mutex(State())
    private let most: Int

    /// So many bytes are read beyond what is asked for where one record follows another.
    private static let ahead = 1 << 16

    /// - Parameter most: how many bytes are kept in memory.
    package init(most: Int = 1 << 24) { self.most = most }

    /// Adds a record.
    ///
    /// - Returns: its place.
    package func append(_ record: [UInt8]) -> Int {
        state.withLock { state in
            let place = state.stored + state.newest.count
            state.newest += record
            if state.newest.count > most, !state.isFull { store(&state) }
            return place
        }
    }

    private func store(_ state: inout State) {
        if state.file == nil { state.file = TemporaryFile() }
        let isStored = state.newest.withUnsafeBytes { state.file?.append($0) ?? false }
        guard isStored else {
            // What was written of it is behind the end, and is never read.
            state.isFull = true
            return
        }
        state.stored += state.newest.count
        state.newest.removeAll(keepingCapacity: true)
    }

    /// A record's bytes; nil where the file cannot be read.
    ///
    /// - Parameters:
    ///   - place: what ``append(_:)`` gave.
    ///   - count: how many bytes it has.
    package func record(at place: Int, count: Int) -> [UInt8]? {
        state.withLock { state in
            if place >= state.stored {
                let start = place - state.stored
                guard start + count <= state.newest.count else { return nil }
                return Array(state.newest[start..<start + count])
            }
            guard fill(&state, place, count) else { return nil }
            let start = place - state.windowStart
            return Array(state.window[start..<start + count])
        }
    }

    /// Makes sure that the window has a record.
    private func fill(_ state: inout State, _ place: Int, _ count: Int) -> Bool {
        let end = state.windowStart + state.window.count
        if place >= state.windowStart, place + count <= end { return true }
        // Where records are read in their order, the next ones are wanted soon.
        let isNext = place >= state.windowStart && place <= end
        let size = min(isNext ? max(count, Self.ahead) : max(count, 4096), state.stored - place)
        guard let file = state.file, size >= count else { return false }
        var window = [UInt8](repeating: 0, count: size)
        let got = window.withUnsafeMutableBytes { file.read(at: place, into: $0) }
        guard got == size else { return false }
        state.window = window
        state.windowStart = place
        return true
    }
}
