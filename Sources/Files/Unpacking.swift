/// Why compressed bytes could not be unpacked.
package enum UnpackingFault: Error {
    /// The system has no library for them.
    case noLibrary
    case damaged
    case tooLarge

    /// So many bytes are unpacked at once.
    static let step = 1 << 18

    /// Text becomes no smaller than so much of itself.
    ///
    /// What does was made to fill a memory, but for a small file that is one word again and again.
    private static let (mostTimes, small) = (100, 1 << 26)

    /// - Throws: ``tooLarge`` where so much was made of so few bytes as no text is, or more than the limit.
    static func check(_ made: Int, of packed: Int, limit: Int) throws(UnpackingFault) {
        guard made <= limit, made <= small || made / mostTimes <= packed else { throw .tooLarge }
    }
}

/// How a file is packed, told by its first bytes.
enum Packing: CaseIterable {
    case gzip, zstandard, bzip2, xz

    /// At most so many bytes are made of a file: 1 GiB.
    static let limit = 1 << 30

    init?(_ bytes: TextBytes) {
        guard let packing = Self.allCases.first(where: { bytes.starts(with: $0.mark) }) else {
            return nil
        }
        self = packing
    }

    private var mark: [UInt8] {
        switch self {
        case .gzip: [0x1F, 0x8B]
        case .zstandard: [0x28, 0xB5, 0x2F, 0xFD]
        case .bzip2: [0x42, 0x5A, 0x68]
        case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A]
        }
    }

    /// What it is called, and the program that unpacks it.
    var name: String {
        switch self {
        case .gzip: "gzip"
        case .zstandard: "zstd"
        case .bzip2: "bzip2"
        case .xz: "xz"
        }
    }

    /// The file's own bytes.
    ///
    /// - Throws: ``PromptError`` with the line that unpacks it by hand.
    func unpacked(_ bytes: TextBytes, name file: String) throws(PromptError) -> TextBytes {
        let reason: String
        do throws(UnpackingFault) {
            let packed = bytes[0..<bytes.count]
            switch self {
            case .gzip:
                return TextBytes(try Zlib.inflated(packed, .gzip, limit: Self.limit))
            case .zstandard:
                return TextBytes(try Zstandard.unpacked(packed, limit: Self.limit))
            case .bzip2, .xz: reason = ""
            }
        } catch {
            switch error {
            case .noLibrary: reason = ", and this system has no library to unpack it"
            case .damaged: reason = ", and damaged or cut off"
            case .tooLarge:
                reason = ", and more than 1 GiB unpacked, or more than 100 times its size"
            }
        }
        throw PromptError(
            file: file,
            reason: "this is compressed (\(name))\(reason); unpack it with \(name) -dc "
                + "\(PromptError.printable(file)) and give the result")
    }
}
