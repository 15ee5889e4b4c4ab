"""Light traffic: a few connections that ask for `/`, one request at a time; what is unanswered at the end counts too.

wrk forgets requests that have no answer when it ends, and so would not notice a server that stands still.
"""

import select
import socket
import time

from .base import Problem
from .work import HELLO

CONNECT_SECONDS = 10
PATIENCE = 10  # Seconds that are added while there is no answer at all.
PAUSE = 0.05


def drive(port, seconds, connections):
    """Requests answered, micros, latencies in microseconds (p50, p99, max), and how many answers were wrong."""
    request = f"GET / HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n".encode()
    sockets = {one.fileno(): one for one in (opened(port) for _ in range(connections))}
    try:
        size = answer_size(next(iter(sockets.values())), request)
        started = time.perf_counter()
        latencies, waiting, wrong = ask(sockets, request, size, started + seconds)
        ended = time.perf_counter()
    finally:
        for one in sockets.values():
            one.close()
    if not latencies:
        raise Problem(f"not one of the light requests was answered in {ended - started:.1f} s")
    everything = sorted([*latencies, *(ended - since for since in waiting)])
    return {"requests": len(latencies), "micros": (ended - started) * 1e6, "wrong": wrong,
            "p50": share(everything, 0.5), "p99": share(everything, 0.99), "max": everything[-1] * 1e6}


def opened(port):
    one = socket.create_connection(("127.0.0.1", port), CONNECT_SECONDS)
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return one


def answer_size(one, request):
    """The bytes of the answer, which are as many every time."""
    one.sendall(request)
    answer = b""
    while not answer.endswith(HELLO):
        got = one.recv(65536)
        if not got:
            raise Problem(f"expected an answer that ends in {HELLO.decode()!r}, got {answer[:80]!r}")
        answer += got
    if not is_right(answer, len(answer)):
        raise Problem(f"expected a 200, got {answer[:80]!r}")
    return len(answer)


def ask(sockets, request, size, end):
    """The seconds that each answer took, since when those wait that are not answered, and how many were wrong."""
    poll, since, answers, latencies, wrong = select.epoll(), {}, {}, [], 0
    with poll:
        for fd, one in sockets.items():
            poll.register(fd, select.EPOLLIN)
            since[fd], answers[fd] = time.perf_counter(), b""
            one.sendall(request)
        while (now := time.perf_counter()) < (end if latencies else end + PATIENCE):
            for fd, _ in poll.poll(max(end - now, PAUSE)):
                got = sockets[fd].recv(65536)
                if not got:
                    raise Problem("the server closed a connection of the light traffic")
                answers[fd] += got
                if len(answers[fd]) >= size:
                    now = time.perf_counter()
                    latencies.append(now - since[fd])
                    wrong += not is_right(answers[fd], size)
                    since[fd], answers[fd] = now, b""
                    sockets[fd].sendall(request)
    return latencies, since.values(), wrong


def is_right(answer, size):
    return len(answer) == size and answer.startswith(b"HTTP/1.1 200 ") and answer.endswith(HELLO)


def share(ordered, part):
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1e6
