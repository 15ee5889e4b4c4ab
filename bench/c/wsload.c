/*
 * Drives a WebSocket server, and prints one line of JSON as wrk/load.lua does. One thread, epoll, edge-triggered.
 *
 *   wsload echo PORT PATH CONNECTIONS SECONDS BYTES [DEPTH]   each sends a text message, waits for its echo, and again
 *   wsload fanout PORT PATH CONNECTIONS SECONDS BYTES         the first sends; once all, itself too, have it, and again
 *   wsload idle PORT PATH CONNECTIONS    each has one echo; prints "open N", holds them until its input ends, "lost N"
 *
 * Messages are masked with keys of their own (64 frames made beforehand, taken in turn). Every byte that comes is
 * compared. A fan-out starts with messages that are not counted, until one has reached everybody: a server may
 * take in a socket after its handshake. Latency: from the write of a message to its echo, or to the last delivery.
 *
 * Left out: messages in fragments count as errors; the handshake's key is always the one of RFC 6455 §1.3; nothing is
 * offered (no subprotocol, no permessage-deflate); at the end sockets are closed after a close frame, without waiting
 * for the server's.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "websocket.h"

enum {
    EVENTS = 512, READ_BYTES = 256 * 1024, FRAMES = 64, AT_ONCE = 200, SOURCES = 20, ANSWER_MAX = 4096,
    LATE_MICROS = 2000000, PATIENCE_MICROS = 30000000,
    PROBES = 10, SEQUENCE_DIGITS = 12, IDLE_BYTES = 16
};
enum { SHAKING, OPEN, DEAD };
enum { ENDED = EPOLLRDHUP | EPOLLHUP | EPOLLERR };

static const char ACCEPT[] = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="; /* what RFC 6455 §1.3 has for its example key */

struct connection {
    int fd;
    unsigned char state;
    unsigned char head[HEAD_MAX], head_bytes; /* of the frame that is being read */
    unsigned char pong[CONTROL_MAX];          /* the payload of a control frame */
    uint64_t left, seen;                      /* of its payload: still to come, and come */
    char *answer;                             /* of the handshake, until it is complete */
    size_t answer_bytes;
    size_t owed, sent, next;                  /* frames to be written, bytes written of the first, which one it is */
    uint64_t *sent_at;                        /* echo: when each outstanding message was written */
    size_t outstanding, oldest;
    uint64_t delivered;                       /* fan-out: the last message it got */
    bool stale;                               /* fan-out: what is being read is an earlier message */
};

static enum { ECHO, FANOUT, IDLE } mode;
static struct sockaddr_in server = {.sin_family = AF_INET};
static const char *path;
static struct connection *connections;
static size_t connection_count, depth = 1, bytes;
static size_t shaking;                    /* handshakes under way */
static int poll_fd;
static unsigned char *expected;           /* the payload that comes back */
static unsigned char *frames;             /* FRAMES + depth masked frames of it, so that any run is one block */
static size_t frame_bytes;
static uint64_t message, deliveries;      /* fan-out: the current message, and who has it */
static uint64_t message_at;
static bool measuring, over;
static unsigned char input[READ_BYTES];

static struct { uint64_t connect, read, write, status, timeout, frame; } errors;
static uint64_t requests, received_bytes, slowest;
static uint32_t histogram[40 << 10]; /* 1 µs wide up to 1024 µs, then 512 steps for each doubling */

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void *room(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (memory == NULL) die("calloc");
    return memory;
}

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t) t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* --- Figures ------------------------------------------------------------------------------------------------------ */

static void record(uint64_t micros) {
    int shift = micros < 1024 ? 0 : 54 - __builtin_clzll(micros);
    histogram[(shift << 9) + (micros >> shift)]++;
    if (micros > slowest) slowest = micros;
}

