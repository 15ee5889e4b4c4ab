"""The servers that are measured: to change a command line, or to add a peer for good, change these tables."""

import functools
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass

from . import build, work
from .base import REPO, TARGET, Missing, Problem
from .build import BENCH_CLASSPATH, skein_class_path
from .tools import find, java_home, missing_modules, python


@dataclass(frozen=True)
class Server:
    """One row: {port} {mode} {size} {loops} {java} {python} {repo} {target} {classpath} are filled in."""

    command: str
    modes: frozenset = work.SERVER
    warm_up: float = 6  # Seconds, at least.
    builds: tuple = ()  # Names of `build`.
    tls: str = ""  # What is added to the command for https; empty: this server has none.
    websocket: str = ""  # The command for WebSockets, if it is another.
    needs: tuple = ()  # Modules of Python.
    version: str = ""  # Where it is found: "FOLDER/LIBRARY" below bench/target, "python MODULE", or a command.
    peer: bool = True
    runs: str = ""  # How, in a few words.
    leaves_out: str = ""  # Or does otherwise.

    def can(self, what):
        return what.mode in self.modes and (not what.tls or self.tls != "")

    def command_line(self, what, port):
        command = self.websocket if self.websocket and what.mode in work.WEBSOCKET else self.command
        if what.tls:
            command += " " + self.tls
        java = str(java_home() / "bin" / "java") if "{java}" in command else ""
        values = dict(port=port, mode=what.mode, size=what.size, loops=1, java=java, python=python(), repo=REPO,
                      target=TARGET, classpath=skein_class_path())
        return [word.format(**values) for word in shlex.split(command)]

    def unusable(self):
        """The Problem that keeps it from running here, or None. Builds it."""
        reasons = [*map(build.build_problem, self.builds), missing_modules(self.needs)]
        if any(reasons):
            return next(filter(None, reasons))
        try:
            program = self.command_line(work.Work(), 0)[0]
        except Problem as problem:
            return problem
        return None if shutil.which(program) else Missing(f"there is no {program}: see bench/harness/servers.py")

    @functools.cache
    def version_now(self):
        """Of what runs here; empty where the machine's own facts say it."""
        kind, _, name = self.version.partition(" ")
        if kind == "lib":
            folder, library = name.split("/")
            found = [match[1] for jar in (TARGET / folder / "lib").glob(f"{library}-*.jar")
                     if (match := re.fullmatch(rf"{re.escape(library)}-(\d.*)\.jar", jar.name))]
            return found[0] if found else "unknown"
        if kind == "python":
            return said([python(), "-c", f"from importlib.metadata import version; print(version('{name}'))"])
        return said(shlex.split(self.version)) if self.version else ""


def said(command):
    """The first line of what a command says of a version."""
    command = [find(command[0]) or command[0], *command[1:]]
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=REPO)
    except OSError:
        return "unknown"
    lines = (done.stdout or done.stderr).splitlines() if done.returncode == 0 else []
    return lines[0].strip() if lines else "unknown"


PEM_FLAGS = "--ssl-certfile {target}/localhost.pem --ssl-keyfile {target}/localhost.key"
COMMIT = "git describe --always --dirty"


def jvm_flags():
    """What the loop wants, from where everybody has it."""
    return re.search(r"<skein.jvm.flags>(.*)</", (REPO / "pom.xml").read_text())[1]


# All JVMs have the same heap, which their warm-up has touched: with the default, a quarter of the machine, some would
# be measured while they still get fresh pages from the system.
HEAP = "-Xms1g -Xmx1g"
SKEIN = (f"{{java}} {jvm_flags()} {HEAP} -cp {{classpath}} dev.skein.cli.Main" if BENCH_CLASSPATH
         else f"env 'SKEIN_JAVA_OPTS={HEAP}' {{repo}}/skein")


def skein(program, modes, builds=(), **more):
    return Server(f"{SKEIN} run {{repo}}/bench/apps/{program}.java --bind 127.0.0.1:{{port}} --loops {{loops}} "
                  "--no-access-log", modes, builds=("skein", *builds), version=COMMIT, peer=False, **more)


# What TechEmpower's benchmarks start Java servers with, and the small object headers of Skein's launcher.
JVM = (f"{{java}} {HEAP} -XX:+UseParallelGC -XX:+UseNUMA -XX:+UseCompactObjectHeaders "
       "--enable-native-access=ALL-UNNAMED -Djdk.trackAllThreads=false")
