internal import CLinux

/// The memory that the C library has taken for this process.
package enum Heap {
    /// Lets all threads share two arenas, instead of eight for each core: memory that one thread gives back another may
    /// use, and a burst of work leaves less behind. Called once, when the process starts.
    package static func shareArenas() {
        // Where it is refused, nothing changes but the memory used.
        _ = mallopt(CLINUX_M_ARENA_MAX, 2)
    }

    /// Gives free memory back to the kernel, as a process does that will be idle for a while.
    package static func trim() { _ = malloc_trim(0) }
}
