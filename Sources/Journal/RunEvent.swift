/// Something that happened to a run and belongs to its record: a stop rule that fired, a warning.
package struct RunEvent: Sendable, Hashable {
    /// When, ISO 8601 in UTC.
    package var time: String
    package var kind: Kind
    /// One plain sentence or line.
    package var text: String

    package init(time: String, kind: Kind, text: String) {
        self.time = time
        self.kind = kind
        self.text = text
    }

    /// The kind of an event.
    ///
    /// Kinds that this version does not know are kept as they are.
    package struct Kind: RawRepresentable, Sendable, Hashable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Sampling began or was continued.
        package static let started = Kind(rawValue: "started")
        /// Sampling ended; the text says which rule fired.
        package static let stopped = Kind(rawValue: "stopped")
        /// A plain sentence for the user, such as a server that was lost and found again.
        package static let notice = Kind(rawValue: "notice")
        /// The draws are copies of each other; the text says why.
        package static let copies = Kind(rawValue: "copies")
        /// Draws were made by another model; the text says by which server.
        package static let otherModel = Kind(rawValue: "model")
        /// An answer closed a thought that it had not opened: a chat template that nobody sees opens
        /// them, so that answers without a mark end inside their thoughts.
        package static let unopenedThought = Kind(rawValue: "thoughts")
    }
}
