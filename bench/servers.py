"""The servers that are measured, and how one is built, started, asked and stopped. Standard library only.

Start at SERVERS and PEERS: to change a command line, or to add a peer for good, change those tables. For one run
only, every script takes --add NAME=COMMAND.
"""

import functools
import getpass
import glob
import http.client
import os
import re
import resource
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from string import Template

import webcases

BENCH = Path(__file__).resolve().parent
REPO = BENCH.parent
TARGET = BENCH / "target"
RESULTS = BENCH / "results"

LOAD_CPU = 0
SERVER_CPU = 1
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
START_SECONDS = 60
HTTP = frozenset({"hello", "json", "close", "download", "stream", "upload", "echo", "spin"})
WEBSOCKET = frozenset({"ws-echo", "ws-fanout"})
EVERYTHING = HTTP | WEBSOCKET
WEB = webcases.MODES


@dataclass(frozen=True)
class Server:
    """One row: {port} {mode} {size} {loops} {java} {python} {repo} {target} are filled in."""

    command: str
    modes: frozenset = EVERYTHING
    warm_up: float = 6
    build: str = ""
    tls: str = ""  # What is added to the command for https; empty: this server has none.
    websocket: str = ""  # The command for WebSockets, if it is another.
    needs: tuple = ()  # Modules of Python.

    def can(self, work):
        return work.mode in self.modes and (not work.tls or self.tls != "")


PEM_FLAGS = "--ssl-certfile {target}/localhost.pem --ssl-keyfile {target}/localhost.key"

SERVERS = {
    "c": Server("{target}/server {port} {mode} {size}", EVERYTHING - {"spin"}, warm_up=2, build="c",
                websocket="{target}/wsecho {port}"),
    "nio": Server("{java} -cp {target} NioHello {port}", frozenset({"hello"}), build="java"),
    "skein": Server(
        "{repo}/skein run {repo}/bench/apps/Bench.java --bind 127.0.0.1:{port} --loops {loops} --no-access-log",
        EVERYTHING | {"web-hello"},
        tls=PEM_FLAGS,
    ),
    "skein-web": Server(
        "{repo}/skein run {repo}/bench/apps/WebBench.java --bind 127.0.0.1:{port} --loops {loops} --no-access-log",
        WEB, build="web",
    ),
}

# What TechEmpower's benchmarks start Java servers with, and the small object headers that Skein's launcher asks for.
JVM = "{java} -XX:+UseParallelGC -XX:+UseNUMA -XX:+UseCompactObjectHeaders"
NETTY_FLAGS = ("-Dio.netty.noUnsafe=false --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED "
               "-Dio.netty.buffer.checkBounds=false -Dio.netty.buffer.checkAccessible=false "
               "-Dio.netty.leakDetection.level=DISABLED")
VERTX_FLAGS = ("-Dvertx.disableMetrics=true -Dvertx.disableHttpHeadersValidation=true "
               "-Dvertx.disableContextTimings=true -Dvertx.threadChecks=false -Dvertx.disableURIValidation=true")
JOOBY_FLAGS = "-Dio.netty.disableHttpHeadersValidation=true -Dapplication.tmpdir={target}/tmp"
JDK_FLAGS = ("-Dcom.sun.net.httpserver.HttpServerProvider=sun.net.httpserver.DefaultHttpServerProvider "
             "-Dsun.net.httpserver.nodelay=true -Dsun.net.httpserver.maxIdleConnections=100000")
ROBAHO_FLAGS = ("-Dcom.sun.net.httpserver.HttpServerProvider=robaho.net.httpserver.DefaultHttpServerProvider "
                "-Drobaho.net.httpserver.nodelay=true -Drobaho.net.httpserver.maxIdleConnections=100000")


def java_peer(name, modes, flags=""):
    return Server(f"{JVM} {flags} -cp {{target}}/peers/classes:{{target}}/peers/lib/* {name} {{port}} {{loops}}",
                  modes, build="peers", tls="{target}/localhost.p12")


def java_web_peer(name, flags=""):
    command = (f"{JVM} {flags} -Djava.io.tmpdir={{target}}/tmp -cp "
               f"{{target}}/web-peers/classes:{{target}}/web-peers/lib/* {name} {{port}} {{loops}} {{target}}/static")
    return Server(command, WEB, build="web-peers")


