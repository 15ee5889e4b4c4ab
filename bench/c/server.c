/*
 * The floor: what the kernel itself costs. One thread, epoll, edge-triggered.
 *
 *   server PORT hello         answers "Hello, world" to each request
 *   server PORT json          answers with a line of JSON
 *   server PORT close         as hello; a read with "Connection: close" in it is answered, and the connection closed
 *   server PORT download N    answers each request with N bytes
 *   server PORT stream N      answers each request with N bytes, in chunks of 1 KiB
 *   server PORT upload N      reads a body by its Content-Length (N at most), then answers "Hello, world"
 *   server PORT echo N        as upload, and answers with N bytes (not those that came)
 *
 * A request ends at "\r\n\r\n"; nothing else of it is read (upload and echo look for Content-Length).
 * Answers to pipelined requests leave in one write per read; so do all chunks.
 *
 * Left out, and so not in the figure: request lines and header fields are neither parsed nor checked; every path and
 * method gets the same answer; no chunked bodies, no 100-continue, "Connection: close" only where the mode says so; the date never moves; no
 * time-outs, no limit on requests owed to a client that does not read, no log, no TLS, no graceful stop.
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

enum { BACKLOG = 4096, EVENTS = 512, READ_BYTES = 64 * 1024, HELLO_REPEATS = 512, CHUNK_BYTES = 1024 };

static const char END_OF_HEAD[] = "\r\n\r\n";
static const char LENGTH_FIELD[] = "\ncontent-length:";
static const char CLOSE_OPTION[] = "onnection: close";
static const char LAST_ANSWER[] = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 12\r\n"
        "date: Sat, 21 Nov 2026 11:00:00 GMT\r\nserver: bench\r\nconnection: close\r\n\r\nHello, world";

/* What one socket is in the middle of. Answers are all alike, so owing them is a number, not a buffer. */
struct connection {
    size_t owed;         /* answers not yet written in full */
    size_t sent;         /* bytes of the first of them that were written */
    size_t body_left;    /* upload: bytes of the current body still to come */
    size_t length;       /* upload: Content-Length of the current head */
    unsigned char end;   /* bytes of END_OF_HEAD matched so far */
    unsigned char field; /* upload: bytes of LENGTH_FIELD matched so far; all of them = reading its digits */
};

static struct connection *connections; /* by file descriptor */
static size_t connection_limit;
static char *answers;          /* the answer, repeated, so that a batch is one write from one block */
static size_t answers_bytes;   /* all of the block */
static size_t answer_bytes;    /* one answer */
static bool upload, closing;
static size_t upload_limit;
static char input[READ_BYTES]; /* one for all sockets: nothing read is kept */

static void die(const char *what) {
    perror(what);
    exit(1);
}

static size_t put_head(char *to, const char *type, const char *framing) {
    return sprintf(to, "HTTP/1.1 200 OK\r\ncontent-type: %s\r\n%s\r\n"
            "date: Sat, 21 Nov 2026 11:00:00 GMT\r\nserver: bench\r\n\r\n", type, framing);
}

static void prepare_answers(const char *type, const char *text, size_t body_bytes, size_t repeats) {
    char head[256], framing[64];
    snprintf(framing, sizeof framing, "content-length: %zu", body_bytes);
    size_t head_bytes = put_head(head, type, framing);
    answer_bytes = head_bytes + body_bytes;
    answers_bytes = answer_bytes * repeats;
    answers = malloc(answers_bytes);
    if (answers == NULL) die("malloc");
    memcpy(answers, head, head_bytes);
    memset(answers + head_bytes, 'x', body_bytes);
    memcpy(answers + head_bytes, text, strlen(text));
    for (size_t i = 1; i < repeats; i++) memcpy(answers + i * answer_bytes, answers, answer_bytes);
}

static void prepare_stream(size_t body_bytes) {
    size_t chunks = body_bytes / CHUNK_BYTES;
    answers = malloc(512 + chunks * (CHUNK_BYTES + 16));
    if (answers == NULL) die("malloc");
    char *at = answers + put_head(answers, "application/octet-stream", "transfer-encoding: chunked");
    for (size_t i = 0; i < chunks; i++) {
        at += sprintf(at, "%x\r\n", CHUNK_BYTES);
        memset(at, 'x', CHUNK_BYTES);
        at += CHUNK_BYTES;
        at += sprintf(at, "\r\n");
    }
    at += sprintf(at, "0\r\n\r\n");
    answer_bytes = answers_bytes = at - answers;
}

/* Ends of heads in bytes that hold no bodies; a "\r\n\r\n" may be split between reads. */
static size_t count_heads(struct connection *c, const char *at, const char *limit) {
    size_t heads = 0;
    while (at < limit) {
        if (c->end == 0 && (at = memchr(at, '\r', limit - at)) == NULL) break;
        c->end = *at == END_OF_HEAD[c->end] ? c->end + 1 : *at == '\r';
        at++;
        if (c->end == 4) {
            c->end = 0;
            heads++;
        }
    }
    return heads;
}

