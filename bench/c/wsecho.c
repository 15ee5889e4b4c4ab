/*
 * The floor of WebSockets: what the kernel and the masking cost. One thread, epoll, edge-triggered.
 *
 *   wsecho PORT    sends every frame back; a text or binary frame from a socket of /fanout goes to all sockets of it
 *
 * A read is answered in one write. While a client does not take its echoes, nothing more is read from it.
 *
 * Left out, and so not in the figure: the handshake looks for its key only; no subprotocols, no permessage-deflate;
 * text is not checked for UTF-8, nor fragments for their order (each is echoed as it came); no pings of its own, no
 * time-outs, no limit on a slow receiver but 4 MiB, no log, no TLS, no graceful stop.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include "websocket.h"

enum { BACKLOG = 4096, EVENTS = 512, INPUT_BYTES = 2 << 20, UNSENT_MAX = 4 << 20 };

static const char END_OF_HEAD[] = "\r\n\r\n";
static const char KEY_FIELD[] = "\r\nsec-websocket-key:";
static const char GUID[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; /* RFC 6455 §1.3 */

struct connection {
    unsigned char *held;   /* what came of a head or frame that is not complete */
    size_t held_bytes;
    unsigned char *unsent; /* what the socket had no room for */
    size_t unsent_at, unsent_bytes;
    bool open;             /* the handshake is done */
    size_t place;          /* in the group, from 1; 0: not of /fanout */
};

static struct connection *connections; /* by file descriptor */
static size_t connection_limit;
static int *group;                     /* the sockets of /fanout */
static size_t group_size;
/* One each for all sockets: what is not complete moves out. An answer is never longer than what it answers. */
static unsigned char input[INPUT_BYTES + 1], output[INPUT_BYTES];

static void die(const char *what) {
    perror(what);
    exit(1);
}

/* --- The handshake ------------------------------------------------------------------------------------------------ */

static uint32_t rotate(uint32_t word, int bits) {
    return word << bits | word >> (32 - bits);
}

