package client;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The load that all clients share: lanes, each of which sends its next request when it has the
/// answer to the one before.
///
/// Run: `java client.NameClient PORT MODE BYTES LANES THREADS WARM_UP SECONDS`, see [Plan]. After
/// the warm-up it prints `ready` and waits for a line; after the measured seconds it prints a line
/// of JSON and waits for the end of its input. So whoever started it can read the clocks of the CPU
/// while all is quiet.
public final class ClientLoad {
    /// A lane that has met so many gives up.
    private static final int MOST_ERRORS = 100;

    private final Plan plan;
    private final List<? extends Lane> lanes;

    private ClientLoad(Plan plan, List<? extends Lane> lanes) {
        this.plan = plan;
        this.lanes = lanes;
    }

    /// A client whose calls wait.
    @FunctionalInterface
    public interface Waiting {
        /// Asks once, and reads the whole answer.
        ///
        /// @return how many bytes of body came
        /// @throws BadStatus if the status is not 200
        long ask() throws Exception;
    }

    /// A client that calls back.
    @FunctionalInterface
    public interface Calling {
        /// Asks once, and tells the answer later.
        void ask(Answer answer);
    }

    /// What a client that calls back tells, once for each request.
    public interface Answer {
        /// All of it has come, so many bytes of body.
        void received(long bytes);

        /// It has not come.
        void failed(Throwable problem);
    }

    /// A status that is not 200.
    public static final class BadStatus extends IOException {
        private static final long serialVersionUID = 1;

        public BadStatus(int status) {
            super("expected the status 200, got " + status);
        }
    }

    /// What a client is started with.
    ///
    /// @param port of 127.0.0.1
    /// @param download whether the body is read in a loop and not kept; otherwise it is wanted as
    ///   one array
    /// @param bytes of each body
    /// @param lanes how many requests at once
    /// @param platform whether lanes that wait run on platform threads instead of virtual ones
    /// @param warmUp seconds
    /// @param seconds that are measured
    public record Plan(
            int port,
            boolean download,
            long bytes,
            int lanes,
            boolean platform,
            double warmUp,
            double seconds) {
        /// @param words PORT, `hello` or `download`, BYTES, LANES, `virtual` or `platform`,
        ///   WARM_UP, SECONDS
        public static Plan of(String[] words) {
            return new Plan(
                    Integer.parseInt(words[0]),
                    words[1].equals("download"),
                    Long.parseLong(words[2]),
                    Integer.parseInt(words[3]),
                    words[4].equals("platform"),
                    Double.parseDouble(words[5]),
                    Double.parseDouble(words[6]));
        }

        public String path() {
            return download ? "/download/" + bytes : "/";
        }

        public String url() {
            return "http://127.0.0.1:" + port + path();
        }

        /// What starts the lanes of a client that waits, where it has no loop of its own.
        public Consumer<Runnable> threads() {
            return platform ? Thread.ofPlatform()::start : Thread.ofVirtual()::start;
        }
    }

