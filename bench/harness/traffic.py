"""Cases of throughput: CPU for each request, while one client asks as fast as it is answered."""

import time
from dataclasses import dataclass

from . import load, webwork
from .base import KIB, MIB, TARGET
from .case import MOST_WARM_UP, Case, Column, cpu_columns, loaded, memory_columns, warm_up, warm_up_of
from .machine import LOAD_CPU, SERVER_CPU
from .process import ServerProcess
from .profile import profiled
from .watch import Watch
from .work import WEBSOCKET, Work

PATIENCE = 2  # Seconds; an answer that takes longer is an error.
SMOKE_PATIENCE = 30  # What is not warm, on a machine that is busy, is only slow.
SMOKE_TLS_WARM_UP = 3  # The first handshakes of a JVM may take longer than a whole smoke run.


@dataclass(frozen=True)
class Traffic(Case):
    """`arguments` are words for wrk/load.lua; `unit` is what is counted; `rate` is requests a second, if fixed."""

    connections: int = 64
    arguments: tuple = ()
    unit: str = "requests"
    rate: int = 0

    @property
    def has_latency(self):
        # wrk times a whole batch and then corrects as if it were one request: no figure is better than that one.
        return self.arguments[:1] != ("pipeline",) and self.unit != "handshakes"

    @property
    def columns(self):
        latency = [Column("p50 ms", "p50", 1e-3), Column("p99 ms", "p99", 1e-3)] if self.has_latency else []
        return [*cpu_columns(self.unit), *latency, *memory_columns()]

    def about(self, options):
        return (f"Server on CPU {SERVER_CPU}, client on CPU {LOAD_CPU}, runs of {options.seconds} s. CPU is the "
                f"server's, for each of the {self.unit}; latency is the client's.")

    def measure(self, name, server, options):
        least = SMOKE_TLS_WARM_UP if options.smoke and self.work.tls else warm_up_of(server, options)
        with ServerProcess(name, server, self.work, SERVER_CPU if options.pin else None) as process:
            process.wait_until_ready(self.work)
            warm_up(process, lambda seconds: self.drive(process, seconds, options), least,
                    most=least if options.smoke else MOST_WARM_UP)
            with profiled(process, self.name, options):
                watch = Watch(process)
                result = self.measured_drive(process, options)
                used = watch.stop()
            process.require_well(self.work)
            return loaded(self.unit, result, used, process, options)

    def measured_drive(self, process, options):
        """A smoke run goes on until something is answered: what is cold and has half a core may take its time."""
        end = time.monotonic() + (SMOKE_PATIENCE if options.smoke else 0)
        while True:
            result = self.drive(process, options.seconds, options)
            if result["requests"] or any(result["errors"].values()) or time.monotonic() >= end:
                return result

    def drive(self, process, seconds, options):
        work, cpu = self.work, LOAD_CPU if options.pin else None
        if self.unit == "handshakes":
            return load.drive_handshakes(process.port, seconds, cpu=cpu)
        if work.mode in WEBSOCKET:
            kind = work.mode.removeprefix("ws-")
            return load.drive_websocket(kind, process.port, work.path, seconds, self.connections, work.size, cpu=cpu)
        url = f"http{'s' if work.tls else ''}://127.0.0.1:{process.port}{work.path}"
        if self.rate:
            return load.drive_at(url, seconds, self.connections, self.rate, cpu=cpu)
        return load.drive(url, seconds, self.connections, work.least_bytes, cpu=cpu, arguments=self.arguments,
                          timeout=SMOKE_PATIENCE if options.smoke else PATIENCE)


def body(name, title, mode, size):
    return Traffic(name, title, Work(mode, size), arguments=("upload", str(size)))


def web(name, title, mode, size=0):
    return Traffic(f"web-{name}", f"web framework: {title}", Work(mode, size),
                   arguments=webwork.arguments(mode, TARGET))


CASES = (
    Traffic("hello-c64", "hello, 64 connections", Work()),
    Traffic("hello-c512", "hello, 512 connections", Work(), 512),
    Traffic("hello-rate", "hello, 64 connections, 10 000 requests a second in all", Work(), rate=10_000),
    Traffic("pipeline16", "hello, 64 connections, 16 requests in each write", Work(), 64, ("pipeline", "16")),
    Traffic("close10", "hello, 64 connections, every tenth request the last of its connection", Work("close"), 64,
            ("close", "10")),
    Traffic("json", "JSON", Work("json")),
    Traffic("download-10k", "download of 10 KiB", Work("download", 10 * KIB)),
    Traffic("download-64k", "download of 64 KiB", Work("download", 64 * KIB)),
    Traffic("download-1m", "download of 1 MiB", Work("download", MIB)),
    body("echo-10k", "10 KiB sent back", "echo", 10 * KIB),
    body("upload-64k", "upload of 64 KiB", "upload", 64 * KIB),
    body("upload-1m", "upload of 1 MiB", "upload", MIB),
    Traffic("stream", "16 KiB in chunks of 1 KiB", Work("stream", 16 * KIB)),
    Traffic("tls", "hello over TLS, 64 connections", Work(tls=True)),
    Traffic("tls-handshake", "TLS handshakes, one at a time", Work(tls=True), 1, unit="handshakes"),
    Traffic("ws-echo-16", "WebSocket echo of 16 bytes, 64 connections", Work("ws-echo", 16), unit="messages"),
    Traffic("ws-echo-1k", "WebSocket echo of 1 KiB, 64 connections", Work("ws-echo", KIB), unit="messages"),
    Traffic("ws-fanout-32", "WebSocket message of 64 bytes to 32", Work("ws-fanout", 64), 32, unit="deliveries"),
    Traffic("ws-fanout-1000", "WebSocket message of 64 bytes to 1000", Work("ws-fanout", 64), 1000, unit="deliveries"),
    web("hello", "hello, among 100 routes", "web-hello"),
    web("param", "two variables in the path, among 100 routes", "web-param"),
    web("json", "a record as JSON", "web-json"),
    web("json-in", "a record from JSON", "web-json-in"),
    web("form", "URL-encoded form of 1 KiB", "web-form"),
    web("multipart", "multipart form with a file of 1 MiB", "web-multipart"),
    web("static-10k", "static file of 10 KiB", "web-static", 10 * KIB),
    web("static-1m", "static file of 1 MiB", "web-static", MIB),
)