static uint64_t percentile(double part) {
    uint64_t total = 0, so_far = 0;
    size_t slots = sizeof histogram / sizeof *histogram;
    for (size_t i = 0; i < slots; i++) total += histogram[i];
    for (size_t i = 0; i < slots; i++) {
        so_far += histogram[i];
        if (histogram[i] > 0 && so_far >= part * total) {
            size_t shift = i < 1024 ? 0 : (i >> 9) - 1;
            return (uint64_t) (i - (shift << 9)) << shift;
        }
    }
    return 0;
}

static void print_figures(uint64_t micros) {
    printf("{\"requests\":%lu,\"micros\":%lu,\"bytes\":%lu,\"p50\":%lu,\"p99\":%lu,\"max\":%lu,"
           "\"errors\":{\"connect\":%lu,\"read\":%lu,\"write\":%lu,\"status\":%lu,\"timeout\":%lu,\"frame\":%lu}}\n",
           requests, micros, received_bytes, percentile(0.5), percentile(0.99), slowest,
           errors.connect, errors.read, errors.write, errors.status, errors.timeout, errors.frame);
}

/* --- Writing ------------------------------------------------------------------------------------------------------ */

static void kill_connection(struct connection *c, uint64_t *kind) {
    if (c->state == DEAD) return;
    if (c->state == SHAKING) shaking--;
    if (!over) (*kind)++;
    c->state = DEAD;
    close(c->fd);
}

/* Writes whole or not at all: for what is small. */
static void write_small(struct connection *c, const void *data, size_t count) {
    if (send(c->fd, data, count, MSG_NOSIGNAL) != (ssize_t) count) kill_connection(c, &errors.write);
}

/* A frame with a fresh key. Its size is returned. */
static size_t put_frame(unsigned char *to, unsigned char opcode, const unsigned char *payload, size_t count) {
    unsigned char key[4];
    if (getrandom(key, 4, 0) != 4) die("getrandom");
    size_t head = put_head(to, FIN | opcode, MASKED, count);
    memcpy(to + head, key, 4);
    mask(to + head + 4, payload, count, key);
    return head + 4 + count;
}

static void write_control(struct connection *c, unsigned char opcode, const unsigned char *payload, size_t count) {
    unsigned char frame[HEAD_MAX + CONTROL_MAX];
    write_small(c, frame, put_frame(frame, opcode, payload, count));
}

/* Writes what is owed until the socket is full; an edge then calls again. */
static void flush(struct connection *c) {
    while (c->owed > 0 && c->state == OPEN) {
        unsigned char *from = frames + c->next * frame_bytes + c->sent;
        ssize_t n = send(c->fd, from, c->owed * frame_bytes - c->sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0) return kill_connection(c, &errors.write);
        c->sent += n;
        c->owed -= c->sent / frame_bytes;
        c->next = (c->next + c->sent / frame_bytes) % FRAMES;
        c->sent %= frame_bytes;
    }
}

static void send_echoes(struct connection *c, size_t count) {
    uint64_t time = now();
    for (size_t i = 0; i < count; i++) c->sent_at[(c->oldest + c->outstanding++) % depth] = time;
    c->owed += count;
    flush(c);
}

/* The next message for everybody; its number makes it another than the one before. */
static void send_message(void) {
    char number[SEQUENCE_DIGITS + 1];
    snprintf(number, sizeof number, "%0*lu", SEQUENCE_DIGITS, ++message);
    memcpy(expected, number, SEQUENCE_DIGITS);
    deliveries = 0;
    message_at = now();
    frame_bytes = put_frame(frames, TEXT, expected, bytes);
    connections[0].owed = 1;
    connections[0].next = 0;
    flush(&connections[0]);
}

/* --- Reading ------------------------------------------------------------------------------------------------------ */

static void echo_came(struct connection *c) {
    if (c->outstanding == 0) {
        errors.frame++;
        return;
    }
    record(now() - c->sent_at[c->oldest]);
    c->oldest = (c->oldest + 1) % depth;
    c->outstanding--;
    requests++;
}

