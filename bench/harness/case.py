"""What every case has: who can take part, how one is measured, and which figures come of it."""

import statistics
from dataclasses import dataclass, field

from .base import MIB, Problem
from .servers import SERVERS, Server
from .watch import Watch
from .work import Work

FOREIGN_CORES = 0.10
COMPILER_CORES = 0.05  # More is work that a warm JVM has behind it.
WARM_UP_SLICE = 2  # Seconds.
MOST_WARM_UP = 30


@dataclass
class Sample:
    """One measured run: figures by name, None where something has no such figure; errors by kind."""

    figures: dict
    errors: dict = field(default_factory=dict)
    foreign: float = 0.0  # Cores that other processes used meanwhile, that the host took, that compilers were using.
    stolen: float = 0.0
    compiler: float = 0.0
    lost: int = 0  # Connections that should have stayed.

    @staticmethod
    def of(figures, used, errors=None):
        """With what a `Watch` says of the run."""
        return Sample(figures, {kind: count for kind, count in (errors or {}).items() if count}, used["foreign"],
                      used["stolen"], max(0.0, used["compiler"] / used["time"]))


@dataclass(frozen=True)
class Column:
    """A figure of a table: its median over the runs."""

    heading: str
    key: str
    scale: float = 1
    digits: int = 2

    def values(self, samples):
        return [value * self.scale for sample in samples if (value := sample.figures.get(self.key)) is not None]

    def median(self, samples):
        values = self.values(samples)
        return statistics.median(values) if values else None

    def text(self, samples):
        return self.number(self.median(samples))

    def number(self, value):
        return "–" if value is None else f"{value:,.{self.digits}f}"

    def spread(self, samples):
        values = self.values(samples)
        return f"{self.number(min(values))}–{self.number(max(values))}" if values else "–"


@dataclass(frozen=True)
class Case:
    """Each kind of case is a subclass."""

    name: str
    title: str
    work: Work

    table = SERVERS  # Those who may take part, by name.
    subject = "server"
    judged_by = "cpu"  # The key of the column that is compared: its spread and its ratio are shown.
    says_when_cold = True  # Whether a JVM whose compilers are at work should not be.

    def can(self, server: Server):
        return server.can(self.work)

    def rounds(self, options):
        return options.rounds

    @property
    def builds(self):
        return self.work.builds

    @property
    def columns(self):
        """The figures of its table, in order."""
        raise NotImplementedError

    @property
    def judged(self):
        return next(column for column in self.columns if column.key == self.judged_by)

    def about(self, options):
        """A sentence on how to read its table."""
        raise NotImplementedError

    def measure(self, name, server, options):
        """One run of one server: a Sample, or a Problem."""
        raise NotImplementedError


def cpu_columns(unit):
    return [Column("CPU µs", "cpu"), Column("user", "user"), Column("system", "system"),
            Column(f"{unit}/s", "rate", digits=0)]


def memory_columns():
    return [Column("RSS MiB", "rss", 1 / MIB, 0), Column("live heap MiB", "heap", 1 / MIB, 1)]


def loaded(unit, result, used, process, options):
    """The Sample of a process under load: CPU for each of what was answered, and the memory it has at the end."""
    count = result["requests"]
    if count == 0:
        raise Problem(f"not one of the {unit} succeeded; errors: {result['errors']}\n{process.last_words()}")
    user, system = used["user"] / count * 1e6, used["system"] / count * 1e6
    figures = {"cpu": user + system, "user": user, "system": system, "rate": count / result["micros"] * 1e6,
               "p50": result["p50"], "p99": result["p99"], "rss": process.rss(),
               "heap": None if options.smoke else process.heap()}  # Last, as a collection changes the rest.
    return Sample.of(figures, used, result["errors"])


def warm_up_of(server, options):
    return server.warm_up if options.warm_up is None else options.warm_up


def warm_up(process, drive, least, most=MOST_WARM_UP):
    """Drives for at least so many seconds, and on while a JVM's compilers are at work; not at all for none."""
    spent, cores = 0, 1
    while spent < least or 0 < least and cores > COMPILER_CORES and spent < most:
        seconds = min(WARM_UP_SLICE, max(1, least))
        watch = Watch(process)
        drive(seconds)
        used = watch.stop()
        cores = used["compiler"] / used["time"]
        spent += seconds
