"""What the harness claims of itself, without load: python3 -m unittest discover -s bench/tests -t bench"""

import argparse
import contextlib
import http.server
import socket
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

from harness import alone, case, choose, light, load, machine, process, profile, report, watch
from harness.base import BENCH, Problem
from harness.case import Sample
from harness.cases import CASES
from harness.clients import CLIENTS
from harness.report import Run
from harness.servers import SERVERS, Server
from harness.work import Work

HELLO = CASES["hello-c64"]


def options(**some):
    return argparse.Namespace(**({"seconds": 5, "rounds": 3, "stuck": 2, "only": "", "peers": "", "add": []} | some))


def sample(cpu, errors=None, **more):
    figures = {"cpu": cpu, "user": cpu / 4, "system": cpu * 3 / 4, "rate": 1e6 / cpu, "p50": 500, "p99": 2000,
               "rss": 2**20, "heap": None}
    return Sample(figures, errors or {}, **more)


def text(run):
    return "\n".join(report.section(run, options()))


class Tables(unittest.TestCase):
    def test_medians_ratios_and_spread(self):
        run = Run(HELLO, {"c": [sample(6), sample(5), sample(70)], "skein": [sample(9), sample(9), sample(9)]})
        self.assertIn("| c | 6.00 | 1.00 | 5.00–70.00 | 1.50 (1.00) | 4.50 (1.00) |", text(run))
        self.assertIn("| skein | 9.00 | 1.50 | 9.00–9.00 | 2.25 (1.50) | 6.75 (1.50) | 111,111 (0.67) | 0.50 (1",
                      text(run))

    def test_errors_are_said_under_the_table_and_marked_in_the_overview(self):
        bad = [sample(9), sample(9, {"status": 3}), sample(9, {"status": 4})]
        run = Run(HELLO, {"c": [sample(6)], "skein": bad})
        self.assertIn("skein: the client met 7 answers of 400 and above: do not use this row", text(run))
        self.assertIn("| hello-c64 | CPU µs | 6.00 (1.00) | 9.00 (1.50) ! |", report.overview({HELLO.name: run}))

    def test_a_busy_machine_is_said(self):
        run = Run(HELLO, {"c": [sample(6, foreign=0.4), sample(6)]})
        self.assertIn("c: other processes used up to 0.40 cores", text(run))
        self.assertIn("host took away up to 0.20", text(Run(HELLO, {"c": [sample(6, stolen=0.2)]})))
        self.assertNotIn("other processes", text(Run(HELLO, {"c": [sample(6, foreign=0.09)]})))

    def test_compilers_at_work_are_said_but_not_where_starting_is_measured(self):
        self.assertIn("was not warm", text(Run(HELLO, {"skein": [sample(6, compiler=0.3)]})))
        cold = Run(CASES["start"], {"skein": [Sample({"seconds": 1.0, "cpu": 1.0, "rss": 1}, compiler=0.9)]})
        self.assertNotIn("was not warm", text(cold))

    def test_lost_connections_are_said(self):
        idle = Run(CASES["idle"], {"skein": [Sample({"each": 100, "connections": 10}, lost=3)]})
        self.assertIn("skein closed 3 idle connections", text(idle))

    def test_one_that_fails_after_a_time_is_marked(self):
        run = Run(HELLO, {"c": [sample(6)] * 3, "skein": [sample(9)]},
                  {"skein": "skein ended with 1; its last words:\nout of memory", "netty": "boom"})
        self.assertIn("**skein failed after 1 of its runs: skein ended with 1; its last words: out of memory**",
                      text(run))
        self.assertIn("**netty is left out: boom**", text(run))
        self.assertIn("9.00 (1.50) ! |", "\n".join(report.overview({HELLO.name: run})))

    def test_who_is_missing_is_said(self):
        run = Run(HELLO, {"c": [sample(6)]}, {"netty": "it fell\nover"}, ["jdk"])
        self.assertIn("netty is left out: it fell over**", text(run))
        self.assertIn("Without: jdk.", text(run))
        self.assertEqual(["netty: it fell\nover"], run.failures)

    def test_nothing_measured(self):
        self.assertIn("Nothing was measured.", text(Run(HELLO, {})))


