import Glibc

/// Points in time as the journal writes them.
public enum Timestamp {
    /// The present moment, ISO 8601 in UTC with seconds, such as "2025-03-01T12:00:00Z".
    public static func now() -> String {
        iso8601(secondsSince1970: Int(time(nil)))
    }

    /// A moment in the same form.
    public static func iso8601(secondsSince1970 seconds: Int) -> String {
        var moment = time_t(seconds)
        var parts = tm()
        gmtime_r(&moment, &parts)
        func padded(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))T"
            + "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))Z"
    }
}
