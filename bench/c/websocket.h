/* What wsload.c and wsecho.c share: frames as RFC 6455 §5.2 draws them, and masking. */
#ifndef WEBSOCKET_H
#define WEBSOCKET_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    FIN = 0x80, RESERVED = 0x70, OPCODE = 0x0F, MASKED = 0x80, /* bits of the first and second byte */
    CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10,
    HEAD_MAX = 14, CONTROL_MAX = 125
};

/* Bytes of the head that starts with these two. */
static inline size_t head_bytes(unsigned char second) {
    unsigned length = second & 0x7F;
    return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + (second & MASKED ? 4 : 0);
}

/* The payload's length that a complete head states. */
static inline uint64_t payload_bytes(const unsigned char *head) {
    unsigned length = head[1] & 0x7F, more = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (more == 0) return length;
    uint64_t bytes = 0;
    for (unsigned i = 0; i < more; i++) bytes = bytes << 8 | head[2 + i];
    return bytes;
}

/* Writes a head without a mask; its size is returned. `masked` is 0 or MASKED: then four bytes of key must follow. */
static inline size_t put_head(unsigned char *to, unsigned char first, unsigned char masked, uint64_t length) {
    size_t more = length < 126 ? 0 : length < 65536 ? 2 : 8;
    to[0] = first;
    to[1] = masked | (more == 0 ? length : more == 2 ? 126 : 127);
    for (size_t i = 0; i < more; i++) to[2 + i] = length >> (8 * (more - 1 - i));
    return 2 + more;
}

/* Masks or unmasks, eight bytes at a time; `to` may be `from`. */
static inline void mask(unsigned char *to, const unsigned char *from, size_t bytes, const unsigned char key[4]) {
    unsigned char twice[8];
    memcpy(twice, key, 4);
    memcpy(twice + 4, key, 4);
    uint64_t keys, word;
    memcpy(&keys, twice, 8);
    size_t i = 0;
    for (; i + 8 <= bytes; i += 8) {
        memcpy(&word, from + i, 8);
        word ^= keys;
        memcpy(to + i, &word, 8);
    }
    for (; i < bytes; i++) to[i] = from[i] ^ key[i & 3];
}

#endif
