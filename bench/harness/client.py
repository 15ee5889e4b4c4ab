"""Cases of clients: CPU for each request that a client sends to the C server."""

import json
import select
import subprocess
from dataclasses import dataclass

from .base import MIB, Problem
from .case import Case, Column, cpu_columns, loaded, memory_columns, warm_up_of
from .clients import CLIENTS
from .machine import LOAD_CPU, SERVER_CPU
from .process import Process, ServerProcess
from .profile import profiled
from .servers import SERVERS
from .watch import Watch
from .work import HELLO, Work

DOWNLOAD_MIB = 100
SPARE_SECONDS = 60  # How much longer than planned a client may take.
SMALL = Work(size=len(HELLO))


@dataclass(frozen=True)
class ClientCase(Case):
    """`lanes` requests at once, each from a thread of its own."""

    lanes: int = 1
    platform: bool = False
    unit: str = "requests"

    table = CLIENTS
    subject = "client"

    def can(self, client):
        return client.can(self.work) and (client.waits or not self.platform)

    @property
    def builds(self):
        return ("c",)

    @property
    def columns(self):
        return [*cpu_columns(self.unit), Column("p50 µs", "p50", digits=0), Column("p99 µs", "p99", digits=0),
                *memory_columns()]

    def about(self, options):
        return (f"Client on CPU {LOAD_CPU}, the C server on CPU {SERVER_CPU}, runs of {options.seconds} s. CPU is the "
                f"client's, for each of the {self.unit}; latency is that of whole responses, by the client.")

    def measure(self, name, client, options):
        load_cpu, server_cpu = (LOAD_CPU, SERVER_CPU) if options.pin else (None, None)
        with ServerProcess("c", SERVERS["c"], self.work, server_cpu) as server:
            server.wait_until_ready(self.work)
            with Asking(name, client, self, server.port, warm_up_of(client, options), options.seconds,
                        load_cpu) as asking:
                asking.wait_until_warm()
                with profiled(asking, self.name, options):
                    watch = Watch(asking, partners=[server])
                    result = asking.ask()
                    used = watch.stop()
                result["requests"] *= DOWNLOAD_MIB if self.unit == "MiB" else 1
                return loaded(self.unit, result, used, asking, options)


class Asking(Process):
    """A client's process, which asks a server. See ClientLoad for what is said between us."""

    def __init__(self, name, client, case, port, warm_up, seconds, cpu):
        self.limit = warm_up + seconds + SPARE_SECONDS
        command = [*client.command_line(case.work, port), str(case.lanes), "platform" if case.platform else "virtual",
                   str(warm_up), str(seconds)]
        super().__init__(f"client-{name}", command, cpu, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)

    def wait_until_warm(self):
        while self.line() != b"ready\n":
            pass  # a library may greet first

    def ask(self):
        """The measured seconds, as a dictionary of figures."""
        try:
            self.process.stdin.write(b"\n")
        except BrokenPipeError:
            pass  # it has ended: line() says so
        while not (line := self.line()).startswith(b"{"):
            pass
        return json.loads(line)

    def line(self):
        if not select.select([self.process.stdout], [], [], self.limit)[0]:
            raise Problem(f"{self.name} said nothing for {self.limit:.0f} s; its last words:\n{self.last_words()}")
        line = self.process.stdout.readline()
        if not line:
            raise Problem(f"{self.name} has ended; its last words:\n{self.last_words()}")
        return line

    def stop(self):
        for pipe in (self.process.stdin, self.process.stdout):
            pipe.close()
        super().stop()


CASES = (
    ClientCase("client-c1", "client: GET, one at a time", SMALL),
    ClientCase("client-c64", "client: GET, 64 at once", SMALL, 64),
    ClientCase("client-threads64", "client: GET, 64 at once, from 64 platform threads", SMALL, 64, platform=True),
    ClientCase("client-download", f"client: {DOWNLOAD_MIB} MiB in one response, one at a time",
               Work("download", DOWNLOAD_MIB * MIB), unit="MiB"),
)
