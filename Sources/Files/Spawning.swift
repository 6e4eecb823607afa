// What posix_spawn takes: structures on Linux, pointers to hidden ones on Darwin.
import Platform

#if canImport(Darwin)
    package typealias SpawnActions = posix_spawn_file_actions_t?
    package typealias SpawnAttributes = posix_spawnattr_t?
#else
    package typealias SpawnActions = posix_spawn_file_actions_t
    package typealias SpawnAttributes = posix_spawnattr_t
#endif

/// Actions to be filled by `posix_spawn_file_actions_init`.
package func newSpawnActions() -> SpawnActions {
    #if canImport(Darwin)
        nil
    #else
        posix_spawn_file_actions_t()
    #endif
}

/// Attributes to be filled by `posix_spawnattr_init`.
package func newSpawnAttributes() -> SpawnAttributes {
    #if canImport(Darwin)
        nil
    #else
        posix_spawnattr_t()
    #endif
}