NETTY_FLAGS = ("-Dio.netty.noUnsafe=false --sun-misc-unsafe-memory-access=allow "
               "-Dio.netty.buffer.checkBounds=false -Dio.netty.buffer.checkAccessible=false "
               "-Dio.netty.leakDetection.level=DISABLED")
VERTX_FLAGS = ("-Dvertx.disableMetrics=true -Dvertx.disableHttpHeadersValidation=true "
               "-Dvertx.disableContextTimings=true -Dvertx.cacheImmutableHttpResponseHeaders=true "
               "-Dvertx.internCommonHttpRequestHeadersToLowerCase=true")
JOOBY_FLAGS = "-Dio.netty.disableHttpHeadersValidation=true -Dapplication.tmpdir={target}/tmp"
JDK_FLAGS = ("-Dcom.sun.net.httpserver.HttpServerProvider=sun.net.httpserver.DefaultHttpServerProvider "
             "-Dsun.net.httpserver.nodelay=true -Dsun.net.httpserver.maxIdleConnections=100000 "
             "-Dsun.net.httpserver.idleInterval=3600")
ROBAHO_FLAGS = ("-Dcom.sun.net.httpserver.HttpServerProvider=robaho.net.httpserver.DefaultHttpServerProvider "
                "-Drobaho.net.httpserver.nodelay=true -Drobaho.net.httpserver.maxIdleConnections=100000 "
                "-Drobaho.net.httpserver.idleInterval=3600")


def java_peer(name, library, runs, leaves_out, modes=work.SERVER, flags=""):
    return Server(f"{JVM} {flags} -cp {{target}}/peers/classes:{{target}}/peers/lib/* {name} {{port}} {{loops}}",
                  modes, builds=("peers",), tls="{target}/localhost.p12", version=library and f"lib peers/{library}",
                  runs=runs, leaves_out=leaves_out)


def java_web_peer(name, library, runs, leaves_out, flags=""):
    command = (f"{JVM} {flags} -Djava.io.tmpdir={{target}}/tmp -cp "
               f"{{target}}/web-peers/classes:{{target}}/web-peers/lib/* {name} {{port}} {{loops}} {{target}}/static")
    return Server(command, work.WEB, builds=("web-peers",), version=f"lib web-peers/{library}", runs=runs,
                  leaves_out=leaves_out)


def python_peer(command, modes, module, *needs, **more):
    return Server(f"{{python}} {command}", modes, needs=(module, *needs), warm_up=3, version=f"python {module}", **more)


UVICORN = ("-m uvicorn uvicorn_app:app --app-dir {repo}/bench/peers/python --port {port} --loop uvloop "
           "--http httptools --ws websockets-sansio --ws-per-message-deflate false --ws-ping-interval 3600 "
           "--ws-ping-timeout 3600 --timeout-keep-alive 3600 --no-access-log --log-level warning")
NGINX = ("sh -c \"sed s/PORT/{port}/ {target}/nginx/nginx.conf > {target}/nginx/{port}.conf && "
         "exec nginx -e stderr -c {target}/nginx/{port}.conf -g 'daemon off;'\"")

ON_LOOP = "native epoll, handlers on the loop"
BORING = f"{ON_LOOP}; TLS by BoringSSL"
THREAD_EACH = "virtual thread per connection"
FLOOR = "one thread on epoll"
FIXED = "parses next to nothing, checks nothing, fixed `date`; no time-outs, limits, TLS"
NOT_WEBSOCKET = work.HTTP | work.STUCK

