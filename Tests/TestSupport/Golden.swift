import Platform

/// Compares a text with the file `Goldens/NAME` beside the test's own file.
///
/// With `UPDATE_GOLDEN=1` in the environment the file is written instead; look at what changed
/// before committing it.
///
/// - Throws: `TestFailure` with a line-by-line difference, or if the file is missing.
package func assertGolden(
    _ actual: String, _ name: String, filePath: String = #filePath
) throws {
    let folder =
        filePath.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast().joined(separator: "/") + "/Goldens"
    let path = "\(folder)/\(name)"
    if getenv("UPDATE_GOLDEN").map({ String(cString: $0) }) == "1" {
        mkdir(folder, 0o755)
        try writeFile(actual, to: path)
        return
    }
    guard let expected = readFile(path) else {
        throw TestFailure("there is no \(path); run the test with UPDATE_GOLDEN=1 to write it")
    }
    if expected != actual {
        throw TestFailure(
            "\(name) is not what it was ('-' golden, '+' now; UPDATE_GOLDEN=1 accepts it):\n"
                + difference(from: expected, to: actual))
    }
}

/// The lines that differ, with their numbers, control characters made visible.
private func difference(from expected: String, to actual: String) -> String {
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
    var lines: [String] = []
    for index in 0..<max(old.count, new.count) {
        let before = index < old.count ? old[index] : nil
        let after = index < new.count ? new[index] : nil
        if before == after { continue }
        if let before { lines.append("-\(index + 1): \(visible(before))") }
        if let after { lines.append("+\(index + 1): \(visible(after))") }
    }
    return lines.joined(separator: "\n")
}

private func visible(_ line: Substring) -> String {
    line.unicodeScalars.map { scalar in
        scalar.value < 0x20 || scalar.value == 0x7F ? scalar.escaped(asASCII: true) : String(scalar)
    }.joined()
}

private func readFile(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
        bytes += buffer[..<count]
    }
}

private func writeFile(_ text: String, to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw TestFailure("cannot write \(path)") }
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { throw TestFailure("cannot write \(path)") }
        rest = rest.dropFirst(count)
    }
}