/* One block of SHA-1 (FIPS 180-4 §6.1.2). */
static void sha1_block(uint32_t state[5], const unsigned char *block) {
    uint32_t w[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int t = 0; t < 16; t++) {
        w[t] = (uint32_t) block[4 * t] << 24 | block[4 * t + 1] << 16 | block[4 * t + 2] << 8 | block[4 * t + 3];
    }
    for (int t = 16; t < 80; t++) w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
    for (int t = 0; t < 80; t++) {
        uint32_t f = t < 20 ? (b & c) | (~b & d) : t < 40 || t >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
        uint32_t k = t < 20 ? 0x5a827999 : t < 40 ? 0x6ed9eba1 : t < 60 ? 0x8f1bbcdc : 0xca62c1d6;
        uint32_t next = rotate(a, 5) + f + e + k + w[t];
        e = d, d = c, c = rotate(b, 30), b = a, a = next;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

/* SHA-1 of at most 119 bytes: all that a handshake needs. */
static void sha1(const char *text, size_t bytes, unsigned char digest[20]) {
    uint32_t state[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    unsigned char blocks[128] = {0};
    size_t end = bytes < 56 ? 64 : 128;
    memcpy(blocks, text, bytes);
    blocks[bytes] = 0x80;
    for (int i = 0; i < 8; i++) blocks[end - 1 - i] = (uint64_t) bytes * 8 >> (8 * i);
    for (size_t at = 0; at < end; at += 64) sha1_block(state, blocks + at);
    for (int i = 0; i < 20; i++) digest[i] = state[i / 4] >> (24 - 8 * (i % 4));
}

/* The value of Sec-WebSocket-Accept: 28 characters of base64. */
static void accept_value(const char *key, size_t key_bytes, char value[29]) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char text[64 + sizeof GUID];
    unsigned char digest[21] = {0};
    memcpy(text, key, key_bytes);
    memcpy(text + key_bytes, GUID, sizeof GUID - 1);
    sha1(text, key_bytes + sizeof GUID - 1, digest);
    for (int i = 0; i < 7; i++) {
        uint32_t three = digest[3 * i] << 16 | digest[3 * i + 1] << 8 | digest[3 * i + 2];
        for (int j = 0; j < 4; j++) value[4 * i + j] = digits[three >> (18 - 6 * j) & 63];
    }
    value[27] = '=';
    value[28] = 0;
}

static bool send_to(int fd, const unsigned char *bytes, size_t count);

/* Answers a complete head and joins the group. False: it is not a handshake. */
static bool shake_hands(int fd, const char *head) {
    char value[29], answer[256];
    const char *field = strcasestr(head, KEY_FIELD);
    if (field == NULL || strncmp(head, "GET ", 4) != 0) return false;
    const char *key = field + sizeof KEY_FIELD - 1;
    key += strspn(key, " \t");
    size_t key_bytes = strcspn(key, " \t\r");
    if (key_bytes > 64) return false;
    accept_value(key, key_bytes, value);
    int bytes = snprintf(answer, sizeof answer, "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n"
            "connection: upgrade\r\nsec-websocket-accept: %s\r\n\r\n", value);
    connections[fd].open = true;
    if (strncmp(head + 4, "/fanout ", 8) == 0) {
        group[group_size++] = fd;
        connections[fd].place = group_size;
    }
    return send_to(fd, (unsigned char *) answer, bytes);
}

/* --- Frames ------------------------------------------------------------------------------------------------------- */

/* Writes, and keeps what the socket has no room for. False: the socket is dead, or hopelessly behind. */
static bool send_to(int fd, const unsigned char *bytes, size_t count) {
    struct connection *c = &connections[fd];
    ssize_t n = 0;
    if (c->unsent == NULL) {
        do n = send(fd, bytes, count, MSG_NOSIGNAL);
        while (n < 0 && errno == EINTR);
        if (n < 0 && errno != EAGAIN) return false;
        if (n < 0) n = 0;
        if ((size_t) n == count) return true;
    }
    size_t rest = count - n;
    if (c->unsent_bytes + rest > UNSENT_MAX) return false;
    c->unsent = realloc(c->unsent, c->unsent_bytes + rest);
    if (c->unsent == NULL) die("realloc");
    memcpy(c->unsent + c->unsent_bytes, bytes + n, rest);
    c->unsent_bytes += rest;
    return true;
}

/* Writes what was kept. False: the socket is dead. */
static bool flush(int fd, struct connection *c) {
    while (c->unsent_at < c->unsent_bytes) {
        ssize_t n = send(fd, c->unsent + c->unsent_at, c->unsent_bytes - c->unsent_at, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno == EAGAIN;
        c->unsent_at += n;
    }
    free(c->unsent);
    c->unsent = NULL;
    c->unsent_at = c->unsent_bytes = 0;
    return true;
}

/* Encoded once, written to each. Who is dead is found by the loop: closing here would change the group under us. */
static void send_to_group(const unsigned char *frame, size_t bytes) {
    for (size_t i = 0; i < group_size; i++) {
        if (!send_to(group[i], frame, bytes)) shutdown(group[i], SHUT_RDWR);
    }
}

/* Turns one frame round: unmasked, a ping as a pong. Its size at `to` is returned. */
static size_t turn_round(unsigned char *to, const unsigned char *frame, size_t head, size_t payload) {
    unsigned char opcode = frame[0] & OPCODE;
    size_t bytes = put_head(to, (frame[0] & FIN) | (opcode == PING ? PONG : opcode), 0, payload);
    mask(to + bytes, frame + head, payload, frame + head - 4);
    return bytes + payload;
}

/* Answers every complete frame. The bytes used are returned, or -1 where the socket is done. */
static ssize_t answer_frames(int fd, struct connection *c, const unsigned char *at, size_t count) {
    size_t used = 0, out = 0;
    bool closing = false;
    while (!closing && count - used >= 2) {
        const unsigned char *frame = at + used;
        size_t head = head_bytes(frame[1]);
        unsigned char opcode = frame[0] & OPCODE;
        if ((frame[0] & RESERVED) || !(frame[1] & MASKED)) return -1;
        if (count - used < head) break;
        uint64_t payload = payload_bytes(frame);
        if (payload > INPUT_BYTES - HEAD_MAX || (opcode >= CLOSE && payload > CONTROL_MAX)) return -1;
        if (count - used - head < payload) break;
        used += head + payload;
        if (opcode == PONG) continue;
        size_t bytes = turn_round(output + out, frame, head, payload);
        if (c->place > 0 && opcode < CLOSE) send_to_group(output + out, bytes);
        else out += bytes;
        closing = opcode == CLOSE;
    }
    return (out > 0 && !send_to(fd, output, out)) || closing ? -1 : (ssize_t) used;
}

/* Answers what has come; the bytes used are returned, or -1 where the socket is done. */
static ssize_t answer(int fd, struct connection *c, size_t count) {
    size_t head = 0;
    if (!c->open) {
        input[count] = 0;
        char *end = strstr((char *) input, END_OF_HEAD);
        if (end == NULL) return count < 8192 ? 0 : -1;
        if (!shake_hands(fd, (char *) input)) return -1;
        head = end + 4 - (char *) input;
    }
    ssize_t used = answer_frames(fd, c, input + head, count - head);
    return used < 0 ? -1 : (ssize_t) head + used;
}

/* Keeps what was not used: mostly nothing. */
static void hold(struct connection *c, const unsigned char *rest, size_t bytes) {
    if (bytes == 0) {
        free(c->held);
        c->held = NULL;
    } else {
        c->held = realloc(c->held, bytes);
        if (c->held == NULL) die("realloc");
        memcpy(c->held, rest, bytes);
    }
    c->held_bytes = bytes;
}

/* Reads until there is no more, or until the client owes us reading. False: the socket is done. */
static bool drain(int fd, struct connection *c, bool peer_closed) {
    while (c->unsent == NULL) {
        size_t held = c->held_bytes;
        if (held > 0) memcpy(input, c->held, held);
        ssize_t n = recv(fd, input + held, INPUT_BYTES - held, 0);
        if (n == 0) return false;
        if (n < 0) {
            if (errno == EINTR) continue;
            return errno == EAGAIN;
        }
        ssize_t used = answer(fd, c, held + n);
        if (used < 0) return false;
        hold(c, input + used, held + n - used);
        if ((size_t) n < INPUT_BYTES - held && !peer_closed) return true;
    }
    return true;
}

/* --- The loop ----------------------------------------------------------------------------------------------------- */

static void end(int fd) {
    struct connection *c = &connections[fd];
    if (c->place > 0) {
        int last = group[--group_size];
        group[c->place - 1] = last;
        connections[last].place = c->place;
    }
    free(c->held);
    free(c->unsent);
    memset(c, 0, sizeof *c);
    close(fd);
}

static void accept_all(int listener, int poll) {
    int fd, on = 1;
    for (;;) {
        fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
        if (fd < 0) break;
        if ((size_t) fd >= connection_limit) {
            close(fd);
            continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.fd = fd};
        if (epoll_ctl(poll, EPOLL_CTL_ADD, fd, &e) < 0) die("epoll_ctl");
    }
    if (errno != EAGAIN) die("accept"); /* EMFILE above all: raise ulimit -n */
}

static int listen_on(int port) {
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *) &address, sizeof address) < 0) die("bind");
    if (listen(fd, BACKLOG) < 0) die("listen");
    return fd;
}

