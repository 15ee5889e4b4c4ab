package dev.skein.web;

/// How an [EventHub] behaves. Immutable.
///
/// @param queue the most events that wait for one subscriber; default 64
/// @param replay how many of the last events that have an id are kept for subscribers that come back; zero for none; default 100
public record EventHubOptions(int queue, int replay) {
    private static final EventHubOptions DEFAULTS = new EventHubOptions(64, 100);

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if the queue is not at least 1, or replay is negative
    public EventHubOptions {
        if (queue < 1) {
            throw new IllegalArgumentException(
                    "expected a queue of at least 1 event, got " + queue);
        }
        if (replay < 0) {
            throw new IllegalArgumentException(
                    "expected a replay of at least 0 events, got " + replay);
        }
    }

    /// The defaults named above.
    public static EventHubOptions defaults() {
        return DEFAULTS;
    }

    /// These with another queue.
    public EventHubOptions withQueue(int events) {
        return new EventHubOptions(events, replay);
    }

    /// These with more or less to replay.
    public EventHubOptions withReplay(int events) {
        return new EventHubOptions(queue, events);
    }
}
