import Platform

/// Points in time as the journal writes them.
package enum Timestamp {
    /// The present moment, ISO 8601 in UTC with seconds, such as "2025-03-01T12:00:00Z".
    package static func now() -> String {
        iso8601(secondsSince1970: Int(time(nil)))
    }

    /// A moment in the same form.
    package static func iso8601(secondsSince1970 seconds: Int) -> String {
        var moment = time_t(seconds)
        var parts = tm()
        gmtime_r(&moment, &parts)
        func padded(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))T"
            + "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))Z"
    }

    /// The moment that such a text names; nil for any other text.
    static func secondsSince1970(_ text: String) -> Int? {
        let fields = text.split { "-T:Z".contains($0) }.compactMap { Int32($0) }
        guard fields.count == 6, text.utf8.count == 20, text.hasSuffix("Z") else { return nil }
        var parts = tm()
        parts.tm_year = fields[0] - 1900
        parts.tm_mon = fields[1] - 1
        parts.tm_mday = fields[2]
        parts.tm_hour = fields[3]
        parts.tm_min = fields[4]
        parts.tm_sec = fields[5]
        return Int(timegm(&parts))
    }
}
