// What Swift's own layer over Darwin adds: C has these as macros or with variable arguments.

public var errno: Int32 { __error().pointee }

public func fcntl(_ descriptor: Int32, _ command: Int32) -> Int32 { -1 }

public func fcntl(_ descriptor: Int32, _ command: Int32, _ value: Int32) -> Int32 { -1 }