UVICORN = ("{python} -m uvicorn uvicorn_app:app --app-dir {repo}/bench/peers/python --port {port} --loop uvloop "
           "--http httptools --ws websockets-sansio --timeout-keep-alive 3600 --no-access-log --log-level warning")
NGINX = ("sh -c \"sed s/PORT/{port}/ {target}/nginx/nginx.conf > {target}/nginx/{port}.conf && "
         "exec nginx -e stderr -c {target}/nginx/{port}.conf -g 'daemon off;'\"")

PEERS = {
    "netty": java_peer("NettyPeer", EVERYTHING, NETTY_FLAGS),
    "vertx": java_peer("VertxPeer", EVERYTHING, f"{NETTY_FLAGS} {VERTX_FLAGS}"),
    "helidon": java_peer("HelidonPeer", EVERYTHING),
    "jetty": java_peer("JettyPeer", EVERYTHING),
    "undertow": java_peer("UndertowPeer", EVERYTHING),
    "activej": java_peer("ActivejPeer", HTTP, "-DHttpHeadersMultimap.initialSize=16"),
    "jdk": java_peer("JdkPeer", HTTP, JDK_FLAGS),
    "robaho": java_peer("JdkPeer", HTTP, ROBAHO_FLAGS),
    "uvicorn": Server(UVICORN, needs=("uvicorn", "uvloop", "httptools", "websockets"), warm_up=3, tls=PEM_FLAGS),
    "aiohttp": Server("{python} {repo}/bench/peers/python/aiohttp_app.py {port}", needs=("aiohttp", "uvloop"),
                      warm_up=3),
    "websockets": Server("{python} {repo}/bench/peers/python/websockets_app.py {port}", WEBSOCKET,
                         needs=("websockets", "uvloop"), warm_up=3),
    "javalin": java_web_peer("JavalinPeer"),
    "helidon-web": java_web_peer("HelidonWebPeer"),
    "vertx-web": java_web_peer("VertxWebPeer", f"{NETTY_FLAGS} {VERTX_FLAGS}"),
    "jooby": java_web_peer("JoobyPeer", f"{NETTY_FLAGS} {JOOBY_FLAGS}"),
    "aiohttp-web": Server("{python} {repo}/bench/web-peers/python/aiohttp_web.py {port} {target}/static {target}/tmp",
                          WEB, build="web", needs=("aiohttp", "uvloop"), warm_up=3),
    "nginx": Server(NGINX, frozenset({"web-static"}), build="nginx", warm_up=2),
}


class Problem(Exception):
    """Something the person at the keyboard has to know; the message is the whole story."""


