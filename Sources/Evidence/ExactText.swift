import Platform

/// A text as its exact bytes, for use as a key.
///
/// `String` holds canonically equivalent texts for equal ("é" in one or two code points), but they
/// are different outputs of a model and may have different scores.
package struct ExactText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (a: ExactText, b: ExactText) -> Bool {
        var (a, b) = (a.text, b.text)
        // Byte by byte this would be the greater part of rebuilding a run's evidence.
        return a.withUTF8 { a in
            b.withUTF8 { b in
                guard a.count == b.count else { return false }
                guard let first = a.baseAddress, let second = b.baseAddress else { return true }
                return memcmp(first, second, a.count) == 0
            }
        }
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
