#ifndef CLIBZSTD_SHIM_H
#define CLIBZSTD_SHIM_H

// Streaming zstd. The functions import as they are; this header exists only to give them a module.
#include <zstd.h>

#endif