# --- What is asked ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """What each request of a case does. `mode` is a word of c/server.c, or of webcases.py.

    The paths are those of apps/Bench.java and apps/WebBench.java.
    """

    mode: str = "hello"
    size: int = 0
    tls: bool = False

    @property
    def path(self):
        if self.mode in WEB:
            return webcases.exchange(self.mode, self.size).path
        paths = {"json": "/json", "download": f"/download/{self.size}", "stream": "/stream", "upload": "/upload",
                 "echo": "/echo", "spin": "/spin", "ws-fanout": "/fanout"}
        return paths.get(self.mode, "/")

    def ask(self, port, timeout):
        """Sends one request; raises Problem if the answer is not the one that the case is about."""
        if self.mode in WEBSOCKET:
            return self.ask_websocket(port, timeout)
        if self.mode in WEB:
            return self.ask_web(port, timeout)
        connection = self.connect(port, timeout)
        try:
            body = b"x" * self.size if self.mode in ("upload", "echo") else None
            connection.request("POST" if body else "GET", self.path, body)
            answer = connection.getresponse()
            got = len(answer.read())
        finally:
            connection.close()
        expected = {"json": 27, "upload": 12}.get(self.mode, self.size or 12)
        if answer.status != 200 or got != expected and self.mode != "spin":
            raise Problem(f"{self.path}: expected 200 and {expected} bytes, got {answer.status} and {got} bytes")

    def ask_web(self, port, timeout):
        exchange = webcases.exchange(self.mode, self.size)
        connection = self.connect(port, timeout)
        try:
            connection.request(exchange.method, exchange.path, exchange.body or None, exchange.headers)
            answer = connection.getresponse()
            got = answer.read()
        finally:
            connection.close()
        if answer.status != 200 or not exchange.accepts(got):
            raise Problem(f"{exchange.method} {self.path}: expected 200 and {exchange.answer[:60]!r}, "
                          f"got {answer.status} and {got[:60]!r} ({len(got)} bytes)")

    def connect(self, port, timeout):
        if not self.tls:
            return http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        context = ssl.create_default_context(cafile=TARGET / "localhost.pem")
        return http.client.HTTPSConnection("127.0.0.1", port, timeout=timeout, context=context)

    def ask_websocket(self, port, timeout):
        """Shakes hands, and has one message of this size sent back. Its key for masking is four zeroes."""
        head = (f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
        long = self.size > 125
        length = (126 if long else self.size).to_bytes() + (self.size.to_bytes(2) if long else b"")
        payload = b"x" * self.size
        with socket.create_connection(("127.0.0.1", port), timeout) as connection, connection.makefile("rb") as stream:
            connection.sendall(head.encode())
            status = stream.readline().rstrip()
            if not status.startswith(b"HTTP/1.1 101"):
                raise Problem(f"{self.path}: expected 101 for a WebSocket, got {status.decode(errors='replace')!r}")
            while stream.readline() not in (b"\r\n", b""):
                pass
            connection.sendall(b"\x81" + (length[0] | 0x80).to_bytes() + length[1:] + bytes(4) + payload)
            if stream.read(1 + len(length) + self.size) != b"\x81" + length + payload:
                raise Problem(f"{self.path}: the message that came back is not the one that was sent")
            connection.sendall(b"\x88\x80" + bytes(4))  # a close frame


# --- Choosing --------------------------------------------------------------------------------------------------


def add_arguments(parser, default):
    parser.add_argument("--servers", default=default, help=f"comma-separated names, in order (default {default})")
    parser.add_argument("--peers", default="", help=f"more servers: all, or of {', '.join(PEERS)}")
    parser.add_argument("--add", action="append", default=[], metavar="NAME=COMMAND",
                        help="one more server for this run; {port} {mode} {size} {loops} {java} {repo} are filled in")


def chosen(options):
    """The servers of --servers, --peers and --add that can run here, built. Says which cannot, and why."""
    table = SERVERS | PEERS
    names = options.servers.split(",") + (list(PEERS) if options.peers == "all" else options.peers.split(","))
    for addition in options.add:
        name, _, command = addition.partition("=")
        if not command:
            raise Problem(f"--add {addition}: expected NAME=COMMAND")
        table[name] = Server(command)
        names.append(name)
    usable, reasons = {}, {}
    for name in dict.fromkeys(filter(None, names)):
        if name not in table:
            raise Problem(f"no server is called {name!r}; there are: {', '.join(table)}")
        reason = unusable(table[name])
        if reason:
            same = reasons.setdefault(reason, name)
            said = reason if same == name else f"as {same}"
            print(f"skipped: {name}: {said}", file=sys.stderr, flush=True)
        else:
            usable[name] = table[name]
    if not usable:
        raise Problem("no server is left to measure")
    return usable


def unusable(server):
    """Why a server cannot run here, or None."""
    reason = (build_problem(server.build) if server.build else None) or missing_modules(server.needs)
    if reason:
        return reason
    try:
        program = command_line(server, Work(), 0)[0]
    except Problem as problem:
        return str(problem)
    if shutil.which(program) is None:
        return f"there is no {program} (its command line is in bench/servers.py)"
    return None


def command_line(server, work, port, loops=1):
    command = server.websocket if server.websocket and work.mode in WEBSOCKET else server.command
    if work.tls:
        command += " " + server.tls
    java = str(java_home() / "bin" / "java") if "{java}" in command else ""
    values = dict(port=port, mode=work.mode, size=work.size, loops=loops, java=java, python=python(), repo=REPO,
                  target=TARGET)
    return [word.format(**values) for word in shlex.split(command)]


def python():
    """The Python of the peers: BENCH_PYTHON, such as that of a virtual environment, or the one that runs this."""
    return os.environ.get("BENCH_PYTHON", sys.executable)


@functools.cache
def missing_modules(modules):
    """Why Python peers cannot run, or None."""
    for module in modules:
        if subprocess.run([python(), "-c", f"import {module}"], capture_output=True).returncode != 0:
            return f"{python()} has no {module}; pip install it, or point BENCH_PYTHON at a Python that has it"
    return None


def require(tool, package):
    if shutil.which(tool) is None:
        raise Problem(f"{tool} is missing; on Debian: apt-get install {package}")


# --- Building --------------------------------------------------------------------------------------------------


def java_home():
    """A JDK 25 or newer: JAVA_HOME, then PATH, then the usual places."""
    on_path = shutil.which("javac")
    homes = [os.environ.get("JAVA_HOME", ""), str(Path(on_path).resolve().parents[1]) if on_path else ""]
    homes += sorted(glob.glob("/usr/lib/jvm/*"), reverse=True)
    homes += sorted(glob.glob(os.path.expanduser("~/.sdkman/candidates/java/*")), reverse=True)
    for home in filter(None, homes):
        release = Path(home) / "release"
        found = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.M) if release.is_file() else None
        if found and int(found[1]) >= 25 and (Path(home) / "bin" / "javac").exists():
            return Path(home)
    raise Problem("no JDK 25 found; install one, or point JAVA_HOME at it")


def build_c():
    require("gcc", "gcc")
    for program in ("server", "wsecho", "wsload"):
        build(["gcc", "-O2", "-o", str(TARGET / program), str(BENCH / "c" / f"{program}.c")])


def build_java():
    build([str(java_home() / "bin" / "javac"), "-d", str(TARGET), str(BENCH / "java" / "NioHello.java")])


def build_peers():
    build_project("peers")


def build_web():
    webcases.write_files(TARGET)


def build_web_peers():
    build_web()
    build_project("web-peers")


def build_project(name):
    """Java peers, by Maven; only if something has changed, as asking Maven alone takes seconds."""
    project = BENCH / name
    stamp = TARGET / name / "stamp"
    sources = [project / "pom.xml", *project.glob("src/*.java")]
    if stamp.exists() and all(source.stat().st_mtime < stamp.stat().st_mtime for source in sources):
        return
    print(f"building the {name}", file=sys.stderr, flush=True)
    shutil.rmtree(TARGET / name, ignore_errors=True)
    maven = shutil.which("mvn") or str(REPO / "mvnw")
    build([maven, "-B", "-q", "-f", str(project / "pom.xml"), "process-classes"], JAVA_HOME=str(java_home()),
          MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow")  # or its own libraries are warned of
    stamp.touch()


def build_nginx():
    """Its configuration, but for the port, which only a run knows."""
    require("nginx", "nginx-light")
    build_web()
    template = Template((BENCH / "web-peers" / "nginx.conf").read_text())
    (TARGET / "nginx").mkdir(exist_ok=True)
    text = template.substitute(user=getpass.getuser(), target=TARGET, port="PORT")
    (TARGET / "nginx" / "nginx.conf").write_text(text)


def build_certificate():
    """A certificate for 127.0.0.1, as PEM and, with the password "bench", as PKCS #12: what the servers read."""
    certificate, key, store = (str(TARGET / f"localhost.{kind}") for kind in ("pem", "key", "p12"))
    if os.path.exists(store):
        return
    require("openssl", "openssl")
    build(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
           "-days", "3650", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
           "-keyout", key, "-out", certificate])
    build(["openssl", "pkcs12", "-export", "-in", certificate, "-inkey", key, "-passout", "pass:bench",
           "-out", store])


