// What Linux calls otherwise than the rest. The other halves have not been tried anywhere.

/// The type of a stream socket that no started program inherits; elsewhere call
/// ``closeOnExec(_:)`` with what is made.
package let privateStream: Int32 = {
    #if os(Linux)
        Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    #else
        SOCK_STREAM
    #endif
}()

/// Keeps descriptors from programs that are started.
package func closeOnExec(_ descriptors: Int32...) {
    #if !os(Linux)
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    #endif
}

/// The flag of `send` with which a peer that is gone is an error and no signal.
package let withoutSignal: Int32 = {
    #if os(Linux)
        Int32(MSG_NOSIGNAL)
    #else
        0
    #endif
}()

/// Has a socket give an error instead of a signal, where ``withoutSignal`` cannot.
package func preventSignal(_ socket: Int32) {
    #if canImport(Darwin)
        var yes: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_NOSIGPIPE, &yes, socklen_t(MemoryLayout<Int32>.size))
    #endif
}

extension siginfo_t {
    /// The process that `waitid` tells of; 0 for none.
    package var process: pid_t {
        #if os(Linux)
            _sifields._sigchld.si_pid
        #else
            si_pid
        #endif
    }
}