    /// Runs a client that waits.
    ///
    /// @param start runs a lane on a thread of the right kind
    /// @param client for each lane; may be the same for all
    public static void runWaiting(
            Plan plan, Consumer<Runnable> start, Function<Plan, ? extends Waiting> client)
            throws Exception {
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < plan.lanes(); i++) {
            lanes.add(new WaitingLane(plan.bytes(), client.apply(plan), start));
        }
        new ClientLoad(plan, lanes).run();
    }

    /// Runs a client that calls back.
    ///
    /// @param start runs the first request of a lane where the client wants to be called
    public static void runCalling(Plan plan, Consumer<Runnable> start, Calling client)
            throws Exception {
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < plan.lanes(); i++) {
            lanes.add(new CallingLane(plan.bytes(), client, start));
        }
        new ClientLoad(plan, lanes).run();
    }

    /// Reads a body to its end and closes it.
    ///
    /// @return how many bytes
    public static long drain(InputStream body) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        try (body) {
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                total += n;
            }
        }
        return total;
    }

    /// @throws BadStatus if it is not 200
    public static void requireOk(int status) throws BadStatus {
        if (status != 200) {
            throw new BadStatus(status);
        }
    }

    // ---- the two phases

    private void run() throws Exception {
        if (plan.warmUp() > 0) {
            phase(plan.warmUp());
        }
        System.gc();
        System.out.println("ready");
        if (System.in.read() < 0) {
            System.exit(1);
        }
        lanes.forEach(Lane::forget);
        long nanos = phase(plan.seconds());
        System.out.println(report(nanos));
        while (System.in.read() >= 0) {
            // until whoever measures has read the clocks
        }
        System.exit(0);
    }

    /// Runs all lanes; how many nanoseconds until the last had its last answer.
    private long phase(double seconds) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(lanes.size());
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        lanes.forEach(lane -> lane.begin(end, running));
        running.await();
        return System.nanoTime() - begin;
    }

    private String report(long nanos) {
        Latencies all = new Latencies();
        Map<String, Integer> errors = new TreeMap<>();
        for (Lane lane : lanes) {
            all.add(lane.latencies);
            lane.errors.forEach((kind, count) -> errors.merge(kind, count, Integer::sum));
        }
        String words =
                errors.entrySet().stream()
                        .map(error -> "\"" + error.getKey() + "\": " + error.getValue())
                        .collect(Collectors.joining(", "));
        return "{\"requests\": %d, \"micros\": %d, \"p50\": %.1f, \"p99\": %.1f, \"max\": %.1f, \"errors\": {%s}}"
                .formatted(
                        all.count(),
                        nanos / 1000,
                        all.percentile(50),
                        all.percentile(99),
                        all.percentile(100),
                        words);
    }

    // ---- the lanes

    /// One request at a time. Between [#begin] and the countdown it belongs to the thread that asks
    /// or is called.
    private abstract static sealed class Lane {
        final long expected;
        Latencies latencies = new Latencies();
        final Map<String, Integer> errors = new TreeMap<>();
        int failures;
        long end;
        CountDownLatch running;

        Lane(long expected) {
            this.expected = expected;
        }

        final void begin(long end, CountDownLatch running) {
            this.end = end;
            this.running = running;
            start();
        }

        abstract void start();

        final void forget() {
            latencies = new Latencies();
            errors.clear();
            failures = 0;
        }

        final boolean goesOn(long now) {
            return now - end < 0 && failures < MOST_ERRORS;
        }

        final void note(long nanos, long bytes) {
            if (bytes == expected) {
                latencies.record(nanos);
            } else {
                fail(new IOException("expected " + expected + " bytes of body, got " + bytes));
            }
        }

        /// Counts it by a word of `load.py`; the first is told.
        final void fail(Throwable problem) {
            if (failures++ == 0) {
                problem.printStackTrace();
            }
            errors.merge(kind(problem), 1, Integer::sum);
        }

        private static String kind(Throwable problem) {
            return switch (problem) {
                case BadStatus _ -> "status";
                case ConnectException _ -> "connect";
                case SocketTimeoutException _ -> "timeout";
                case HttpTimeoutException _ -> "timeout";
                case TimeoutException _ -> "timeout";
                default -> "read";
            };
        }
    }

    private static final class WaitingLane extends Lane {
        private final Waiting client;
        private final Consumer<Runnable> start;

        WaitingLane(long expected, Waiting client, Consumer<Runnable> start) {
            super(expected);
            this.client = client;
            this.start = start;
        }

        @Override
        void start() {
            start.accept(this::loop);
        }

        private void loop() {
            for (long now = System.nanoTime(); goesOn(now); ) {
                long started = now;
                try {
                    long bytes = client.ask();
                    now = System.nanoTime();
                    note(now - started, bytes);
                } catch (Exception problem) {
                    fail(problem);
                    now = System.nanoTime();
                }
            }
            running.countDown();
        }
    }

    private static final class CallingLane extends Lane implements Answer {
        private final Calling client;
        private final Consumer<Runnable> start;
        private long started;

        CallingLane(long expected, Calling client, Consumer<Runnable> start) {
            super(expected);
            this.client = client;
            this.start = start;
        }

        @Override
        void start() {
            start.accept(() -> next(System.nanoTime()));
        }

        private void next(long now) {
            if (!goesOn(now)) {
                running.countDown();
                return;
            }
            started = now;
            client.ask(this);
        }

        @Override
        public void received(long bytes) {
            long now = System.nanoTime();
            note(now - started, bytes);
            next(now);
        }

        @Override
        public void failed(Throwable problem) {
            fail(problem);
            next(System.nanoTime());
        }
    }
}