static void delivery_came(struct connection *c) {
    if (c->delivered == message) {
        errors.frame++;
        return;
    }
    c->delivered = message;
    if (measuring) requests++;
    if (++deliveries < connection_count) return;
    if (measuring) record(now() - message_at);
    measuring = true;
    if (!over) send_message();
}

static void control_came(struct connection *c, unsigned char opcode) {
    if (opcode == PING) write_control(c, PONG, c->pong, c->seen);
    if (opcode == CLOSE) kill_connection(c, &errors.read);
}

/* A wrong frame costs its connection: what follows it would mean nothing. */
static bool is_expected(const struct connection *c) {
    unsigned char opcode = c->head[0] & OPCODE;
    if (c->head[0] & RESERVED || !(c->head[0] & FIN) || c->head[1] & MASKED) return false;
    if (opcode >= CLOSE) return c->left <= CONTROL_MAX;
    return opcode == TEXT && c->left == bytes;
}

/* Takes what there is of a payload. False: it is not what it should be. A probe that comes late is no error. */
static bool take_payload(struct connection *c, const unsigned char *at, size_t count) {
    bool good = true;
    if ((c->head[0] & OPCODE) >= CLOSE) memcpy(c->pong + c->seen, at, count);
    else good = memcmp(expected + c->seen, at, count) == 0;
    c->stale |= !good;
    c->seen += count;
    c->left -= count;
    return good || (mode == FANOUT && !measuring);
}

static void frame_came(struct connection *c) {
    unsigned char opcode = c->head[0] & OPCODE;
    c->head_bytes = 0;
    if (opcode >= CLOSE) control_came(c, opcode);
    else if (mode != FANOUT) echo_came(c);
    else if (!c->stale) delivery_came(c);
    c->stale = false;
}

static void take_frames(struct connection *c, const unsigned char *at, size_t count) {
    const unsigned char *limit = at + count;
    while (at < limit && c->state == OPEN) {
        bool whole_head = c->head_bytes >= 2 && c->head_bytes == head_bytes(c->head[1]);
        if (!whole_head) {
            c->head[c->head_bytes++] = *at++;
            if (c->head_bytes < 2 || c->head_bytes < head_bytes(c->head[1])) continue;
            c->left = payload_bytes(c->head);
            c->seen = 0;
            if (!is_expected(c)) return kill_connection(c, &errors.frame);
        }
        size_t here = (size_t) (limit - at) < c->left ? (size_t) (limit - at) : c->left;
        if (here > 0 && !take_payload(c, at, here)) return kill_connection(c, &errors.frame);
        at += here;
        if (c->left == 0) frame_came(c);
    }
}

/* Collects the handshake's answer; what follows it are frames. */
static void take_answer(struct connection *c, const unsigned char *at, size_t count) {
    if (c->answer_bytes + count > ANSWER_MAX) return kill_connection(c, &errors.status);
    if (c->answer == NULL) c->answer = room(1, ANSWER_MAX + 1);
    memcpy(c->answer + c->answer_bytes, at, count);
    c->answer_bytes += count;
    char *end = strstr(c->answer, "\r\n\r\n");
    if (end == NULL) return;
    size_t rest = c->answer + c->answer_bytes - (end + 4);
    bool good = strncmp(c->answer, "HTTP/1.1 101", 12) == 0 && strstr(c->answer, ACCEPT) != NULL;
    free(c->answer);
    c->answer = NULL;
    if (!good) return kill_connection(c, &errors.status);
    c->state = OPEN;
    shaking--;
    take_frames(c, at + count - rest, rest);
}

