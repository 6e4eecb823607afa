import Platform

/// The system's Zstandard library.
package enum Zstandard {
    private struct Input {
        var start: UnsafeRawPointer?
        var size: Int
        var position: Int
    }

    private struct Output {
        var start: UnsafeMutableRawPointer?
        var size: Int
        var position: Int
    }

    private struct Functions {
        typealias Make = @convention(c) () -> UnsafeMutableRawPointer?
        typealias Step =
            @convention(c) (
                UnsafeMutableRawPointer, UnsafeMutableRawPointer, UnsafeMutableRawPointer
            ) -> Int
        typealias Check = @convention(c) (Int) -> UInt32
        typealias Free = @convention(c) (UnsafeMutableRawPointer) -> Int

        let make: Make
        let step: Step
        let isError: Check
        let free: Free

        init?() {
            guard let library = SystemLibrary(["libzstd.so.1", "libzstd.so", "libzstd.1.dylib"]),
                let make = library.function("ZSTD_createDStream", as: Make.self),
                let step = library.function("ZSTD_decompressStream", as: Step.self),
                let isError = library.function("ZSTD_isError", as: Check.self),
                let free = library.function("ZSTD_freeDStream", as: Free.self)
            else { return nil }
            (self.make, self.step, self.isError, self.free) = (make, step, isError, free)
        }
    }

    /// Compressed bytes unpacked, at most `limit`.
    package static func unpacked(
        _ bytes: UnsafeBufferPointer<UInt8>, limit: Int
    ) throws(UnpackingFault) -> [UInt8] {
        guard let zstd = Functions(), let stream = zstd.make() else { throw .noLibrary }
        defer { _ = zstd.free(stream) }
        var result: [UInt8] = []
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: UnpackingFault.step)
        defer { room.deallocate() }
        var input = Input(start: bytes.baseAddress, size: bytes.count, position: 0)
        while true {
            var output = Output(start: room, size: UnpackingFault.step, position: 0)
            let before = input.position
            let rest = zstd.step(stream, &output, &input)
            guard zstd.isError(rest) == 0 else { throw .damaged }
            try UnpackingFault.check(
                result.count + output.position, of: bytes.count, limit: limit)
            result.append(contentsOf: UnsafeBufferPointer(start: room, count: output.position))
            let isStuck = input.position == before && output.position == 0
            if input.position == bytes.count, output.position < UnpackingFault.step {
                // What is left of a frame never came.
                guard rest == 0 else { throw .damaged }
                return result
            }
            if isStuck { throw .damaged }
        }
    }
}