class TheCases(unittest.TestCase):
    def test_each_has_a_column_to_be_judged_by(self):
        for each in CASES.values():
            self.assertEqual(each.judged_by, each.judged.key, each.name)
            self.assertTrue(each.about(options()))

    def test_each_is_described(self):
        readme = (BENCH / "README.md").read_text()
        for name in CASES:
            family = name.rpartition("-")[0] + "-…"
            first = name.partition("-")[0] + "-…"
            self.assertTrue(any(f"`{each}`" in readme for each in (name, family, first)), name)

    def test_skein_takes_part_in_each(self):
        for one in CASES.values():
            ours = [each for name, each in one.table.items() if name.startswith("skein")]
            self.assertTrue(any(map(one.can, ours)), one.name)

    def test_everybody_can_do_something(self):
        for name, each in {**SERVERS, **CLIENTS}.items():
            self.assertTrue(any(one.table.get(name) == each and one.can(each) for one in CASES.values()), name)


class Choosing(unittest.TestCase):
    def test_without_a_word_the_usual_ones(self):
        self.assertEqual(["c", "nio", "skein", "skein-web"], list(choose.wanted(SERVERS, options())))

    def test_peers_come_after(self):
        self.assertEqual(["c", "nio", "skein", "skein-web", "netty"],
                         list(choose.wanted(SERVERS, options(peers="netty"))))
        self.assertEqual(set(SERVERS), set(choose.wanted(SERVERS, options(peers="all"))))

    def test_only_is_in_its_own_order(self):
        self.assertEqual(["skein", "c"], list(choose.wanted(SERVERS, options(only="skein,c"))))

    def test_a_name_that_nobody_has_is_refused(self):
        with self.assertRaisesRegex(Problem, "nobody is called 'nety'.*netty"):
            choose.check(options(peers="nety"))
        with self.assertRaisesRegex(Problem, "expected NAME=COMMAND"):
            choose.check(options(add=["nothing"]))


