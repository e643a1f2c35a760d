#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H

#include <spawn.h>

// What the C library has and Swift's Glibc module does not show, because that is built without _GNU_SOURCE.
// Declared here as the manual has it; nothing is defined.

int memfd_create(const char *name, unsigned int flags);
int pipe2(int ends[2], int flags);
int mallopt(int parameter, int value);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *restrict actions, const char *restrict path);

enum { CLINUX_MFD_CLOEXEC = 1 };
static const int CLINUX_M_ARENA_MAX = -8;

#endif
