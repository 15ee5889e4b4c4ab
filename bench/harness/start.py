"""The case of starting: from the command to the first right answer."""

import time
from dataclasses import dataclass

from .base import KIB, MIB
from .case import Case, Column, Sample
from .process import ServerProcess
from .watch import Watch
from .work import Work

STARTS = 5
PAUSE = 0.002  # Seconds between two questions while there is no answer.
WORKS = (Work(), Work("ws-echo", 16), Work("web-hello"), Work("web-static", 10 * KIB))  # The first that it can do.


@dataclass(frozen=True)
class Start(Case):
    judged_by = "seconds"
    says_when_cold = False

    @property
    def columns(self):
        return [Column("first answer s", "seconds", digits=3), Column("CPU s", "cpu"),
                Column("RSS MiB", "rss", 1 / MIB, 0)]

    def about(self, options):
        return (f"Not pinned; asked every {PAUSE * 1000:.0f} ms. The page cache is warm. Skein starts by ./skein, "
                "which keeps an AOT cache; the peers have none.")

    @property
    def builds(self):
        return tuple(build for work in WORKS for build in work.builds)

    def can(self, server):
        return any(map(server.can, WORKS))

    def rounds(self, options):
        return 1 if options.smoke else max(options.rounds, STARTS)

    def measure(self, name, server, options):
        work = next(work for work in WORKS if server.can(work))
        watch = Watch()
        started = time.monotonic()
        with ServerProcess(name, server, work) as process:
            process.wait_until_ready(work, PAUSE)
            seconds = time.monotonic() - started
            used = watch.stop(process)
            return Sample.of({"seconds": seconds, "cpu": used["user"] + used["system"], "rss": process.rss()}, used)


CASES = (Start("start", "from the command to the first answer", Work()),)
