"""One run at a time: two would share the cores, and the folder that they build into."""

import contextlib
import fcntl
import shutil

from .base import TARGET, Problem

LEFT_BEHIND = ("*.log", "stacks-*", "nginx/[0-9]*.conf", "fifos", "tmp*")  # By a run that was killed, or by a peer.


class Busy(Problem):
    """Another run is under way."""


@contextlib.contextmanager
def in_target():
    """Holds the folder; Busy if another run does. Removes what earlier ones left behind."""
    TARGET.mkdir(exist_ok=True)
    with (TARGET / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as e:
            raise Busy("another run of the bench is under way: both would be wrong") from e
        for pattern in LEFT_BEHIND:
            for path in TARGET.glob(pattern):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        yield