/* Reads until there is no more: a short read says so too, unless the peer has closed. */
static void drain(struct connection *c, bool peer_closed) {
    while (c->state != DEAD) {
        ssize_t n = recv(c->fd, input, sizeof input, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) return kill_connection(c, &errors.read);
        received_bytes += n;
        if (c->state == SHAKING) take_answer(c, input, n);
        else take_frames(c, input, n);
        if (mode == ECHO && measuring && !over && c->outstanding < depth) send_echoes(c, depth - c->outstanding);
        if (n < (ssize_t) sizeof input && !peer_closed) return;
    }
}

static void work(int timeout_millis) {
    struct epoll_event events[EVENTS];
    int n = epoll_wait(poll_fd, events, EVENTS, timeout_millis);
    if (n < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < n; i++) {
        struct connection *c = events[i].data.ptr;
        if (c->state == DEAD) continue;
        if (events[i].events & EPOLLOUT) flush(c);
        drain(c, events[i].events & ENDED);
    }
}

/* --- Opening and closing ------------------------------------------------------------------------------------------ */

/* From several addresses, as one has too few ports for many sockets. The connect waits: on loopback that is short. */
static void open_connection(struct connection *c, size_t number) {
    struct sockaddr_in source = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + number % SOURCES)};
    char request[512];
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) die("socket"); /* EMFILE above all: raise ulimit -n */
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    c->fd = fd;
    c->state = SHAKING;
    shaking++;
    if (bind(fd, (struct sockaddr *) &source, sizeof source) < 0) die("bind");
    if (connect(fd, (struct sockaddr *) &server, sizeof server) < 0) return kill_connection(c, &errors.connect);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    int count = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
            path, ntohs(server.sin_port));
    write_small(c, request, count);
    struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c};
    if (c->state != DEAD && epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &e) < 0) die("epoll_ctl");
}

static void open_all(void) {
    connections = room(connection_count, sizeof *connections);
    uint64_t deadline = now() + PATIENCE_MICROS;
    size_t before = 0;
    for (size_t opened = 0; opened < connection_count || shaking > 0;) {
        while (opened < connection_count && shaking < AT_ONCE) {
            struct connection *c = &connections[opened];
            if (mode != FANOUT) c->sent_at = room(depth, sizeof *c->sent_at);
            c->next = opened % FRAMES;
            open_connection(c, opened++);
        }
        work(1000);
        if (now() > deadline && shaking > 0) {
            fprintf(stderr, "%zu handshakes had no answer for 30 s\n", shaking);
            exit(1);
        }
        if (opened - shaking > before) {
            before = opened - shaking;
            deadline = now() + PATIENCE_MICROS;
        }
    }
}

static bool under_way(void) {
    if (mode == FANOUT) return deliveries < connection_count;
    for (size_t i = 0; i < connection_count; i++) {
        if (connections[i].state == OPEN && connections[i].outstanding > 0) return true;
    }
    return false;
}

/* Lets what is under way arrive, so that the server does not find itself cut off, and takes leave. */
static void close_all(void) {
    unsigned char normal[2] = {1000 >> 8, 1000 & 255};
    uint64_t deadline = now() + LATE_MICROS / 4;
    over = true;
    while (under_way() && now() < deadline) work(10);
    for (size_t i = 0; i < connection_count; i++) {
        if (connections[i].state == OPEN) write_control(&connections[i], CLOSE, normal, 2);
        if (connections[i].state == OPEN) close(connections[i].fd);
    }
}

static size_t alive(void) {
    size_t count = 0;
    for (size_t i = 0; i < connection_count; i++) count += connections[i].state == OPEN;
    return count;
}

/* --- Modes -------------------------------------------------------------------------------------------------------- */

static void echo(uint64_t micros) {
    uint64_t start = now();
    measuring = true;
    received_bytes = 0;
    for (size_t i = 0; i < connection_count; i++) {
        if (connections[i].state == OPEN) send_echoes(&connections[i], depth);
    }
    while (now() - start < micros && alive() > 0) work(100);
    uint64_t end = now();
    for (size_t i = 0; i < connection_count; i++) {
        struct connection *c = &connections[i];
        if (c->state == OPEN && c->outstanding > 0 && end - c->sent_at[c->oldest] > LATE_MICROS) errors.timeout++;
    }
    print_figures(end - start);
}

