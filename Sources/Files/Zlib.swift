import Platform

/// The system's zlib.
package enum Zlib {
    /// The library's `z_stream`.
    private struct Stream {
        var nextIn: UnsafePointer<UInt8>?
        var availableIn: UInt32 = 0
        var totalIn: UInt = 0
        var nextOut: UnsafeMutablePointer<UInt8>?
        var availableOut: UInt32 = 0
        var totalOut: UInt = 0
        var message: UnsafePointer<CChar>?
        var state: UnsafeMutableRawPointer?
        var allocate: UnsafeMutableRawPointer?
        var free: UnsafeMutableRawPointer?
        var opaque: UnsafeMutableRawPointer?
        var dataType: Int32 = 0
        var checksum: UInt = 0
        var reserved: UInt = 0
    }

    private struct Functions {
        typealias Start =
            @convention(c) (
                UnsafeMutableRawPointer, Int32, UnsafePointer<CChar>, Int32
            ) -> Int32
        typealias Step = @convention(c) (UnsafeMutableRawPointer, Int32) -> Int32
        typealias Plain = @convention(c) (UnsafeMutableRawPointer) -> Int32

        let start: Start
        let step: Step
        let reset: Plain
        let end: Plain

        init?() {
            guard let library = SystemLibrary(["libz.so.1", "libz.so"]),
                let start = library.function("inflateInit2_", as: Start.self),
                let step = library.function("inflate", as: Step.self),
                let reset = library.function("inflateReset", as: Plain.self),
                let end = library.function("inflateEnd", as: Plain.self)
            else { return nil }
            (self.start, self.step, self.reset, self.end) = (start, step, reset, end)
        }
    }

    /// How the bytes are wrapped.
    package enum Wrapping: Int32 {
        /// As in ZIP files: nothing but the compressed data.
        case raw = -15
        /// gzip, of which several may follow each other, or zlib's own.
        case gzip = 47
    }

    private static let isDone: Int32 = 1

    /// Compressed bytes unpacked.
    ///
    /// - Parameter limit: more bytes than this are an error, so that a small file cannot fill the
    ///   memory.
    /// - Throws: ``UnpackingFault``.
    package static func inflated(
        _ bytes: UnsafeBufferPointer<UInt8>, _ wrapping: Wrapping, limit: Int
    ) throws(UnpackingFault) -> [UInt8] {
        guard let zlib = Functions() else { throw .noLibrary }
        let stream = UnsafeMutablePointer<Stream>.allocate(capacity: 1)
        stream.initialize(to: Stream())
        defer { stream.deallocate() }
        guard
            zlib.start(
                stream, wrapping.rawValue, "1.2.11", Int32(MemoryLayout<Stream>.stride)) == 0
        else { throw .noLibrary }
        defer { _ = zlib.end(stream) }
        var result: [UInt8] = []
        var read = 0
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: UnpackingFault.step)
        defer { room.deallocate() }
        while true {
            let size = min(bytes.count - read, 1 << 30)
            stream.pointee.nextIn = bytes.baseAddress.map { $0 + read }
            stream.pointee.availableIn = UInt32(size)
            stream.pointee.nextOut = room
            stream.pointee.availableOut = UInt32(UnpackingFault.step)
            let state = zlib.step(stream, 0)
            let used = size - Int(stream.pointee.availableIn)
            let made = UnpackingFault.step - Int(stream.pointee.availableOut)
            read += used
            result.append(contentsOf: UnsafeBufferPointer(start: room, count: made))
            guard result.count <= limit else { throw .tooLarge }
            if state == isDone {
                if wrapping == .raw || !isMember(bytes, read) { return result }
                guard zlib.reset(stream) == 0 else { throw .damaged }
            } else if state != 0 || used == 0 && made == 0 {
                throw .damaged
            }
        }
    }

    /// Whether another packed file follows.
    private static func isMember(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Bool {
        offset + 2 < bytes.count && bytes[offset] == 0x1F && bytes[offset + 1] == 0x8B
    }
}
