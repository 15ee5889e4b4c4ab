package dev.skein.client;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The pings and pongs of one WebSocket: answers the server's pings, and knows our own whose senders wait for the pong. Only for
/// code that holds the loop.
final class ClientWebSocketPings {
    private static final byte[] NOTHING = {};

    private final ClientWebSocketProtocol socket;
    private final ClientWebSocketOutput output;
    private final ArrayDeque<Ping> waiting = new ArrayDeque<>(1);
    private long last;

    /// The last ping that came while too much output waited for the server.
    private byte @Nullable [] unanswered;

    private record Ping(long number, long sentAt, CompletableFuture<Long> trip) {}

    ClientWebSocketPings(ClientWebSocketProtocol socket, ClientWebSocketOutput output) {
        this.socket = socket;
        this.output = output;
    }

    // ---- the server's

    /// Answers a ping.
    void received(byte[] payload) {
        // RFC 6455 §5.5.2: "Upon receipt of a Ping frame, an endpoint MUST send a Pong frame in
        // response, unless it already received a Close frame." Of pings that come while the server
        // reads nothing, §5.5.3 lets us answer the last one only.
        if (output.isPaused()) {
            unanswered = payload;
        } else if (socket.isOpen()) {
            output.pong(payload);
        }
    }

    /// The server has read.
    void roomAgain() {
        byte[] ping = unanswered;
        unanswered = null;
        if (ping != null) {
            received(ping);
        }
    }

    // ---- ours

    /// Sends a ping whose pong nobody waits for.
    void sendEmpty() {
        if (socket.isOpen()) {
            output.ping(NOTHING);
        }
    }

    /// Sends a ping.
    ///
    /// @param trip to be completed with the nanoseconds until its pong, or -1 if there will be none
    void send(CompletableFuture<Long> trip) {
        if (!socket.isOpen()) {
            trip.complete(-1L);
            return;
        }
        waiting.add(new Ping(++last, System.nanoTime(), trip));
        output.ping(ByteBuffer.allocate(Long.BYTES).putLong(last).array());
    }

    /// Takes a pong. RFC 6455 §5.5.3 lets a peer answer only the last of several pings: it answers all before it.
    void answered(byte[] payload) {
        long number = payload.length == Long.BYTES ? ByteBuffer.wrap(payload).getLong() : 0;
        if (number > last) {
            return; // one that nobody asked for
        }
        for (Ping ping = waiting.peek();
                ping != null && ping.number <= number;
                ping = waiting.peek()) {
            waiting.poll();
            ping.trip.complete(System.nanoTime() - ping.sentAt);
        }
    }

    /// Its sender waits no longer.
    void forget(CompletableFuture<Long> trip) {
        waiting.removeIf(ping -> ping.trip == trip);
    }

    /// No pong will come.
    void end() {
        unanswered = null;
        waiting.forEach(ping -> ping.trip.complete(-1L));
        waiting.clear();
    }
}
