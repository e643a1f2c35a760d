#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H

#include <elf.h>
#include <spawn.h>
#include <sys/statfs.h>

// What the C library has and Swift's Glibc module does not show, because that is built without _GNU_SOURCE.
// Declared here as the manual has it; nothing is defined.

void *memrchr(const void *bytes, int byte, unsigned long count);
void *memmem(const void *bytes, unsigned long count, const void *needle, unsigned long needle_count);
int memfd_create(const char *name, unsigned int flags);
int syncfs(int descriptor);
int pipe2(int ends[2], int flags);
int mallopt(int parameter, int value);
int malloc_trim(unsigned long pad);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *restrict actions, const char *restrict path);

// The beginning of what <link.h> declares, for machines of 64 bits.
struct dl_phdr_info {
    Elf64_Addr dlpi_addr;
    const char *dlpi_name;
    const Elf64_Phdr *dlpi_phdr;
    Elf64_Half dlpi_phnum;
};
int dl_iterate_phdr(int (*callback)(struct dl_phdr_info *info, unsigned long size, void *data), void *data);

enum { CLINUX_MFD_CLOEXEC = 1 };
static const int CLINUX_M_ARENA_MAX = -8;

#endif
