"""What a server is asked to do, and whether its answer is right."""

import contextlib
import http.client
import itertools
import os
import socket
import ssl
import threading
import time
from dataclasses import dataclass

from . import webwork
from .base import TARGET, Problem

HTTP = frozenset({"hello", "json", "close", "download", "stream", "upload", "echo"})
WEBSOCKET = frozenset({"ws-echo", "ws-fanout"})
STUCK = frozenset({"spin", "block-file", "block-native"})
SERVER = HTTP | WEBSOCKET | STUCK
WEB = webwork.MODES

PATHS = {"json": "/json", "stream": "/stream", "upload": "/upload", "echo": "/echo", "ws-fanout": "/fanout",
         "spin": "/spin", "block-file": "/block-file", "block-native": "/block-native"}
HELLO = b"Hello, world"
JSON = b'{"message":"Hello, World!"}'
FILL = b"x"
FILLED = frozenset({"download", "stream", "echo"})
FIFOS = TARGET / "fifos"
FIFO_NUMBERS = itertools.count()
BLOCK_SECONDS = 0.2
NULL_KEY = bytes(4)  # What a WebSocket message here is masked with: so it stays as it is.


@dataclass(frozen=True)
class Work:
    """What each request of a case does. `mode` is a word of c/server.c, or of webwork.py.

    The paths are those of apps/Bench.java and apps/WebBench.java.
    """

    mode: str = "hello"
    size: int = 0
    tls: bool = False

    @property
    def path(self):
        if self.mode in WEB:
            return webwork.exchange(self.mode, self.size).path
        return f"/download/{self.size}" if self.mode == "download" else PATHS.get(self.mode, "/")

    @property
    def builds(self):
        """What has to be built besides the server."""
        return (*(["certificate"] if self.tls else []), *(["c"] if self.mode in WEBSOCKET else []),
                *(["web"] if self.mode in WEB else []))

    def ask(self, port, timeout):
        """Sends one request; raises Problem if the answer is not the one that the case is about."""
        if self.mode in WEBSOCKET:
            self.ask_websocket(port, timeout)
            return
        if self.mode == "close":
            self.ask_closing(port, timeout)
        connection = self.connect(port, timeout)
        started = time.monotonic()
        try:
            status, got = self.fetch(connection)
        finally:
            connection.close()
        if not self.has_held(time.monotonic() - started):
            raise Problem(f"{self.path}: it was answered at once and so held nothing")
        if status != 200 or not self.accepts(got):
            raise Problem(f"{self.path}: expected 200 and {shown(self.expected)}, got {status} and {shown(got)}")

    def has_held(self, seconds):
        """Whether an answer that took so long can have held a thread, if it should have."""
        return self.mode not in STUCK or seconds > BLOCK_SECONDS * 0.95

    def ask_closing(self, port, timeout):
        """Sends `Connection: close`; raises Problem if the connection stays open."""
        with socket.create_connection(("127.0.0.1", port), timeout) as connection:
            connection.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
            try:
                while connection.recv(65536):
                    pass
            except TimeoutError as e:
                raise Problem("it leaves a connection open after `Connection: close`") from e

    @property
    def expected(self):
        """The bytes of the answer; for a web framework's JSON the dictionary that they mean."""
        if self.mode in WEB:
            return webwork.exchange(self.mode, self.size).answer
        if self.mode in FILLED:
            return FILL * self.size
        return JSON if self.mode == "json" else HELLO

    @property
    def least_bytes(self):
        """How long each answer is at least."""
        return len(self.expected) if isinstance(self.expected, bytes) else 0

    def accepts(self, got):
        return webwork.exchange(self.mode, self.size).accepts(got) if self.mode in WEB else got == self.expected

    def fetch(self, connection):
        """The status and body of one answer, on a connection of `http.client`."""
        method, body, headers = self.request
        with self.requested_path() as path:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    @property
    def request(self):
        if self.mode in WEB:
            exchange = webwork.exchange(self.mode, self.size)
            return exchange.method, exchange.body, exchange.headers
        return ("POST", FILL * self.size, {}) if self.mode in ("upload", "echo") else ("GET", b"", {})

    @contextlib.contextmanager
    def requested_path(self):
        """Of one request. A handler that waits for a file gets a pipe of its own, into which a byte comes late."""
        if self.mode != "block-file":
            yield self.path
            return
        FIFOS.mkdir(parents=True, exist_ok=True)
        name = FIFOS / f"{os.getpid()}{next(FIFO_NUMBERS):09}"
        os.mkfifo(name)
        writer = threading.Thread(target=write_late, args=(name,))
        writer.start()
        try:
            yield f"{self.path}/{name.name}"
        finally:
            pipe = os.open(name, os.O_RDWR)  # Both ways: so the writer does not wait for a reader that never came.
            writer.join()
            os.close(pipe)
            name.unlink()

    def connect(self, port, timeout):
        if not self.tls:
            return http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        context = ssl.create_default_context(cafile=TARGET / "localhost.pem")
        return http.client.HTTPSConnection("127.0.0.1", port, timeout=timeout, context=context)

    def ask_websocket(self, port, timeout):
        """Shakes hands, and has one message of this size sent back."""
        long = self.size > 125
        length = (126 if long else self.size).to_bytes() + (self.size.to_bytes(2) if long else b"")
        masked = b"\x81" + (length[0] | 0x80).to_bytes() + length[1:] + NULL_KEY + FILL * self.size
        with socket.create_connection(("127.0.0.1", port), timeout) as connection, connection.makefile("rb") as stream:
            connection.sendall(self.opening(port))
            status = stream.readline().rstrip()
            if not status.startswith(b"HTTP/1.1 101"):
                raise Problem(f"{self.path}: expected 101 for a WebSocket, got {status.decode(errors='replace')!r}")
            while stream.readline() not in (b"\r\n", b""):
                pass
            connection.sendall(masked)
            if stream.read(1 + len(length) + self.size) != b"\x81" + length + FILL * self.size:
                raise Problem(f"{self.path}: the message that came back is not the one that was sent")
            connection.sendall(b"\x88\x80" + NULL_KEY)  # a close frame

    def opening(self, port):
        return (f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").encode()


def shown(answer):
    """Its beginning, and how long it is."""
    if not isinstance(answer, bytes):
        return repr(answer)
    return repr(answer) if len(answer) <= 60 else f"{answer[:60]!r}… ({len(answer)} bytes)"


def write_late(name):
    """Waits until somebody has opened the pipe to read, and then the time that a slow disk takes."""
    pipe = os.open(name, os.O_WRONLY)
    time.sleep(BLOCK_SECONDS)
    os.write(pipe, b"x")
    os.close(pipe)
