/// What programs that this one starts get to see of its environment.
package enum ChildEnvironment {
    private static let secrets = ["PROBSCOPE_API_KEY=", "PROBSCOPE_JUDGE_API_KEY="]

    /// Every variable but the keys of servers, as `NAME=value`.
    package static func withoutKeys() -> [String] {
        var variables: [String] = []
        #if canImport(Darwin)
            guard var next = _NSGetEnviron().pointee else { return variables }
        #else
            var next = environ
        #endif
        while let entry = next.pointee {
            let text = String(cString: entry)
            if !secrets.contains(where: { text.hasPrefix($0) }) { variables.append(text) }
            next += 1
        }
        return variables
    }
}
