#ifndef CLIBCMARK_SHIM_H
#define CLIBCMARK_SHIM_H

// CommonMark structure. cmark's functions are plain C and import as they are; this header exists only
// to give them a module.
#include <cmark.h>

#endif
