"""The clients that are measured: the other side of `servers`."""

from dataclasses import dataclass

from . import servers

WARM_UP = 15  # Seconds: on one core the compilers share it with the load.
MODES = frozenset({"hello", "download"})
OURS = "{target}/client:{classpath}"


@dataclass(frozen=True)
class Client(servers.Server):
    """One row. `waits`: its calls wait for the answer, so platform threads can make them."""

    waits: bool = True


def client(name, classes, flags="", modes=MODES, **more):
    return Client(f"{servers.JVM} {flags} -cp {classes} client.{name} {{port}} {{mode}} {{size}}", modes,
                  warm_up=WARM_UP, **more)


def skein(modes, flags="", **more):
    return client("SkeinClient", OURS, f"{servers.jvm_flags()} {flags}", modes, builds=("skein client",),
                  version=servers.COMMIT, peer=False, **more)


def peer(name, library, runs, leaves_out, flags="", waits=True):
    return client(name, "{target}/peers/classes:{target}/peers/lib/*", flags, builds=("peers",), waits=waits,
                  version=library and f"lib peers/{library}", runs=runs, leaves_out=leaves_out)


NO_TIMEOUT = "no time-out for responses"

CLIENTS = {
    "bare": client("BareClient", OURS, builds=("skein client",), peer=False,
                   runs="a blocking `Socket` for each lane, on a virtual thread",
                   leaves_out="no HTTP: fixed bytes out, a fixed number of bytes in; no pool"),
    "skein": skein(MODES, runs="tasks of one loop; in `client-threads64` the session's own loop",
                   leaves_out="a total time-out of five minutes"),
    "skein-direct": skein(frozenset({"download"}), "-Dbench.direct=true", runs="as Skein",
                          leaves_out="reads into a direct buffer of 64 KiB"),
    "vertx": peer("VertxClient", "vertx-core", "`HttpClient` on native epoll, one loop, callbacks on it",
                  f"{NO_TIMEOUT}; header validation off, by a flag; the URL comes as host, port and path",
                  f"{servers.NETTY_FLAGS} {servers.VERTX_FLAGS}", waits=False),
    "reactor": peer("ReactorClient", "reactor-netty-http", "native epoll, one loop, subscribers on it", NO_TIMEOUT,
                    servers.NETTY_FLAGS, waits=False),
    "helidon": peer("HelidonClient", "helidon-webclient", "`WebClient`, virtual threads", "defaults"),
    "apache": peer("ApacheClient", "httpclient5", "classic interface, virtual threads",
                   "cookies, redirects, decompression and retries are on"),
    "okhttp": peer("OkClient", "okhttp-jvm", "synchronous calls, virtual threads", "its pool has to be told to keep "
                   "more than 5 connections, its sockets to set TCP_NODELAY"),
    "jdk": peer("JdkClient", "", "`send` on virtual threads, which are its executor too",
                "no cookies, no redirects, no decompression, no time-outs"),
}