/* Looks for the Content-Length field one byte at a time, so that heads may be split anywhere. */
static void match_length(struct connection *c, char b) {
    if (c->field == sizeof LENGTH_FIELD - 1) {
        if (b >= '0' && b <= '9' && c->length <= upload_limit) c->length = c->length * 10 + (b - '0');
        else if (b == '\n') c->field = 1;
        return;
    }
    char lower = b >= 'A' && b <= 'Z' ? b + 32 : b;
    c->field = lower == LENGTH_FIELD[c->field] ? c->field + 1 : b == '\n';
}

/* Uploads that ended in these bytes, or -1 where a body is larger than allowed. */
static ssize_t count_uploads(struct connection *c, const char *at, const char *limit) {
    ssize_t uploads = 0;
    while (at < limit) {
        if (c->body_left > 0) {
            size_t here = (size_t) (limit - at) < c->body_left ? (size_t) (limit - at) : c->body_left;
            at += here;
            c->body_left -= here;
            if (c->body_left == 0) uploads++;
            continue;
        }
        match_length(c, *at);
        c->end = *at == END_OF_HEAD[c->end] ? c->end + 1 : *at == '\r';
        at++;
        if (c->end == 4) {
            if (c->length > upload_limit) return -1;
            c->body_left = c->length;
            if (c->length == 0) uploads++;
            c->length = c->end = c->field = 0;
        }
    }
    return uploads;
}

/* Writes what is owed until the socket is full; an edge (EPOLLOUT) then calls again. False: the socket is dead. */
static bool flush(int fd, struct connection *c) {
    while (c->owed > 0) {
        size_t owed_bytes = c->owed * answer_bytes - c->sent;
        size_t block_bytes = answers_bytes - c->sent;
        ssize_t n = send(fd, answers + c->sent, owed_bytes < block_bytes ? owed_bytes : block_bytes, MSG_NOSIGNAL);
        if (n < 0) {
            if (errno == EINTR) continue;
            return errno == EAGAIN;
        }
        c->sent += n;
        c->owed -= c->sent / answer_bytes;
        c->sent %= answer_bytes;
    }
    return true;
}

/* Reads until there is no more: a short read says so too, unless the peer has closed. False: the socket is done. */
static bool drain(int fd, struct connection *c, bool peer_closed) {
    for (;;) {
        ssize_t n = recv(fd, input, sizeof input, 0);
        if (n == 0) return false;
        if (n < 0) {
            if (errno == EINTR) continue;
            return errno == EAGAIN;
        }
        if (closing && memmem(input, n, CLOSE_OPTION, sizeof CLOSE_OPTION - 1) != NULL) {
            send(fd, LAST_ANSWER, sizeof LAST_ANSWER - 1, MSG_NOSIGNAL);
            return false;
        }
        ssize_t requests = upload ? count_uploads(c, input, input + n) : (ssize_t) count_heads(c, input, input + n);
        if (requests < 0) return false;
        c->owed += requests;
        if (!flush(fd, c)) return false;
        if (n < (ssize_t) sizeof input && !peer_closed) return true;
    }
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
        memset(&connections[fd], 0, sizeof connections[fd]);
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
            bool alive = true;
            if (events[i].events & EPOLLOUT) alive = flush(fd, &connections[fd]);
            if (alive && events[i].events & ~EPOLLOUT) {
                alive = drain(fd, &connections[fd], events[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR));
            }
            if (!alive) close(fd);
        }
    }
}

/* One slot for each descriptor the process may hold; pages of the table that are never used cost nothing. */
static void prepare_connections(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) < 0) die("getrlimit");
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    connection_limit = files.rlim_cur < 1048576 ? files.rlim_cur : 1048576;
    connections = calloc(connection_limit, sizeof *connections);
    if (connections == NULL) die("calloc");
}

/* False: there is no such mode. */
static bool prepare(const char *mode, size_t size) {
    closing = strcmp(mode, "close") == 0;
    upload = strcmp(mode, "upload") == 0 || strcmp(mode, "echo") == 0;
    upload_limit = size;
    if (closing || strcmp(mode, "hello") == 0 || (size > 0 && strcmp(mode, "upload") == 0)) {
        prepare_answers("text/plain", "Hello, world", strlen("Hello, world"), HELLO_REPEATS);
    } else if (strcmp(mode, "json") == 0) {
        static const char text[] = "{\"message\":\"Hello, World!\"}";
        prepare_answers("application/json", text, strlen(text), HELLO_REPEATS);
    } else if (size >= CHUNK_BYTES && strcmp(mode, "stream") == 0) {
        prepare_stream(size);
    } else if (size > 0 && (strcmp(mode, "download") == 0 || strcmp(mode, "echo") == 0)) {
        prepare_answers("application/octet-stream", "", size, 1);
    } else {
        return false;
    }
    return true;
}

int main(int argc, char **argv) {
    if (argc < 3 || !prepare(argv[2], argc > 3 ? atol(argv[3]) : 0)) {
        fprintf(stderr, "usage: server PORT hello|json|close | server PORT download|stream|upload|echo BYTES\n");
        return 2;
    }
    prepare_connections();
    serve(listen_on(atoi(argv[1])));
}
