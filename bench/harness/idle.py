"""Cases of idleness: what a connection that says nothing costs the server in memory."""

import errno
import re
import select
import socket
import subprocess
import sys
import time
from dataclasses import dataclass

from .base import MIB, TARGET, Problem
from .case import Case, Column, Sample
from .machine import raise_files
from .process import ServerProcess
from .work import WEBSOCKET, Work

SOURCES = [f"127.0.0.{n}" for n in range(1, 21)]
IP_BIND_ADDRESS_NO_PORT = 24  # The kernel picks the port at connect, so that each source address has all of them.
AT_ONCE = 500
SPARE_FILES = 200
STALL_SECONDS = 30
OPEN_SECONDS = 300
HOLD_SECONDS = 2  # Of idleness before the reading.
WARM_UP_CROWDS = 5
WARM_UP_CONNECTIONS = 1000
WARM_UP_SHARE = 50  # A fiftieth of those that are measured, at most.
SMOKE_CONNECTIONS = 100


@dataclass(frozen=True)
class Idle(Case):
    judged_by = "each"
    says_when_cold = False

    @property
    def columns(self):
        return [Column("bytes each", "each", digits=0), Column("heap each", "heap each", digits=0),
                Column("RSS each", "rss each", digits=0), Column("connections", "connections", digits=0),
                Column("live heap MiB before", "heap before", 1 / MIB, 1), Column("after", "heap after", 1 / MIB, 1),
                Column("RSS MiB before", "rss before", 1 / MIB, 0), Column("after", "rss after", 1 / MIB, 0)]

    def about(self, options):
        return ("One run, whatever --rounds says. Each connection has had one answer and then says nothing. *Bytes "
                "each* is live heap where there is a JVM (after a collection, with and without the connections), "
                "resident memory elsewhere.")

    def rounds(self, options):
        return 1

    def measure(self, name, server, options):
        count = SMOKE_CONNECTIONS if options.smoke else within_limits(options.connections)
        crowd_of = WebSocketCrowd if self.work.mode in WEBSOCKET else Crowd
        with ServerProcess(name, server, self.work) as process:
            process.wait_until_ready(self.work)
            if not options.smoke:
                warm_up(crowd_of, process.port, count)
            read_memory(process)  # The first look loads what later looks need.
            before = read_memory(process)
            crowd = crowd_of(process.port)
            crowd.open(count)
            time.sleep(0 if options.smoke else HOLD_SECONDS)
            after = read_memory(process)
            lost = crowd.lost()
            crowd.close()
        return Sample(figures(before, after, count), lost=lost)


def within_limits(wanted):
    limit = raise_files(wanted + SPARE_FILES)  # The server inherits it.
    if limit >= wanted + SPARE_FILES:
        return wanted
    if limit <= SPARE_FILES:
        raise Problem(f"only {limit} open files are allowed: more than {SPARE_FILES} are needed; raise ulimit -n")
    print(f"only {limit} open files are allowed: {limit - SPARE_FILES} connections,", end=" ", file=sys.stderr)
    return limit - SPARE_FILES


def warm_up(crowd_of, port, count):
    """Loads classes and lets buffers and tables reach a working size; few, as what they leave behind is used again."""
    for _ in range(WARM_UP_CROWDS):
        crowd = crowd_of(port)
        crowd.open(max(1, min(WARM_UP_CONNECTIONS, count // WARM_UP_SHARE)))
        crowd.close()
    time.sleep(1)


def read_memory(process):
    """Bytes: live heap after a collection (None where there is no JVM), and resident."""
    return {"heap": process.heap(), "rss": process.rss()}


def figures(before, after, count):
    some = {"connections": count}
    for kind in ("heap", "rss"):
        if before[kind] is not None:
            some |= {f"{kind} before": before[kind], f"{kind} after": after[kind],
                     f"{kind} each": (after[kind] - before[kind]) / count}
    return some | {"each": some.get("heap each", some["rss each"])}


class Crowd:
    """Keep-alive connections from several source addresses; each has had one answer and then says nothing."""

    def __init__(self, port):
        self.address = ("127.0.0.1", port)
        self.request = f"GET / HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n".encode()
        self.poll = select.epoll()
        self.sockets = {}
        self.answers = {}  # What has come so far, of those whose answer is not complete.

    def open(self, count):
        while len(self.sockets) < count or self.answers:
            while len(self.sockets) < count and len(self.answers) < AT_ONCE:
                self.connect(SOURCES[len(self.sockets) % len(SOURCES)])
            events = self.poll.poll(STALL_SECONDS)
            if not events:
                raise Problem(f"{len(self.answers)} connections had no answer for {STALL_SECONDS} s")
            for fd, event in events:
                self.step(fd, event)

    def connect(self, source):
        connection = socket.socket()
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
        connection.bind((source, 0))
        code = connection.connect_ex(self.address)
        if code not in (0, errno.EINPROGRESS):
            raise Problem(f"cannot connect from {source}: {errno.errorcode.get(code, code)}")
        self.sockets[connection.fileno()] = connection
        self.answers[connection.fileno()] = b""
        self.poll.register(connection, select.EPOLLOUT)

    def step(self, fd, event):
        connection = self.sockets[fd]
        try:
            if event & select.EPOLLOUT and not event & (select.EPOLLERR | select.EPOLLHUP):
                connection.send(self.request)
                self.poll.modify(fd, select.EPOLLIN)
                return
            got = connection.recv(65536)
        except OSError as e:
            raise Problem(f"connection {len(self.sockets)} failed: {e}") from e
        if not got:
            raise Problem(f"the server closed connection {len(self.sockets)} before its answer was complete")
        self.answers[fd] += got
        if complete(self.answers[fd]):
            del self.answers[fd]
            self.poll.modify(fd, select.EPOLLRDHUP)

    def lost(self):
        """How many the server has closed meanwhile."""
        return len(self.poll.poll(0, len(self.sockets) + 1))

    def close(self):
        for connection in self.sockets.values():
            connection.close()
        self.poll.close()


class WebSocketCrowd:
    """WebSockets that c/wsload.c holds open: each has had one echo, and answers pings."""

    def __init__(self, port):
        self.port = port
        self.process = None
        self.count = 0

    def open(self, count):
        command = [str(TARGET / "wsload"), "idle", str(self.port), IDLE_WEBSOCKET.path, str(count)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.count = count
        said = self.process.stdout.readline() if select.select([self.process.stdout], [], [], OPEN_SECONDS)[0] else ""
        if said != f"open {count}\n":
            self.process.kill()
            self.close()
            raise Problem(f"expected {count} open WebSockets, wsload said {said.strip() or 'nothing'}")

    def lost(self):
        """How many the server has closed meanwhile. Asking ends the crowd."""
        said = self.process.communicate()[0]
        return int(said.removeprefix("lost "))

    def close(self):
        if self.process.poll() is None:
            self.process.communicate()


def complete(answer):
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    if not head.startswith(b"HTTP/1.1 200"):
        raise Problem(f"expected a 200, got {head.splitlines()[0]!r}")
    length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.I)
    return length is None or len(body) >= int(length[1])


IDLE_WEBSOCKET = Work("ws-echo", 16)
CASES = (
    Idle("idle", "idle keep-alive connections", Work()),
    Idle("idle-ws", "idle WebSockets", IDLE_WEBSOCKET),
)
