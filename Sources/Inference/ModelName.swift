/// What a model is called on screen and in a run, by the name that its server has for it.
enum ModelName {
    /// The file's name of a path, and any other name whole.
    ///
    /// A path is a name on one machine; a name with slashes in it, such as `org/model` or an alias, is
    /// the same on others.
    static func shown(_ name: String) -> String {
        let isPath =
            name.hasPrefix("/") || name.hasPrefix(".") || name.hasPrefix("~")
            || name.contains("\\") || name.lowercased().hasSuffix(".gguf")
        return isPath ? file(name) : name
    }

    /// The name of a file, wherever it is.
    static func file(_ path: String) -> String {
        path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? path
    }
}
