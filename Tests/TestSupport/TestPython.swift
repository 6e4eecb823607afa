import Platform

/// Where the Pythons of the tests are, and what else make fetches for them.
enum TestPython {
    /// The path that a variable names, or that of the checkout.
    ///
    /// - Throws: ``TestFailure`` with one line that says what is missing and how to get it.
    static func path(
        _ variable: String, _ built: String, missing: String, access mode: Int32 = X_OK
    ) throws -> String {
        if let named = getenv(variable).map({ String(cString: $0) }), !named.isEmpty {
            return named
        }
        let checkout = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "/\(checkout)/\(built)"
        guard access(path, mode) == 0 else { throw TestFailure("\(missing), or set \(variable)") }
        return path
    }
}