class Asking(unittest.TestCase):
    """A server that answers eleven bytes, and 404 for JSON."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(404 if self.path == "/json" else 200)
            self.send_header("content-length", "11")
            self.end_headers()
            self.wfile.write(b"Hello world")

        def log_message(self, *_):
            pass

    def setUp(self):
        self.server = http.server.HTTPServer(("127.0.0.1", 0), self.Handler)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def test_a_wrong_length_is_refused(self):
        with self.assertRaisesRegex(Problem, "expected 200 and b'Hello, world', got 200 and b'Hello world'"):
            Work().ask(self.server.server_port, timeout=5)

    def test_other_bytes_of_the_right_length_are_refused(self):
        self.assertTrue(Work().accepts(b"Hello, world"))
        self.assertFalse(Work().accepts(b"Hello, World"))
        self.assertTrue(Work("echo", 3).accepts(b"xxx"))
        self.assertFalse(Work("echo", 3).accepts(b"xxy"))
        self.assertFalse(Work("json").accepts(b"x" * 27))

    def test_a_wrong_status_is_refused(self):
        with self.assertRaisesRegex(Problem, "/json: expected 200 and b'{.*}', got 404"):
            Work("json").ask(self.server.server_port, timeout=5)

    def test_what_should_hold_and_does_not_is_refused(self):
        with self.assertRaisesRegex(Problem, "answered at once"):
            Work("spin").ask(self.server.server_port, timeout=5)

    def test_a_connection_that_stays_open_is_refused(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            with self.assertRaisesRegex(Problem, "leaves a connection open"):
                Work("close").ask(silent.getsockname()[1], timeout=0.1)

    def test_an_answer_that_is_no_websocket_is_refused(self):
        with self.assertRaisesRegex(Problem, "expected 101"):
            Work("ws-echo", 16).ask(self.server.server_port, timeout=5)


class Measuring(unittest.TestCase):
    class Fake:
        """A process that has used what it is told."""

        def __init__(self, *readings):
            self.readings = iter(readings)
            self.compilers = iter(range(100))

        def cpu(self):
            return next(self.readings)

        def compiler_cpu(self):
            return next(self.compilers) / 10

    def test_what_others_used_is_what_is_left(self):
        with mock.patch.multiple(watch, busy_seconds=mock.Mock(side_effect=[(10, 1), (19, 1.5)]),
                                 own_seconds=mock.Mock(side_effect=[0, 3]),
                                 time=mock.Mock(monotonic=mock.Mock(side_effect=[100, 105]))):
            used = watch.Watch(self.Fake((1, 1), (2, 3)), [self.Fake((0, 0), (0.5, 0.5))]).stop()
        self.assertEqual((1, 2), (used["user"], used["system"]))
        self.assertAlmostEqual((9 - 3 - 1 - 3) / 5, used["foreign"])
        self.assertAlmostEqual(0.1, used["stolen"])

    def test_cpu_is_divided_by_what_was_answered(self):
        used = {"user": 1.0, "system": 3.0, "foreign": 0, "stolen": 0, "compiler": 0.5, "time": 5}
        result = {"requests": 2_000_000, "micros": 5e6, "p50": 1, "p99": 2, "errors": {"read": 0, "timeout": 1}}
        process = mock.Mock(rss=lambda: 7, heap=lambda: 8, last_words=lambda: "(none)")
        sample = case.loaded("requests", result, used, process, options(smoke=False))
        figures = [sample.figures[key] for key in ("cpu", "user", "system", "rate")]
        self.assertEqual([2.0, 0.5, 1.5, 400_000], figures)
        self.assertEqual(({"timeout": 1}, 0.1), (sample.errors, sample.compiler))
        with self.assertRaisesRegex(Problem, "not one of the requests"):
            case.loaded("requests", result | {"requests": 0}, used, process, options(smoke=False))

    def test_warm_is_when_compilers_rest(self):
        driven = []
        seconds = [{"compiler": part, "time": 2} for part in (1, 1, 1, 0.5, 0.01)]
        compiling = mock.Mock(stop=mock.Mock(side_effect=seconds))
        with mock.patch.object(case, "Watch", return_value=compiling):
            case.warm_up(None, driven.append, 4)
        self.assertEqual([2] * 5, driven)

    def test_warming_up_ends(self):
        driven = []
        compiling = mock.Mock(stop=mock.Mock(return_value={"compiler": 1, "time": 2}))
        with mock.patch.object(case, "Watch", return_value=compiling):
            case.warm_up(None, driven.append, 4)
            self.assertEqual(case.MOST_WARM_UP, sum(driven))
            case.warm_up(None, driven.append, 0)
        self.assertEqual(case.MOST_WARM_UP, sum(driven))


class LightTraffic(unittest.TestCase):
    """A server that answers so many requests on each connection, and then stands still."""

    def serve(self, answers):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def answer(connection):
            for _ in range(answers):
                if not connection.recv(4096):
                    return
                connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\nHello, world")
            self.addCleanup(connection.close)

        def accept():
            with contextlib.suppress(OSError):
                while True:
                    threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return listener.getsockname()[1]

    def test_one_that_stands_still_is_seen(self):
        result = light.drive(self.serve(answers=50), 0.5, 2)
        self.assertEqual(99, result["requests"])  # one was asked before the clock began
        self.assertGreater(result["max"], 300_000)

    def test_other_answers_are_counted(self):
        right = b"HTTP/1.1 200 OK\r\n\r\nHello, world"
        self.assertTrue(light.is_right(right, len(right)))
        self.assertFalse(light.is_right(b"HTTP/1.1 503 No\r\n\r\nHello, world", len(right)))
        self.assertFalse(light.is_right(right + b"x", len(right)))

    def test_one_that_never_answers_is_a_problem(self):
        with mock.patch.object(light, "PATIENCE", 0.2):
            with self.assertRaisesRegex(Problem, "not one of the light requests"):
                light.drive(self.serve(answers=1), 0.2, 1)


class Driving(unittest.TestCase):
    def test_answers_that_are_too_short_are_errors(self):
        said = {"requests": 10, "bytes": 10 * 60, "errors": {}}
        with mock.patch.object(load, "figures", lambda *_: said), mock.patch.object(load, "require", str):
            self.assertEqual({"short": 0}, load.drive("http://x/", 1, 1, 60)["errors"])
            self.assertEqual({"short": 4}, load.drive("http://x/", 1, 1, 100)["errors"])

    def test_a_load_that_does_not_end_is_a_problem(self):
        with self.assertRaisesRegex(Problem, "sleep 60 did not end"):
            load.run(["sleep", "60"], None, limit=0.1)

    def test_what_failed_is_said(self):
        with self.assertRaisesRegex(Problem, "No such file"):
            load.figures(["ls", "/no/such/file"], None, 1)


class Profiling(unittest.TestCase):
    STACKS = {
        "java/lang/Thread.run;dev/skein/loop/Turn.run;sun/nio/ch/SocketDispatcher.write0;__libc_write": "write",
        "sun/nio/ch/SocketDispatcher.read0;Java_sun_nio_ch_SocketDispatcher_read0;__GI_read": "read",
        "java/lang/Thread.run;sun/nio/ch/EPoll.wait;epoll_wait": "wait",
        "java/lang/Thread.run;dev/skein/http/Parser.parse;java/lang/String.equals": "other JDK",
        "java/lang/Thread.run;dev/skein/http/Parser.parse": "http",
        "java/lang/Thread.run;Bench.app": "application",
        "thread_start;CompileBroker::compiler_thread_loop;C2Compiler::compile_method;memcpy": "compilers",
        "start_thread;GCTaskThread::run;steal": "collector and VM",
        "start_thread;strange": "other native",
    }

    def test_groups(self):
        for stack, expected in self.STACKS.items():
            self.assertEqual(expected, profile.group(stack.split(";")), stack)

    def test_shares_add_up(self):
        shares = profile.shares([f"{stack} {count}" for count, stack in enumerate(self.STACKS, 1)])
        self.assertAlmostEqual(1, sum(shares.values()))
        self.assertAlmostEqual(1 / 45, shares["write"])


class TheMachine(unittest.TestCase):
    def test_takes_two_of_the_cpus_that_are_allowed(self):
        with mock.patch.object(machine, "siblings", lambda cpu: {cpu, cpu ^ 1}):
            self.assertEqual([2, 4], machine.two_cpus({2, 3, 4, 5}))
            self.assertEqual([2, 3], machine.two_cpus({2, 3}))
            self.assertEqual([7], machine.two_cpus({7}))

    def test_one_cpu_is_too_little(self):
        with mock.patch.object(machine, "CPUS", [7]), self.assertRaisesRegex(Problem, "need a CPU each"):
            machine.require_two_cpus()


class Processes(unittest.TestCase):
    def test_one_that_dies_under_load_is_a_problem_with_its_last_words(self):
        server = Server("sh -c 'echo out of memory >&2; exit 3'")
        with process.ServerProcess("dying", server, Work()) as dying:
            dying.process.wait(10)
            with self.assertRaisesRegex(Problem, "dying ended with 3; its last words:\nout of memory"):
                dying.require_well(Work())

    def test_one_that_hangs_is_a_problem(self):
        with socket.create_server(("127.0.0.1", 0)) as silent, mock.patch.object(process, "WELL_SECONDS", 0.1):
            with process.ServerProcess("hanging", Server("sleep 60"), Work()) as hanging:
                hanging.port = silent.getsockname()[1]
                with self.assertRaisesRegex(Problem, "hanging gave no answer in 0.1 s after the load"):
                    hanging.require_well(Work())

    def test_ending_kills_and_starts_no_more(self):
        self.addCleanup(process.ENDING.clear)
        with process.Process("long", ["sleep", "60"]) as long:
            process.end_all()
            self.assertEqual(-9, long.process.wait(10))
            with self.assertRaisesRegex(Problem, "the bench is ending"):
                process.Process("late", ["sleep", "60"])


class OneAtATime(unittest.TestCase):
    def test_another_run_is_told(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(alone, "TARGET", Path(folder)):
            with alone.in_target(), self.assertRaises(alone.Busy):
                with alone.in_target():
                    pass


class ThePeersPage(unittest.TestCase):
    def test_says_what_each_leaves_out(self):
        page = Path(BENCH / "peers.md").read_text()
        for name, each in {**SERVERS, **CLIENTS}.items():
            if each.peer:
                self.assertTrue(each.leaves_out, name)
                self.assertIn(f"| {each.runs} |", page, name)
                self.assertIn(f"| {each.leaves_out} |", page, name)


if __name__ == "__main__":
    unittest.main()
