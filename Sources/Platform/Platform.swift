// The C library: mathematics and system calls, under whatever name it has here.
#if canImport(Glibc)
    @_exported import Glibc
#elseif canImport(Musl)
    @_exported import Musl
#elseif canImport(Darwin)
    @_exported import Darwin
#else
    #error("probscope needs a C library with POSIX calls")
#endif
