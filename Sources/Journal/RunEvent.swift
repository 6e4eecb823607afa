/// Something that happened to a run and belongs to its record: a stop rule that fired, a warning.
public struct RunEvent: Sendable, Hashable {
    /// When, ISO 8601 in UTC.
    public var time: String
    public var kind: Kind
    /// One plain sentence or line.
    public var text: String

    public init(time: String, kind: Kind, text: String) {
        self.time = time
        self.kind = kind
        self.text = text
    }

    /// The kind of an event.
    ///
    /// Kinds that this version does not know are kept as they are.
    public struct Kind: RawRepresentable, Sendable, Hashable {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Sampling began or was continued.
        public static let started = Kind(rawValue: "started")
        /// Sampling ended; the text says which rule fired.
        public static let stopped = Kind(rawValue: "stopped")
        /// A plain sentence for the user, such as a server that was lost and found again.
        public static let notice = Kind(rawValue: "notice")
        /// The draws are copies of each other; the text says why.
        public static let copies = Kind(rawValue: "copies")
        /// Draws were made by another model; the text says by which server.
        public static let otherModel = Kind(rawValue: "model")
        /// The draws contradict the assumption of one distribution.
        public static let drift = Kind(rawValue: "drift")
    }
}
