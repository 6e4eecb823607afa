import Platform

/// A library of the system's that is looked for when it is needed, so that nothing depends on it.
struct SystemLibrary: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer

    /// Nil where none of the names is there.
    init?(_ names: [String]) {
        guard let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else {
            return nil
        }
        self.handle = handle
    }

    /// A function by its name, whose C type the caller knows.
    func function<Function>(_ name: String, as type: Function.Type) -> Function? {
        dlsym(handle, name).map { unsafeBitCast($0, to: type) }
    }
}
