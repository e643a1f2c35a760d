#ifndef CLIBGIT2_SHIM_H
#define CLIBGIT2_SHIM_H

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/refdb_backend.h>
#include <git2/sys/refs.h>
#include <git2/sys/repository.h>
#include <stdlib.h>

// git_libgit2_opts() is variadic, so Swift cannot import it. One named wrapper for each option in use.

static inline int clibgit2_set_search_path(git_config_level_t level, const char *path) {
    return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

static inline int clibgit2_enable_fsync_gitdir(int enabled) {
    return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, enabled);
}

static inline int clibgit2_set_strict_hash_verification(int enabled) {
    return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, enabled);
}

static inline int clibgit2_set_extensions(const char **names, size_t count) {
    return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, count);
}

static inline int clibgit2_set_mwindow_file_limit(size_t limit) {
    return git_libgit2_opts(GIT_OPT_SET_MWINDOW_FILE_LIMIT, limit);
}

// A store of objects that is ours. libgit2 knows the first member, and hands it back to each function in it.
typedef struct {
    git_odb_backend parent;
    void *owner;
} clibgit2_store;

// References of a repository that is only asked for its objects: there are none.
//
// git_packbuilder_write() walks over all tags, to write what they name first. In a repository with many skills, that is
// a look at thousands of files for each revision.

static int clibgit2_no_exists(int *exists, git_refdb_backend *backend, const char *name) {
    (void)backend, (void)name;
    *exists = 0;
    return 0;
}

static int clibgit2_no_lookup(git_reference **out, git_refdb_backend *backend, const char *name) {
    (void)backend, (void)name;
    *out = NULL;
    return GIT_ENOTFOUND;
}

static int clibgit2_no_next(git_reference **out, git_reference_iterator *iterator) {
    (void)out, (void)iterator;
    return GIT_ITEROVER;
}

static int clibgit2_no_next_name(const char **out, git_reference_iterator *iterator) {
    (void)out, (void)iterator;
    return GIT_ITEROVER;
}

static void clibgit2_no_iterator_free(git_reference_iterator *iterator) { free(iterator); }

static int clibgit2_no_iterator(git_reference_iterator **out, git_refdb_backend *backend, const char *glob) {
    (void)backend, (void)glob;
    git_reference_iterator *iterator = calloc(1, sizeof *iterator);
    if (!iterator) return -1;
    iterator->next = clibgit2_no_next;
    iterator->next_name = clibgit2_no_next_name;
    iterator->free = clibgit2_no_iterator_free;
    *out = iterator;
    return 0;
}

// What changes references, which nobody asks for here.

static int clibgit2_no_write(git_refdb_backend *backend, const git_reference *reference, int force,
                             const git_signature *who, const char *message, const git_oid *old,
                             const char *old_target) {
    (void)backend, (void)reference, (void)force, (void)who, (void)message, (void)old, (void)old_target;
    return GIT_ERROR;
}

static int clibgit2_no_rename(git_reference **out, git_refdb_backend *backend, const char *old_name,
                              const char *new_name, int force, const git_signature *who, const char *message) {
    (void)out, (void)backend, (void)old_name, (void)new_name, (void)force, (void)who, (void)message;
    return GIT_ERROR;
}

static int clibgit2_no_delete(git_refdb_backend *backend, const char *name, const git_oid *old,
                              const char *old_target) {
    (void)backend, (void)name, (void)old, (void)old_target;
    return GIT_ERROR;
}

static int clibgit2_no_log(git_refdb_backend *backend, const char *name) {
    (void)backend, (void)name;
    return 0;
}

static int clibgit2_no_log_read(git_reflog **out, git_refdb_backend *backend, const char *name) {
    (void)out, (void)backend, (void)name;
    return GIT_ENOTFOUND;
}

static int clibgit2_no_log_write(git_refdb_backend *backend, git_reflog *log) {
    (void)backend, (void)log;
    return GIT_ERROR;
}

static int clibgit2_no_log_rename(git_refdb_backend *backend, const char *old_name, const char *new_name) {
    (void)backend, (void)old_name, (void)new_name;
    return GIT_ERROR;
}

static void clibgit2_no_free(git_refdb_backend *backend) { free(backend); }

// Lets a repository see no reference, until it is closed.
static inline int clibgit2_hide_references(git_repository *repository) {
    git_refdb *references = NULL;
    int result = git_refdb_new(&references, repository);
    if (result < 0) return result;
    git_refdb_backend *backend = calloc(1, sizeof *backend);
    if (!backend) {
        git_refdb_free(references);
        return -1;
    }
    backend->version = GIT_REFDB_BACKEND_VERSION;
    backend->exists = clibgit2_no_exists;
    backend->lookup = clibgit2_no_lookup;
    backend->iterator = clibgit2_no_iterator;
    backend->write = clibgit2_no_write;
    backend->rename = clibgit2_no_rename;
    backend->del = clibgit2_no_delete;
    backend->has_log = clibgit2_no_log;
    backend->ensure_log = clibgit2_no_log;
    backend->free = clibgit2_no_free;
    backend->reflog_read = clibgit2_no_log_read;
    backend->reflog_write = clibgit2_no_log_write;
    backend->reflog_rename = clibgit2_no_log_rename;
    backend->reflog_delete = clibgit2_no_log;
    result = git_refdb_set_backend(references, backend);
    if (result < 0) free(backend);
    if (result == 0) result = git_repository_set_refdb(repository, references);
    git_refdb_free(references);
    return result;
}

#endif
