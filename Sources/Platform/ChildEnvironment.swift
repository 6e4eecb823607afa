/// What programs that this one starts get to see of its environment.
package enum ChildEnvironment {
    /// Whether a variable of this name holds a key, whatever the server is that it is for.
    package static func isSecret(_ name: some StringProtocol) -> Bool {
        name.hasPrefix("PROBSCOPE_") && name.hasSuffix("_KEY")
    }

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
            if !isSecret(text.prefix { $0 != "=" }) { variables.append(text) }
            next += 1
        }
        return variables
    }
}
