import Files
import Prompts

/// An Inspect log as it is written: a ZIP archive with a header and one file a sample.
///
/// Only what such logs have is read: entries that are stored, deflated or packed by Zstandard. Every size and place is
/// checked against the file, and no entry may unpack to more than ``largest`` bytes.
struct InspectArchive {
    /// An entry of the archive's directory.
    private struct Entry {
        var method: Int
        var packed: Int
        var size: Int
        var place: Int
    }

    let name: String
    private let bytes: [UInt8]
    private var entries: [String: Entry] = [:]
    private(set) var names: [String] = []

    /// What one entry may unpack to.
    static let largest = 1 << 30

    static func isArchive(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: mark)
    }

    /// How a ZIP archive begins.
    static let mark: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    /// - Throws: ``ImportError`` where the archive is broken.
    init(_ bytes: [UInt8], name: String) throws(ImportError) {
        self.name = name
        self.bytes = bytes
        try readDirectory()
    }

    /// The text of an entry as JSON; nil where there is no such entry.
    func json(_ entry: String) throws(ImportError) -> JSONValue? {
        guard let found = entries[entry] else { return nil }
        let place = "\(name), \(PromptError.printable(entry))"
        let text = try unpacked(found, place)
        return try DrawImport.naming { () throws(PromptError) in
            try SourceText(TextBytes(text), name: place).json()
        }
    }

    private mutating func readDirectory() throws(ImportError) {
        // The end of the directory is 22 bytes and a comment from the end.
        let first = max(0, bytes.count - 22 - 0xFFFF)
        guard bytes.count >= 22,
            let end = stride(from: bytes.count - 22, through: first, by: -1).first(where: {
                number($0, 4) == 0x0605_4B50
            })
        else { throw broken }
        var (count, start) = (number(end + 10, 2) ?? 0, number(end + 16, 4) ?? 0)
        // Where a number does not fit, it is in a longer record in front of this one.
        if count == 0xFFFF || start == 0xFFFF_FFFF {
            guard let place = number(end - 20 + 8, 8), place <= bytes.count,
                number(place, 4) == 0x0606_4B50,
                let many = number(place + 32, 8), let from = number(place + 48, 8)
            else { throw broken }
            (count, start) = (many, from)
        }
        for _ in 0..<count {
            guard start <= bytes.count, number(start, 4) == 0x0201_4B50,
                let method = number(start + 10, 2),
                var packed = number(start + 20, 4), var size = number(start + 24, 4),
                let length = number(start + 28, 2), let extra = number(start + 30, 2),
                let comment = number(start + 32, 2), var place = number(start + 42, 4),
                start + 46 + length + extra + comment <= bytes.count
            else { throw broken }
            let text = String(decoding: bytes[start + 46..<start + 46 + length], as: UTF8.self)
            readLonger(start + 46 + length, extra, &packed, &size, &place)
            if entries.updateValue(
                Entry(method: method, packed: packed, size: size, place: place), forKey: text)
                == nil
            {
                names.append(text)
            }
            start += 46 + length + extra + comment
        }
    }

    /// Takes the sizes that do not fit in four bytes from an entry's extra fields.
    private func readLonger(
        _ start: Int, _ length: Int, _ packed: inout Int, _ size: inout Int, _ place: inout Int
    ) {
        var offset = start
        while offset + 4 <= start + length {
            guard let kind = number(offset, 2), let count = number(offset + 2, 2) else { return }
            var field = offset + 4
            if kind == 1 {
                for value in [\Sizes.size, \Sizes.packed, \Sizes.place] {
                    var sizes = Sizes(packed: packed, size: size, place: place)
                    guard sizes[keyPath: value] == 0xFFFF_FFFF, let long = number(field, 8) else {
                        continue
                    }
                    sizes[keyPath: value] = long
                    (packed, size, place) = (sizes.packed, sizes.size, sizes.place)
                    field += 8
                }
            }
            offset += 4 + count
        }
    }

    private struct Sizes {
        var packed: Int
        var size: Int
        var place: Int
    }

    private func unpacked(_ entry: Entry, _ place: String) throws(ImportError) -> [UInt8] {
        guard entry.size <= Self.largest else {
            throw ImportError("\(place): this unpacks to more than a gigabyte.")
        }
        guard entry.place <= bytes.count, number(entry.place, 4) == 0x0403_4B50,
            let name = number(entry.place + 26, 2),
            let extra = number(entry.place + 28, 2)
        else { throw broken }
        let start = entry.place + 30 + name + extra
        guard start <= bytes.count, entry.packed <= bytes.count - start else { throw broken }
        let packed = bytes[start..<start + entry.packed]
        let text: [UInt8]?
        switch entry.method {
        case 0: text = Array(packed)
        case 8:
            // Deflate packs no tighter than 1 to 1,032.
            guard entry.size / 1033 <= entry.packed else { throw broken }
            text = try unpacked(place) { () throws(UnpackingFault) in
                try packed.withUnsafeBufferPointer { (source) throws(UnpackingFault) in
                    try Zlib.inflated(source, .raw, limit: entry.size)
                }
            }
        // What Inspect packs by Zstandard, as it does now.
        case 93:
            text = try unpacked(place) { () throws(UnpackingFault) in
                try packed.withUnsafeBufferPointer { (source) throws(UnpackingFault) in
                    try Zstandard.unpacked(source, limit: entry.size)
                }
            }
        default:
            throw ImportError(
                "\(place): this is packed in a way (\(entry.method)) that is not read here; "
                    + Self.dump)
        }
        guard let text, text.count == entry.size else {
            throw ImportError("\(place): this cannot be unpacked; the file is damaged.")
        }
        return text
    }

    /// What was packed; nil where it is damaged.
    private func unpacked(
        _ place: String, _ unpack: () throws(UnpackingFault) -> [UInt8]
    ) throws(ImportError) -> [UInt8]? {
        do throws(UnpackingFault) {
            return try unpack()
        } catch {
            switch error {
            case .noLibrary:
                throw ImportError(
                    "\(place): this is packed by Zstandard, whose library (libzstd) is not on this "
                        + "machine; " + Self.dump)
            case .tooLarge:
                throw ImportError(
                    "\(place): this unpacks to more than it says, or to more than 100 times its size; "
                        + Self.dump)
            case .damaged: return nil
            }
        }
    }

    private static let dump = "inspect log dump FILE > log.json gives a file that is."

    private var broken: ImportError {
        ImportError(
            "\(name): this is a ZIP archive that is damaged or cut short; an Inspect log is read "
                + "whole, anything else is to be unpacked first.")
    }

    /// A number of so many bytes, the lowest first; nil outside the file or above what fits.
    private func number(_ place: Int, _ count: Int) -> Int? {
        guard place >= 0, place <= bytes.count - count else { return nil }
        var value: UInt64 = 0
        for index in 0..<count { value |= UInt64(bytes[place + index]) << (8 * UInt64(index)) }
        return Int(exactly: value)
    }
}

