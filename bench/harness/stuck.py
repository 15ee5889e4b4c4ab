"""Cases of stuck handlers: what light traffic feels while as many clients as cores hold up the server."""

import http.client
import threading
import time
from dataclasses import dataclass

from . import light
from .case import Case, Column, Sample, warm_up, warm_up_of
from .process import ServerProcess
from .watch import Watch
from .work import Work

LIGHT_CONNECTIONS = 4
PATIENCE = 30  # Seconds an answer may take before it counts as an error rather than a latency.


@dataclass(frozen=True)
class Stuck(Case):
    """`work` is what the handlers do that are stuck."""

    judged_by = "p99"

    def can(self, server):
        return server.can(self.work) and server.can(Work())

    @property
    def columns(self):
        return [Column("p99 ms", "p99", 1e-3), Column("p50 ms", "p50", 1e-3), Column("max ms", "max", 1e-3),
                Column("light requests/s", "rate", digits=0), Column("p99 ms without", "p99 without", 1e-3),
                Column("stuck answers", "stuck", digits=0)]

    def about(self, options):
        return (f"{options.stuck} clients ask for what holds a thread for 200 ms, again and again; latency is that of "
                f"{LIGHT_CONNECTIONS} other connections that ask for `/`, and of what had no answer at the end. One "
                f"event loop, nothing pinned, runs of {options.seconds} s.")

    def measure(self, name, server, options):
        with ServerProcess(name, server, Work()) as process:
            process.wait_until_ready(Work())
            self.work.ask(process.port, PATIENCE)
            warm_up(process, lambda seconds: light.drive(process.port, seconds, LIGHT_CONNECTIONS),
                    warm_up_of(server, options))
            alone = light.drive(process.port, options.seconds, LIGHT_CONNECTIONS)
            watch = Watch(process)
            with Crowd(self.work, process.port, options.stuck) as crowd:
                result = light.drive(process.port, options.seconds, LIGHT_CONNECTIONS)
            used = watch.stop()
        figures = {"p50": result["p50"], "p99": result["p99"], "max": result["max"],
                   "rate": result["requests"] / result["micros"] * 1e6, "p99 without": alone["p99"],
                   "stuck": crowd.answers}
        return Sample.of(figures, used, {"stuck": crowd.failures, "wrong": alone["wrong"] + result["wrong"]})


class Crowd:
    """Clients that ask to be held up again as soon as they are answered."""

    def __init__(self, work, port, count):
        self.port = port
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.answers = 0
        self.failures = 0
        self.work = work
        self.threads = [threading.Thread(target=self.run) for _ in range(count)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        while not self.over.is_set():
            try:
                started = time.monotonic()
                status, _ = self.work.fetch(connection)
                self.count(status == 200 and self.work.has_held(time.monotonic() - started))
            except (OSError, http.client.HTTPException):
                connection.close()
                self.count(False)
                self.over.wait(0.1)
        connection.close()

    def count(self, good):
        with self.lock:
            self.answers += good
            self.failures += not good


CASES = (
    Stuck("stuck-spin", "stuck handlers: they spin", Work("spin")),
    Stuck("stuck-file", "stuck handlers: they wait for a file", Work("block-file")),
    Stuck("stuck-native", "stuck handlers: they sit in a native call", Work("block-native")),
)
