"""Reads the clocks before and after a measured run."""

import resource
import time

from .machine import busy_seconds


class Watch:
    """From its making until `stop`: what a process used, and what others took from the machine meanwhile.

    `partners` are processes whose work is part of the run, such as the server that a measured client asks. Without a
    process it begins before there is one, and `stop` is told which it is.
    """

    def __init__(self, measured=None, partners=()):
        self.measured = measured
        self.partners = partners
        self.before = self.read()

    def stop(self, measured=None):
        """Seconds: time, user, system, compiler; cores: foreign, stolen."""
        self.measured = measured or self.measured
        used = {key: value - self.before[key] for key, value in self.read().items()}
        foreign = used["busy"] - used["own"] - used["user"] - used["system"]
        return used | {"foreign": max(0.0, foreign / used["time"]), "stolen": used["stolen"] / used["time"]}

    def read(self):
        user, system = self.measured.cpu() if self.measured else (0, 0)
        busy, stolen = busy_seconds()
        return {"time": time.monotonic(), "user": user, "system": system, "busy": busy, "stolen": stolen,
                "compiler": self.measured.compiler_cpu() if self.measured else 0,
                "own": own_seconds() + sum(sum(partner.cpu()) for partner in self.partners)}


def own_seconds():
    """CPU seconds of these scripts, and of their children that have ended: the load."""
    some = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in some)
