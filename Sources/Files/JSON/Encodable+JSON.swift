import FoundationEssentials

extension Encodable {
    /// The value as JSON, with sorted names and plain slashes.
    ///
    /// - Throws: ``EncodingFault`` where a number is not finite, which JSON cannot say.
    package func jsonText(isPretty: Bool = false) throws(EncodingFault) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        } catch EncodingError.invalidValue(let value, let context) {
            let place = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw EncodingFault(description: "JSON cannot say the value \(value) of \(place)")
        } catch {
            throw EncodingFault(description: "JSON cannot say this: \(error)")
        }
    }
}

/// Why a value cannot be written as JSON.
package struct EncodingFault: Error, Hashable, CustomStringConvertible {
    package let description: String
}
