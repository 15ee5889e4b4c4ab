package dev.skein.cli;

import dev.skein.client.TraceEvent;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Follows one call and tells how long its phases took.
final class Timings {
    private record Mark(String what, long at) {}

    private final List<Mark> marks = new ArrayList<>();

    synchronized void event(TraceEvent event) {
        String what = name(event);
        if (what != null) {
            marks.add(new Mark(what, event.stamp().at()));
        }
    }

    private static @Nullable String name(TraceEvent event) {
        return switch (event) {
            case TraceEvent.Started _ -> "start";
            case TraceEvent.DnsDone _ -> "dns";
            case TraceEvent.ConnectDone _ -> "connect";
            case TraceEvent.ProxyDone _ -> "proxy";
            case TraceEvent.TlsDone done -> "tls (" + done.version() + ")";
            case TraceEvent.HeadersSent _ -> "request sent";
            case TraceEvent.HeadReceived head -> "response head (" + head.status() + ")";
            case TraceEvent.Redirected redirect -> "redirect to " + redirect.location();
            case TraceEvent.Failed _ -> "failure";
            case TraceEvent.QueueEntered _,
                    TraceEvent.QueueLeft _,
                    TraceEvent.ConnectionReused _,
                    TraceEvent.DnsStarted _,
                    TraceEvent.DnsCacheHit _,
                    TraceEvent.ConnectStarted _,
                    TraceEvent.ProxyStarted _,
                    TraceEvent.TlsStarted _,
                    TraceEvent.ChunkSent _,
                    TraceEvent.ChunkReceived _,
                    TraceEvent.Retried _,
                    TraceEvent.Ended _ ->
                    null;
        };
    }

    /// Prints, for each mark, when it was and how long it took since the one before.
    synchronized void print(PrintStream err) {
        if (marks.isEmpty()) {
            return;
        }
        long start = marks.getFirst().at();
        long before = start;
        List<Mark> all = new ArrayList<>(marks);
        all.add(new Mark("end", System.nanoTime()));
        for (Mark mark : all.subList(1, all.size())) {
            err.printf(
                    Locale.ROOT,
                    "%10.3f ms  +%.3f  %s%n",
                    (mark.at() - start) / 1e6,
                    (mark.at() - before) / 1e6,
                    mark.what());
            before = mark.at();
        }
    }
}
