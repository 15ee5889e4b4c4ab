package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sends the same events to many clients of this process.
///
/// ```java
/// var news = new EventHub();
/// app.router().get("/news", request -> Response.events(news::subscribe));
/// …
/// news.publish(ServerSentEvent.of("rain").withId("17"));
/// ```
///
/// Publishing never waits for a client. An event is encoded once; every subscriber gets the events in the same order.
///
/// **Slow clients.** A subscriber that lets more events wait than [EventHubOptions#queue] is dropped: what waits is thrown away, and its
/// stream ends. What it has got has no gap. A browser comes back by itself.
///
/// **Coming back.** A client that names the id of the last event it has seen first gets what came after that, as far as it is kept: the
/// last [EventHubOptions#replay] events that have an id. If the id is not among them, all of these. Ids are the publisher's business;
/// they should not repeat, not even after a restart.
///
/// For any thread.
public final class EventHub implements AutoCloseable {
    private final EventHubOptions options;
    private final Set<EventSubscriber> subscribers = new LinkedHashSet<>();
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    private final Object lock = new Object();
    private boolean closed;

    /// With the default options.
    public EventHub() {
        this(EventHubOptions.defaults());
    }

    /// With some options.
    public EventHub(EventHubOptions options) {
        this.options = options;
    }

    /// An event for those who come back.
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Kept(String id, byte[] formatted) {}

    /// Publishes an event of the name `message`.
    ///
    /// @param data as of [ServerSentEvent#data()]
    public void publish(String data) {
        publish(ServerSentEvent.of(data));
    }

    /// Publishes an event to all who subscribe now. Nothing happens once the hub is closed.
    public void publish(ServerSentEvent event) {
        byte[] formatted = event.format().getBytes(UTF_8);
        synchronized (lock) {
            if (closed) {
                return;
            }
            keep(event.id(), formatted);
            for (Iterator<EventSubscriber> all = subscribers.iterator(); all.hasNext(); ) {
                if (!all.next().offer(formatted)) {
                    all.remove();
                }
            }
        }
    }

    private void keep(@Nullable String id, byte[] formatted) {
        if (id == null || id.isEmpty() || options.replay() == 0) {
            return;
        }
        if (kept.size() == options.replay()) {
            kept.removeFirst();
        }
        kept.addLast(new Kept(id, formatted));
    }

    /// Sends a client what is published from now on, and before that what it has missed. Returns when the subscriber has been dropped or
    /// the hub is closed: then the stream should end.
    ///
    /// @throws InterruptedException if the caller is interrupted while it waits, as when the client is gone
    /// @throws IOException as of [EventStream#send]
    public void subscribe(EventStream events) throws IOException, InterruptedException {
        EventSubscriber subscriber = new EventSubscriber(options.queue());
        List<byte[]> missed;
        synchronized (lock) {
            if (closed) {
                return;
            }
            missed = missedSince(events.lastEventId());
            subscribers.add(subscriber);
        }
        try {
            for (List<byte[]> next = missed; next != null; next = subscriber.take()) {
                events.send(next);
            }
        } finally {
            synchronized (lock) {
                subscribers.remove(subscriber);
            }
        }
    }

    private List<byte[]> missedSince(@Nullable String id) {
        if (id == null) {
            return List.of();
        }
        List<byte[]> missed = new ArrayList<>();
        for (Iterator<Kept> newest = kept.descendingIterator(); newest.hasNext(); ) {
            Kept each = newest.next();
            if (each.id.equals(id)) {
                break;
            }
            missed.add(each.formatted);
        }
        return missed.reversed();
    }

    /// How many subscribe.
    public int subscribers() {
        synchronized (lock) {
            return subscribers.size();
        }
    }

    /// Ends all streams, when they have sent what waits, and takes no more.
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            subscribers.forEach(EventSubscriber::end);
            subscribers.clear();
            kept.clear();
        }
    }
}
