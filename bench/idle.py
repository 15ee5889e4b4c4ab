#!/usr/bin/env python3
"""What an idle connection costs the server in memory: a keep-alive connection, or a WebSocket. See README.md.

    bench/idle.py                                50 000 connections to each server that is there
    bench/idle.py --websocket                    50 000 WebSockets
    bench/idle.py --connections 10000 --servers nio,skein
"""

import argparse
import errno
import json
import re
import select
import socket
import subprocess
import sys
import time

import servers
from servers import RESULTS, TARGET, Problem, Running, Work

SOURCES = [f"127.0.0.{n}" for n in range(1, 21)]
IP_BIND_ADDRESS_NO_PORT = 24  # The kernel picks the port at connect, so that each source address has all of them.
AT_ONCE = 500
SPARE_FILES = 200
STALL_SECONDS = 30
WEBSOCKET_WORK = Work("ws-echo", 16)


def main():
    options = parse()
    work = WEBSOCKET_WORK if options.websocket else Work()
    table = {name: server for name, server in servers.chosen(options).items() if server.can(work)}
    limit = servers.raise_files(options.connections + SPARE_FILES)  # The server inherits it.
    if limit < options.connections + SPARE_FILES:
        options.connections = limit - SPARE_FILES
        print(f"warning: only {limit} open files are allowed: {options.connections} connections", file=sys.stderr)
    if options.websocket:
        servers.require_build("c")  # wsload among them
    rows = [measure(name, server, work, options) for name, server in table.items()]
    report(rows, options)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    servers.add_arguments(parser, default=",".join(servers.SERVERS))
    parser.add_argument("--connections", type=int, default=50_000, help="default 50000")
    parser.add_argument("--websocket", action="store_true", help="WebSockets instead of keep-alive connections")
    parser.add_argument("--hold", type=float, default=2, help="seconds of idleness before the reading (default 2)")
    return parser.parse_args()


def measure(name, server, work, options):
    crowd_of = WebSocketCrowd if options.websocket else Crowd
    with Running(name, server, work) as running:
        running.wait_until_ready(work)
        warm_up(crowd_of, running.port)
        read_memory(running)  # The first look loads what later looks need.
        before = read_memory(running)
        crowd = crowd_of(running.port)
        started = time.monotonic()
        crowd.open(options.connections)
        seconds = time.monotonic() - started
        time.sleep(options.hold)
        after = read_memory(running)
        lost = crowd.lost()
        crowd.close()
    print(f"{name}: {options.connections} connections opened and asked in {seconds:.1f} s", file=sys.stderr)
    return {"server": name, "kind": "websocket" if options.websocket else "http", "connections": options.connections,
            "lost": lost, "before": before, "after": after}


def warm_up(crowd_of, port):
    """Loads classes and lets buffers and tables reach a working size."""
    for _ in range(5):
        crowd = crowd_of(port)
        crowd.open(1000)
        crowd.close()
    time.sleep(1)


def read_memory(running):
    """Bytes: live heap after a collection (None where there is no JVM), and resident."""
    pid = running.java_pid()
    heap = None
    if pid is not None:
        jcmd(pid, "GC.run")
        total = jcmd(pid, "GC.class_histogram").splitlines()[-1]
        heap = int(re.fullmatch(r"Total\s+\d+\s+(\d+)\s*", total)[1])
    return {"heap": heap, "rss": running.rss()}


def jcmd(pid, command):
    done = subprocess.run([servers.java_home() / "bin" / "jcmd", str(pid), command], capture_output=True, text=True)
    if done.returncode != 0:
        raise Problem(f"jcmd {pid} {command} failed: {done.stderr or done.stdout}")
    return done.stdout


# --- The connections -------------------------------------------------------------------------------------------


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
        if event & select.EPOLLOUT and not event & (select.EPOLLERR | select.EPOLLHUP):
            connection.send(self.request)
            self.poll.modify(fd, select.EPOLLIN)
            return
        try:
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
        command = [str(TARGET / "wsload"), "idle", str(self.port), WEBSOCKET_WORK.path, str(count)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.count = count
        said = self.process.stdout.readline()
        if said != f"open {count}\n":
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


# --- Reporting -------------------------------------------------------------------------------------------------


def report(rows, options):
    lines = ["WebSockets." if options.websocket else "Keep-alive connections.", "",
             "| server | connections | heap before KiB | heap after KiB | heap bytes each "
             "| RSS before KiB | RSS after KiB | RSS bytes each |", "|---|" + "---:|" * 7]
    for row in rows:
        lines.append(f"| {row['server']} | {row['connections']:,} | {cells(row, 'heap')} | {cells(row, 'rss')} |")
    for row in rows:
        if row["lost"]:
            lines += ["", f"**{row['server']} closed {row['lost']} idle connections: raise its keep-alive time-out.**"]
    text = "\n".join(lines)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    stem = RESULTS / time.strftime("idle-%Y%m%d-%H%M%S")
    stem.with_suffix(".json").write_text(json.dumps({"machine": servers.machine(), "rows": rows}, indent=2) + "\n")
    stem.with_suffix(".md").write_text(text + "\n")
    print(f"written: {stem.relative_to(servers.REPO)}.json and .md", file=sys.stderr)


def cells(row, kind):
    before, after = row["before"][kind], row["after"][kind]
    if before is None:
        return "– | – | –"
    return f"{before // 1024:,} | {after // 1024:,} | {(after - before) / row['connections']:,.0f}"


if __name__ == "__main__":
    servers.main(main)