BUILDERS = {"c": build_c, "java": build_java, "peers": build_peers, "web-peers": build_web_peers, "web": build_web,
            "nginx": build_nginx, "certificate": build_certificate}


@functools.cache
def build_problem(kind):
    """Builds what is named so, once; returns why that failed, or None."""
    try:
        BUILDERS[kind]()
    except Problem as problem:
        return str(problem)
    return None


def require_build(kind):
    problem = build_problem(kind)
    if problem:
        raise Problem(problem)


def build(command, **environment):
    TARGET.mkdir(exist_ok=True)
    built = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)
    if built.returncode != 0:
        raise Problem(f"{shlex.join(command)} failed:\n{built.stderr or built.stdout}")


# --- Running ---------------------------------------------------------------------------------------------------


class Running:
    """A server process in a session of its own, so that a launcher and what it launches count and stop together."""

    def __init__(self, name, server, work, cpu=None, loops=1):
        self.name = name
        self.port = free_port()
        self.log = TARGET / f"{name}.log"
        pin = ["taskset", "-c", str(cpu)] if cpu is not None else []
        command = pin + command_line(server, work, self.port, loops)
        environment = dict(os.environ)
        try:
            environment["JAVA_HOME"] = str(java_home())
        except Problem:
            pass  # Only a Java server needs it, and says so itself.
        TARGET.mkdir(exist_ok=True)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=REPO,
                                            env=environment, start_new_session=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def wait_until_ready(self, work, pause=0.05):
        """Returns once the server gives the right answer to the very request the case sends."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            if self.process.poll() is not None:
                status = self.process.returncode
                raise Problem(f"{self.name} ended with {status} while starting; its last words:\n{self.last_words()}")
            try:
                return work.ask(self.port, timeout=10)
            except (OSError, http.client.HTTPException) as e:
                if time.monotonic() > deadline:
                    raise Problem(f"{self.name} gave no answer in {START_SECONDS} s ({e}); "
                                  f"its last words:\n{self.last_words()}") from e
                time.sleep(pause)

    def last_words(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:]) or "(none)"

    def pids(self):
        everybody = filter(str.isdigit, os.listdir("/proc"))
        return [int(pid) for pid in everybody if session_of(pid) == self.process.pid]

    def cpu(self):
        """(user, system) seconds so far, all threads of all its processes."""
        user = system = 0
        for pid in self.pids():
            fields = stat_fields(pid)
            if fields:
                user += int(fields[11])
                system += int(fields[12])
        return user / TICKS_PER_SECOND, system / TICKS_PER_SECOND

    def rss(self):
        """Resident bytes of all its processes."""
        total = 0
        for pid in self.pids():
            status = Path(f"/proc/{pid}/status").read_text()
            total += sum(int(kib) for kib in re.findall(r"^VmRSS:\s+(\d+)", status, re.M))
        return total * 1024

    def java_pid(self):
        for pid in self.pids():
            if os.path.basename(os.path.realpath(f"/proc/{pid}/exe")) == "java":
                return pid
        return None

    def stop(self):
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, sign)
                self.process.wait(5)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue


def stat_fields(pid):
    """The fields of /proc/PID/stat after the command's name; None if the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def session_of(pid):
    fields = stat_fields(pid)
    return int(fields[3]) if fields else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def raise_files(wanted):
    """Raises the limit on open files towards `wanted`; returns what was reached."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for limit in (max(wanted, hard), hard):
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
            return limit
        except (ValueError, OSError):
            continue
    return soft


# --- Where it ran ----------------------------------------------------------------------------------------------


def busy_seconds():
    """(seconds all cores were at work, seconds the host took away) since the machine started."""
    user, nice, system, _idle, _wait, irq, softirq, steal = map(int, Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + softirq) / TICKS_PER_SECOND, steal / TICKS_PER_SECOND


def machine():
    """What has to be known beside the figures."""
    model = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M)
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "cpu": model[1] if model else os.uname().machine,
        "cores": os.cpu_count(),
        "kernel": f"{os.uname().sysname} {os.uname().release}",
        "java": java_version(),
        "gcc": first_line(["gcc", "-dumpfullversion"]),
        "wrk": first_line(["wrk", "-v"]).partition(" Copyright")[0].removeprefix("wrk "),
        "load average": os.getloadavg()[0],
    }


def java_version():
    try:
        return re.search(r'JAVA_RUNTIME_VERSION="(.*)"', (java_home() / "release").read_text())[1]
    except (Problem, TypeError):
        return "none"


def first_line(command):
    if shutil.which(command[0]) is None:
        return "none"
    output = subprocess.run(command, capture_output=True, text=True)
    return ((output.stdout or output.stderr).splitlines() or ["unknown"])[0]


def busy_warning():
    """A sentence if this machine was at work during the last minute, else None."""
    load = os.getloadavg()[0]
    if load <= 0.5:
        return None
    return (f"the load average was {load:.2f} before the first run (others, or an earlier run of these scripts): "
            "where the machine is busy, trust ratios rather than figures")


def main(run):
    """Runs a script's entry point; a Problem is one line on stderr and exit status 1."""
    try:
        run()
    except Problem as problem:
        sys.exit(f"error: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