SERVERS = {
    "c": Server("{target}/server {port} {mode} {size}", work.HTTP | work.WEBSOCKET, warm_up=2, builds=("c",),
                websocket="{target}/wsecho {port}", peer=False, runs=FLOOR, leaves_out=FIXED),
    "nio": Server(f"{JVM} -cp {{target}} NioHello {{port}}", frozenset({"hello"}), builds=("nio",), peer=False,
                  runs="one thread on a selector", leaves_out=FIXED),
    "skein": skein("Bench", work.SERVER | {"web-hello"}, tls=PEM_FLAGS),
    "skein-web": skein("WebBench", work.WEB, builds=("web",)),
    "netty": java_peer("NettyPeer", "netty-codec-http", BORING, "its `Unsafe` and no bounds checks, by flags; "
                       "response fields not validated; no time-outs; `date` once a second; what never changes is kept "
                       "outside the heap", flags=NETTY_FLAGS),
    "vertx": java_peer("VertxPeer", "vertx-core", BORING, "Netty's flags; fields not validated, by a flag; no "
                       "time-outs; `date` once a second", flags=f"{NETTY_FLAGS} {VERTX_FLAGS}"),
    "helidon": java_peer("HelidonPeer", "helidon-webserver", THREAD_EACH, "request fields and path not validated, as "
                         "in its TechEmpower entry; sends `connection: keep-alive`; does not close after `Connection: "
                         "close` (its issue 12324, mended later); a fan-out is written by the sender's thread",
                         modes=work.SERVER - {"close"}),
    "jetty": java_peer("JettyPeer", "jetty-server", "one acceptor, a selector for each loop, handlers on virtual "
                       "threads", "checks SNI against `Host` over TLS; a fan-out queues without limit"),
    "undertow": java_peer("UndertowPeer", "undertow-core", "handlers on the I/O thread, blocking ones on its workers",
                          "a fan-out is encoded once, and queues without limit"),
    "activej": java_peer("ActivejPeer", "activej-http", "one loop, handlers on it", "sends `connection: keep-alive`; "
                         "`date` once a second; a release candidate of 2024; WebSockets not measured", NOT_WEBSOCKET,
                         "-DHttpHeadersMultimap.initialSize=16"),
    "jdk": java_peer("JdkPeer", "", "one dispatcher, virtual thread per exchange", "no WebSockets", NOT_WEBSOCKET,
                     JDK_FLAGS),
    "robaho": java_peer("JdkPeer", "httpserver", f"{THREAD_EACH}, the JDK's interface", "WebSockets not measured",
                        NOT_WEBSOCKET, ROBAHO_FLAGS),
    "uvicorn": python_peer(UVICORN, work.SERVER, "uvicorn", "uvloop", "httptools", "websockets", tls=PEM_FLAGS,
                           runs="uvloop, httptools, `websockets`", leaves_out="TLS by Python's `ssl`; a fan-out sends "
                           "to one after the other"),
    "aiohttp": python_peer("{repo}/bench/peers/python/aiohttp_app.py {port}", work.SERVER, "aiohttp", "uvloop",
                           tls="{target}/localhost.pem {target}/localhost.key", runs="uvloop",
                           leaves_out="TLS by Python's `ssl`; a fan-out sends to one after the other"),
    "websockets": python_peer("{repo}/bench/peers/python/websockets_app.py {port}", work.WEBSOCKET, "websockets",
                              "uvloop", runs="uvloop", leaves_out="WebSockets only, no pings; a fan-out is its "
                              "`broadcast`, which queues without limit"),
    "javalin": java_web_peer("JavalinPeer", "javalin", "Jetty 12.1, virtual threads (an option); Jackson 2",
                             "no `server`; compression off by an option"),
    "helidon-web": java_web_peer("HelidonWebPeer", "helidon-webserver", f"{THREAD_EACH}; Jackson 2", "no `server`; "
                                 "request fields and path not validated; stays open after `Connection: close`; the "
                                 "multipart module is 4.1.3's, as Maven Central had no newer one"),
    "vertx-web": java_web_peer("VertxWebPeer", "vertx-web", f"{ON_LOOP}; Jackson 2", "fields not validated, by a flag; "
                               "`date` once a second; no time-outs", f"{NETTY_FLAGS} {VERTX_FLAGS}"),
    "jooby": java_web_peer("JoobyPeer", "jooby", f"{ON_LOOP} (`EVENT_LOOP`); Jackson 2, by an encoder and a decoder of "
                           "four lines", "request fields not validated, by a flag; its Jackson module is left out, as "
                           "Maven Central had none for this version", f"{NETTY_FLAGS} {JOOBY_FLAGS}"),
    "aiohttp-web": python_peer("{repo}/bench/web-peers/python/aiohttp_web.py {port} {target}/static {target}/tmp",
                               work.WEB, "aiohttp", "uvloop", builds=("web",), runs="uvloop; Python's `json`",
                               leaves_out="its documentation asks for another server to serve files"),
    "nginx": Server(NGINX, frozenset({"web-static"}), builds=("nginx",), warm_up=2, version="nginx -v",
                    runs="one worker, `sendfile` and `tcp_nopush`, as its guide to static content has them",
                    leaves_out="static cases only"),
}
