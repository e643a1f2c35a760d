internal import CLinux
internal import Glibc

/// The memory of this process.
package enum Heap {
    /// Lets all threads share two arenas, instead of eight for each core: what one thread gives back another may use, and
    /// a burst of work leaves less behind. Called once, when the process starts.
    package static func shareArenas() {
        // Where it is refused, nothing changes but the memory used.
        _ = mallopt(CLINUX_M_ARENA_MAX, 2)
    }

    /// Gives back to the kernel what an idle process does not need: free heap, and the pages of program and libraries that
    /// were only read. They are mapped again, from the file or its cache, where they are touched again.
    package static func giveBack() {
        _ = malloc_trim(0)
        // The loader's lock is held meanwhile: no library goes or comes.
        _ = dl_iterate_phdr(
            { object, _, _ in
                guard let object = object?.pointee, let headers = object.dlpi_phdr else { return 0 }
                for index in 0..<Int(object.dlpi_phnum) { Heap.giveBack(headers[index], of: object.dlpi_addr) }
                return 0
            },
            nil
        )
    }

    /// A segment that nobody may write is as its file is. What the loader writes lies in the others.
    private static func giveBack(_ header: Elf64_Phdr, of base: Elf64_Addr) {
        guard header.p_type == PT_LOAD, header.p_flags & Elf64_Word(PF_W) == 0 else { return }
        let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
        let start = (UInt(base + header.p_vaddr) + page - 1) / page * page
        let end = UInt(base + header.p_vaddr + header.p_memsz) / page * page
        guard start < end else { return }
        // Where it is refused, the pages stay.
        _ = madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_DONTNEED)
    }
}
