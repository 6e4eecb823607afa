/// Values of foreign replies: servers differ between versions, so a field of another type than
/// expected is as good as absent.
extension JSONReader {
    /// A whole number, or `nil` for any other value.
    package mutating func integerOrNil() throws(JSONError) -> Int? {
        guard let value = try doubleOrNil() else { return nil }
        return Int(exactly: value)
    }

    /// An id or a measurement: a whole number from 0 to 2³¹ − 1, or `nil` for anything else.
    package mutating func smallIntegerOrNil() throws(JSONError) -> Int? {
        guard let value = try doubleOrNil(), let number = Int32(exactly: value), number >= 0 else {
            return nil
        }
        return Int(number)
    }

    /// A count that enters arithmetic: a whole number from 0 to 2³¹ − 1, or `nil` for any other value
    /// than a number.
    ///
    /// - Throws: for a number that no such thing can be, so that none enters any arithmetic.
    package mutating func countOrNil() throws(JSONError) -> Int? {
        guard let value = try doubleOrNil() else { return nil }
        guard let count = Int32(exactly: value), count >= 0 else {
            throw expected("a number from 0 to 2147483647")
        }
        return Int(count)
    }

    /// The logarithm of a probability, or `nil` for null, which some write for that of 0.
    ///
    /// - Throws: for any other value, and for that of a probability above 1; what rounding adds is taken off.
    package mutating func logProbabilityOrNull() throws(JSONError) -> Double? {
        if try null() { return nil }
        guard let value = try doubleOrNil(), value <= 1e-3 else {
            throw expected("the logarithm of a probability")
        }
        return min(0, value)
    }

    /// A number, or `nil` for any other value.
    package mutating func doubleOrNil() throws(JSONError) -> Double? {
        let first = peek()
        guard first == UInt8(ascii: "-") || first &- 0x30 < 10 else {
            try skip()
            return nil
        }
        return try double()
    }

    /// A string, or `nil` for any other value.
    package mutating func stringOrNil() throws(JSONError) -> String? {
        try textOrNil().map { String($0) }
    }

    /// A string as it stands, or `nil` for any other value.
    package mutating func textOrNil() throws(JSONError) -> JSONText? {
        guard peek() == UInt8(ascii: "\"") else {
            try skip()
            return nil
        }
        return try text()
    }

    /// A truth value, or `nil` for any other value.
    package mutating func booleanOrNil() throws(JSONError) -> Bool? {
        let first = peek()
        guard first == UInt8(ascii: "t") || first == UInt8(ascii: "f") else {
            try skip()
            return nil
        }
        return try boolean()
    }

    /// Calls `element` before each element of an array; `false` where it is no array.
    @discardableResult
    package mutating func elements(
        _ element: (inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) -> Bool {
        guard peek() == UInt8(ascii: "[") else {
            try skip()
            return false
        }
        try enterArray()
        while try nextElement() { try element(&self) }
        return true
    }

    /// Calls `member` before each member's value; `false` where it is no object.
    @discardableResult
    package mutating func members(
        _ member: (inout JSONReader, JSONText) throws(JSONError) -> Void
    ) throws(JSONError) -> Bool {
        guard peek() == UInt8(ascii: "{") else {
            try skip()
            return false
        }
        try enterObject()
        while let key = try nextKey() { try member(&self, key) }
        return true
    }

    /// Strings, or `nil` where it is no array; other elements are dropped.
    package mutating func stringsOrNil() throws(JSONError) -> [String]? {
        var strings: [String] = []
        let isArray = try elements { reader throws(JSONError) in
            if let string = try reader.stringOrNil() { strings.append(string) }
        }
        return isArray ? strings : nil
    }
}

extension [UInt8] {
    /// Reads the whole text with `read`; nothing may follow.
    package func readJSON<Value>(
        _ read: (inout JSONReader) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        let result: Result<Value, JSONError> = withUnsafeBytes { bytes in
            do throws(JSONError) {
                var reader = JSONReader(bytes)
                let value = try read(&reader)
                try reader.end()
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
