import Platform

/// Where the Pythons of the tests are.
enum TestPython {
    /// The path that a variable names, or that of the checkout.
    ///
    /// - Throws: ``TestFailure`` with one line that says what is missing and how to get it.
    static func path(_ variable: String, _ built: String, missing: String) throws -> String {
        if let named = getenv(variable).map({ String(cString: $0) }), !named.isEmpty {
            return named
        }
        let checkout = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "/\(checkout)/\(built)"
        guard access(path, X_OK) == 0 else { throw TestFailure("\(missing), or set \(variable)") }
        return path
    }
}
