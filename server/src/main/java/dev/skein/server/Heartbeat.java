package dev.skein.server;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The pings and pongs of one WebSocket: asks a silent client whether it is there, answers the client's own pings, and bounds how many
/// control frames may come. Only for code that holds the loop.
final class Heartbeat {
    private static final int POLICY = 1008;
    private static final int INTERNAL_ERROR = 1011;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final byte[] NOTHING = {};

    private final WebSocketProtocol connection;
    private final Worker worker;

    /// Something has come since a deadline last looked.
    private boolean heard;

    private int controlFrames;
    private long controlFramesSince;

    /// The last ping that came while too much output waited for the client.
    private byte @Nullable [] unanswered;

    Heartbeat(WebSocketProtocol connection) {
        this.connection = connection;
        this.worker = connection.worker;
    }

    // ---- the client's signs of life
    // -------------------------------------------------------------------------------------------

    /// Waits for the client to be silent.
    void begin() {
        heard = false;
        if (worker.webSockets.pingInterval() != null) {
            worker.silence.add(connection);
        }
    }

    /// Something has come, whatever it is.
    void heard() {
        heard = true;
        if (connection.isIn(worker.pongs)) {
            begin();
        }
    }

    /// The ping interval is over.
    void silentForLong() {
        if (isAlive()) {
            begin();
        } else {
            connection.output().ping(NOTHING);
            worker.pongs.add(connection);
        }
    }

    /// The time for a pong is over.
    void silentForTooLong() {
        if (isAlive()) {
            begin();
        } else {
            connection.fail(INTERNAL_ERROR, "no answer to a ping");
        }
    }

    /// A client that is not being read cannot be blamed for silence.
    private boolean isAlive() {
        return heard || connection.isReadingPaused();
    }

    // ---- control frames
    // -------------------------------------------------------------------------------------------------------

    void ping(byte[] payload) {
        // RFC 6455 §5.5.2: "Upon receipt of a Ping frame, an endpoint MUST send a Pong frame in
        // response, unless it already received a Close frame."
        if (isFlood() || !connection.isWhole()) {
            return;
        }
        if (connection.isFull()) {
            unanswered = payload;
        } else {
            connection.output().pong(payload);
        }
    }

    void pong() {
        isFlood();
    }

    /// The client has read. RFC 6455 §5.5.3 lets us answer only the last of several pings.
    void roomAgain() {
        byte[] last = unanswered;
        unanswered = null;
        if (last != null && connection.isWhole() && !connection.isLost()) {
            connection.output().pong(last);
        }
    }

    private boolean isFlood() {
        long now = worker.loop.turnTime();
        if (now - controlFramesSince > SECOND) {
            controlFramesSince = now;
            controlFrames = 0;
        }
        if (++controlFrames > worker.webSockets.controlFrames()) {
            connection.fail(POLICY, "too many control frames");
            return true;
        }
        return false;
    }
}