extension DrawImport {
    /// Reads an Inspect log out of its archive, sample by sample.
    mutating func read(
        _ archive: InspectArchive, _ progress: ((_ done: Int, _ total: Int) -> Void)?
    ) throws(ImportError) {
        let samples = archive.names.filter { $0.hasPrefix("samples/") && $0.hasSuffix(".json") }
        // A log that is still being written has its beginning alone.
        var header = try archive.json("header.json")
        if header == nil, let start = try archive.json("_journal/start.json") {
            header = start
            warnings.append("the log was not finished: draws may be missing")
        }
        guard let header else {
            throw ImportError(
                "\(archive.name) is a ZIP archive and no Inspect log, which has a header.json; "
                    + "unpack it first.")
        }
        try readInspect(header: header, archive.name)
        guard !samples.isEmpty else { throw ImportError("\(archive.name) has no samples.") }
        var read: [(epoch: Double, sample: JSONValue, name: String)] = []
        var broken: [(name: String, error: ImportError)] = []
        for (index, name) in samples.enumerated() {
            progress?(index, samples.count)
            do throws(ImportError) {
                guard let sample = try archive.json(name) else { continue }
                read.append((sample["epoch"]?.number ?? 1, Self.trimmed(sample), name))
            } catch {
                broken.append((name, error))
            }
        }
        let ordered = read.enumerated().sorted {
            ($0.element.epoch, $0.offset) < ($1.element.epoch, $1.offset)
        }
        for (_, item) in ordered {
            try noting { (draws: inout DrawImport) throws(ImportError) in
                let place = "\(archive.name), \(PromptError.printable(item.name))"
                try draws.readInspect(sample: FieldReader(item.sample, place))
            }
        }
        for (name, error) in broken { addBroken(name, error) }
    }

    /// A sample that cannot be unpacked or is no JSON: its name says to which prompt it belongs, of
    /// which it is a lost draw.
    private mutating func addBroken(_ name: String, _ error: ImportError) {
        let parts = name.dropFirst("samples/".count).dropLast(".json".count)
            .split(separator: "_epoch_")
        let position = parts.first.flatMap { positions[PromptID(String($0))] }
        odd.note(error, isLost: position != nil)
        guard let position else { return }
        var entry = Entry(error: "the sample could not be read")
        if let epoch = parts.last.flatMap({ Int32($0) }), (1..<Self.mostEpochs).contains(epoch) {
            // It is there, so that it is not missing as well.
            epochs[position, default: []].append(epoch)
            entry.number = Self.number(epoch)
        }
        add(entry, to: position)
    }

    /// What of a sample makes draws; its events, of which only the settings of calls are wanted, may be a
    /// hundred times as long, and its messages are those of its input and output.
    private static func trimmed(_ sample: JSONValue) -> JSONValue {
        guard case .object(let fields) = sample else { return sample }
        return .object(
            fields.compactMap { (field) -> JSONValue.Field? in
                switch field.name {
                case "messages", "store", "timelines": nil
                case "events":
                    JSONValue.Field(name: field.name, value: .array(calls(field.value.list ?? [])))
                default: field
                }
            })
    }
}
