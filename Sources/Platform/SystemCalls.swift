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

/// Keeps all files but the three streams from programs that are started, those too that libraries
/// have opened without saying so.
package func closeOthersOnExec() {
    #if os(Linux)
        let folder = "/proc/self/fd"
    #else
        let folder = "/dev/fd"
    #endif
    guard let list = opendir(folder) else { return }
    defer { closedir(list) }
    while let entry = readdir(list) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        guard let descriptor = Int32(name), descriptor > 2 else { continue }
        let flags = fcntl(descriptor, F_GETFD)
        if flags >= 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
    }
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

/// Lets this process have so many files open at once, as far as the system allows it.
///
/// - Returns: how many it may have now.
package func allowOpenFiles(_ wanted: Int) -> Int {
    #if os(Linux) && canImport(Glibc)
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        let files = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0 else { return wanted }
    let enough = min(rlim_t(max(0, wanted)), limit.rlim_max)
    if limit.rlim_cur < enough {
        var larger = limit
        larger.rlim_cur = enough
        if setrlimit(files, &larger) == 0 { limit = larger }
    }
    return Int(clamping: limit.rlim_cur)
}