static void serve(int listener) {
    int poll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event e = {.events = EPOLLIN | EPOLLET, .data.fd = listener}, events[EVENTS];
    if (epoll_ctl(poll, EPOLL_CTL_ADD, listener, &e) < 0) die("epoll_ctl");
    for (;;) {
        int n = epoll_wait(poll, events, EVENTS, -1);
        if (n < 0 && errno != EINTR) die("epoll_wait");
        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                accept_all(listener, poll);
                continue;
            }
            struct connection *c = &connections[fd];
            bool waited = c->unsent != NULL; /* then what came meanwhile has had its edge already */
            bool alive = !waited || flush(fd, c);
            if (alive && (waited || events[i].events & ~EPOLLOUT)) {
                alive = drain(fd, c, events[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR));
            }
            if (!alive) end(fd);
        }
    }
}

/* One slot for each descriptor the process may hold; pages of the tables that are never used cost nothing. */
static void prepare_connections(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) < 0) die("getrlimit");
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    connection_limit = files.rlim_cur < 1048576 ? files.rlim_cur : 1048576;
    connections = calloc(connection_limit, sizeof *connections);
    group = calloc(connection_limit, sizeof *group);
    if (connections == NULL || group == NULL) die("calloc");
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: wsecho PORT\n");
        return 2;
    }
    prepare_connections();
    serve(listen_on(atoi(argv[1])));
}
