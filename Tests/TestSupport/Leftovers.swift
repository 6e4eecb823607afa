import Platform

/// Removes the files of test processes that were killed and could not do it themselves.
///
/// Those are the files in `/tmp` named `probscope-WORD-PID-…` whose process is gone.
package func removeLeftovers() {
    guard let folder = opendir("/tmp") else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let parts = name.split(separator: "-")
        guard parts.count > 3, parts[0] == "probscope", let process = pid_t(parts[2]),
            process > 1, kill(process, 0) != 0, errno == ESRCH
        else { continue }
        unlink("/tmp/" + name)
    }
}
