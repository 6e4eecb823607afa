import CZlib

/// The system's zlib.
package enum Zlib {
    /// How the bytes are wrapped.
    package enum Wrapping: Int32 {
        /// As in ZIP files: nothing but the compressed data.
        case raw = -15
        /// gzip, of which several may follow each other, or zlib's own.
        case gzip = 47
    }

    /// Compressed bytes unpacked.
    ///
    /// - Parameter limit: more bytes than this are an error, so that a small file cannot fill the
    ///   memory.
    /// - Throws: ``UnpackingFault``.
    package static func inflated(
        _ bytes: UnsafeBufferPointer<UInt8>, _ wrapping: Wrapping, limit: Int
    ) throws(UnpackingFault) -> [UInt8] {
        // The library remembers where the stream stands in memory.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        guard
            inflateInit2_(
                stream, wrapping.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw .noLibrary }
        defer { inflateEnd(stream) }
        var result: [UInt8] = []
        var read = 0
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: UnpackingFault.step)
        defer { room.deallocate() }
        while true {
            let size = min(bytes.count - read, 1 << 30)
            stream.pointee.next_in = bytes.baseAddress.map {
                UnsafeMutablePointer(mutating: $0 + read)
            }
            stream.pointee.avail_in = UInt32(size)
            stream.pointee.next_out = room
            stream.pointee.avail_out = UInt32(UnpackingFault.step)
            let state = inflate(stream, Z_NO_FLUSH)
            let used = size - Int(stream.pointee.avail_in)
            let made = UnpackingFault.step - Int(stream.pointee.avail_out)
            read += used
            try UnpackingFault.check(result.count + made, of: bytes.count, limit: limit)
            result.append(contentsOf: UnsafeBufferPointer(start: room, count: made))
            if state == Z_STREAM_END {
                if wrapping == .raw || !isMember(bytes, read) { return result }
                guard inflateReset(stream) == Z_OK else { throw .damaged }
            } else if state != Z_OK || used == 0 && made == 0 {
                throw .damaged
            }
        }
    }

    /// Whether another packed file follows.
    private static func isMember(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Bool {
        offset + 2 < bytes.count && bytes[offset] == 0x1F && bytes[offset + 1] == 0x8B
    }
}
