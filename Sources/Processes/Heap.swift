internal import CLinux

/// The C library's heap of this process.
package enum Heap {
    /// Lets all threads share two arenas, instead of eight for each core: what one thread gives back another may use, and
    /// a burst of work leaves less behind. Called once, when the process starts.
    package static func shareArenas() {
        // Where it is refused, nothing changes but the memory used.
        _ = mallopt(CLINUX_M_ARENA_MAX, 2)
    }
}
