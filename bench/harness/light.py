"""Light traffic: a few connections that ask for `/`, one request at a time; what is unanswered at the end counts too.

wrk forgets requests that have no answer when it ends, and so would not notice a server that stands still.
"""

import select
import socket
import time

from .base import Problem

FIRST_ANSWER = 10


def drive(port, seconds, connections):
    """Requests answered, micros, and latencies in microseconds: p50, p99, max."""
    request = f"GET / HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n".encode()
    sockets = {one.fileno(): one for one in (opened(port) for _ in range(connections))}
    try:
        size = answer_size(next(iter(sockets.values())), request)
        started = time.perf_counter()
        latencies, waiting = ask(sockets, request, size, started + seconds)
        ended = time.perf_counter()
    finally:
        for one in sockets.values():
            one.close()
    if not latencies:
        raise Problem(f"not one of the light requests was answered in {seconds} s")
    everything = sorted([*latencies, *(ended - since for since in waiting)])
    return {"requests": len(latencies), "micros": (ended - started) * 1e6,
            "p50": share(everything, 0.5), "p99": share(everything, 0.99), "max": everything[-1] * 1e6}


def opened(port):
    one = socket.create_connection(("127.0.0.1", port), FIRST_ANSWER)
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return one


def answer_size(one, request):
    """The bytes of the answer, which are as many every time."""
    one.sendall(request)
    answer = b""
    while not answer.endswith(b"Hello, world"):
        got = one.recv(65536)
        if not got:
            raise Problem(f"expected an answer that ends in 'Hello, world', got {answer[:80]!r}")
        answer += got
    return len(answer)


def ask(sockets, request, size, end):
    """The seconds that each answer took, and since when those wait that are not answered."""
    poll, since, missing, latencies = select.epoll(), {}, {}, []
    with poll:
        for fd, one in sockets.items():
            poll.register(fd, select.EPOLLIN)
            since[fd], missing[fd] = time.perf_counter(), size
            one.sendall(request)
        while (now := time.perf_counter()) < end:
            for fd, _ in poll.poll(end - now):
                got = len(sockets[fd].recv(65536))
                if got == 0:
                    raise Problem("the server closed a connection of the light traffic")
                missing[fd] -= got
                if missing[fd] <= 0:
                    now = time.perf_counter()
                    latencies.append(now - since[fd])
                    since[fd], missing[fd] = now, size
                    sockets[fd].sendall(request)
    return latencies, since.values()


def share(ordered, part):
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1e6