/* Sends until one message has reached all: from then on everything counts. */
static void probe(void) {
    for (int i = 0; i < PROBES && !measuring; i++) {
        send_message();
        while (!measuring && now() - message_at < LATE_MICROS / 2) work(100);
    }
    if (measuring) return;
    fprintf(stderr, "a message to all reached %lu of %zu sockets\n", deliveries, connection_count);
    exit(1);
}

static void fanout(uint64_t micros) {
    if (alive() == connection_count) probe();
    uint64_t start = now();
    requests = received_bytes = 0;
    while (now() - start < micros && alive() == connection_count) {
        work(100);
        if (now() - message_at > LATE_MICROS) {
            errors.timeout++;
            break;
        }
    }
    print_figures(now() - start);
}

/* One message each, some at a time, so that every socket has been in use. */
static void use_each(void) {
    uint64_t deadline = now() + PATIENCE_MICROS;
    for (size_t sent = 0; requests < alive() && now() < deadline;) {
        while (sent < connection_count && sent < requests + AT_ONCE) {
            if (connections[sent].state == OPEN) send_echoes(&connections[sent], 1);
            sent++;
        }
        work(100);
    }
}

static void idle(void) {
    use_each();
    printf("open %zu\n", requests < alive() ? (size_t) requests : alive());
    fflush(stdout);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = &(struct connection) {.fd = 0, .state = OPEN}};
    struct connection *input_end = e.data.ptr;
    if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, 0, &e) < 0) die("epoll_ctl on standard input (a pipe is expected)");
    while (input_end->state != DEAD) {
        struct epoll_event events[EVENTS];
        int n = epoll_wait(poll_fd, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            if (events[i].data.ptr == input_end) input_end->state = DEAD;
            else drain(events[i].data.ptr, events[i].events & ENDED);
        }
    }
    printf("lost %zu\n", connection_count - alive());
}

static void prepare_frames(void) {
    frames = room(FRAMES + depth, HEAD_MAX + bytes);
    expected = room(bytes, 1);
    memset(expected, 'x', bytes);
    for (size_t i = 0; i < FRAMES; i++) frame_bytes = put_frame(frames + i * frame_bytes, TEXT, expected, bytes);
    memcpy(frames + FRAMES * frame_bytes, frames, depth * frame_bytes);
}

static int usage(void) {
    fprintf(stderr, "usage: wsload echo PORT PATH CONNECTIONS SECONDS BYTES [DEPTH]\n"
                    "       wsload fanout PORT PATH CONNECTIONS SECONDS BYTES\n"
                    "       wsload idle PORT PATH CONNECTIONS\n");
    return 2;
}

int main(int argc, char **argv) {
    if (argc < 5) return usage();
    mode = strcmp(argv[1], "echo") == 0 ? ECHO : strcmp(argv[1], "fanout") == 0 ? FANOUT : IDLE;
    if (mode == IDLE ? strcmp(argv[1], "idle") != 0 || argc != 5 : argc < 7) return usage();
    server.sin_port = htons(atoi(argv[2]));
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    path = argv[3];
    connection_count = atol(argv[4]);
    double seconds = mode == IDLE ? 0 : atof(argv[5]);
    bytes = mode == IDLE ? IDLE_BYTES : atol(argv[6]);
    if (argc > 7) depth = atol(argv[7]);
    if (connection_count < 1 || depth < 1 || depth > FRAMES) return usage();
    if (mode == FANOUT && bytes < SEQUENCE_DIGITS) return usage();
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) < 0) die("getrlimit");
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    prepare_frames();
    open_all();
    if (mode == ECHO) echo(seconds * 1e6);
    else if (mode == FANOUT) fanout(seconds * 1e6);
    else idle();
    close_all();
    return 0;
}
