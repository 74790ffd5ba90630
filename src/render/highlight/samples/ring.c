#include <stdio.h>
#include "ring.h"
#define SIZE(x) (sizeof(x) / sizeof((x)[0]))
#ifdef __linux__
# pragma once
#endif

/* A ring of bytes. */
typedef struct ring {
    uint8_t *data;
    size_t head, tail;
} ring_t;

static inline bool ring_push(ring_t *r, const uint8_t byte)
{
    if (r->head - r->tail >= SIZE(buffer)) return false;
    r->data[r->head++ & 0xFFu] = byte; // wraps
    return true;
}

int main(int argc, char **argv)
{
    struct ring r = { .data = malloc(256), .head = 0 };
    for (int i = 1; i < argc; ++i) {
        printf("%d: %-10s %5.2f%%\n", i, argv[i], 1.5f);
    }
    char c = '\'', *s = NULL;
    switch (c) { case 'a': goto out; default: break; }
out:
    free(r.data);
    return r.head ? -1L : 0x1p3;
}
