// Looking at texts sixteen bytes at a time: what the Swift compiler makes of its own vectors takes many times as long.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

typedef uint8_t trace2skill_block __attribute__((vector_size(16)));

// The index of the first lane of sixteen that is set in a comparison; 16 if none is.
static inline __attribute__((always_inline)) size_t trace2skill_first(trace2skill_block marks) {
#if defined(__SSE2__)
    return (size_t)__builtin_ctz((unsigned)_mm_movemask_epi8((__m128i)marks) | 0x10000u);
#else
    uint64_t halves[2];
    memcpy(halves, &marks, sizeof halves);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    halves[0] = __builtin_bswap64(halves[0]);
    halves[1] = __builtin_bswap64(halves[1]);
#endif
    if (halves[0] != 0) return (size_t)__builtin_ctzll(halves[0]) >> 3;
    if (halves[1] != 0) return 8 + ((size_t)__builtin_ctzll(halves[1]) >> 3);
    return 16;
#endif
}

static inline __attribute__((always_inline)) trace2skill_block trace2skill_load(const uint8_t *bytes) {
    trace2skill_block block;
    memcpy(&block, bytes, sizeof block);
    return block;
}

// The index of the first quote or backslash at or after `at`; `count` where there is none.
static inline __attribute__((always_inline)) size_t trace2skill_quote_or_backslash(
    const uint8_t *bytes, size_t at, size_t count) {
    while (at + 16 <= count) {
        trace2skill_block block = trace2skill_load(bytes + at);
        size_t first = trace2skill_first((trace2skill_block)((block == '"') | (block == '\\')));
        if (first < 16) return at + first;
        at += 16;
    }
    while (at < count && bytes[at] != '"' && bytes[at] != '\\') at++;
    return at;
}

// The byte that an escape of two bytes stands for, by its letter; 0 for any other letter. A table, because which letter
// comes next cannot be guessed.
static const uint8_t trace2skill_escaped[256] = {
    ['n'] = '\n', ['t'] = '\t', ['r'] = '\r', ['b'] = '\b', ['f'] = '\f',
    ['"'] = '"', ['\\'] = '\\', ['/'] = '/',
};

// How far a text was taken over: so many bytes of it, which became so many.
typedef struct { size_t read, written; } trace2skill_progress;

// Copies a text with its escapes replaced, up to the first that is longer than two bytes. Behind what is written up to
// fifteen bytes more are: `to` has room for `count`.
static inline trace2skill_progress trace2skill_unescape(
    uint8_t *restrict to, const uint8_t *restrict from, size_t count) {
    size_t read = 0, written = 0;
    while (read < count) {
        size_t plain = 0;
        if (read + 16 <= count) {
            trace2skill_block block = trace2skill_load(from + read);
            memcpy(to + written, &block, sizeof block);
            plain = trace2skill_first((trace2skill_block)(block == '\\'));
            read += plain;
            written += plain;
            if (plain == 16) continue;
        } else if (from[read] != '\\') {
            to[written++] = from[read++];
            continue;
        }
        uint8_t byte = read + 1 < count ? trace2skill_escaped[from[read + 1]] : 0;
        if (byte == 0) break;
        to[written++] = byte;
        read += 2;
    }
    return (trace2skill_progress){ read, written };
}
