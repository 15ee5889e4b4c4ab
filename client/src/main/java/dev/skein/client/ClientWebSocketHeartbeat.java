package dev.skein.client;

import dev.skein.loop.EventLoop;
import dev.skein.loop.TimerHandle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks a silent server whether it is there. One timer, which looks and is set anew: what comes in costs nothing. Only for code
/// that holds the loop.
final class ClientWebSocketHeartbeat {
    private static final long NEVER = Long.MAX_VALUE;

    private final ClientWebSocketProtocol socket;
    private final ClientWebSocketPings pings;
    private final EventLoop loop;
    private final long silence;
    private long heardAt;

    /// A ping has been sent, and nothing has come since.
    private boolean asked;

    private @Nullable TimerHandle timer;

    /// @param silence null for no heartbeat
    ClientWebSocketHeartbeat(
            ClientWebSocketProtocol socket,
            ClientWebSocketPings pings,
            @Nullable Duration silence) {
        this.socket = socket;
        this.pings = pings;
        this.loop = socket.loop();
        this.silence = silence == null ? NEVER : TimeUnit.NANOSECONDS.convert(silence);
    }

    void begin() {
        if (silence != NEVER) {
            heard();
            arm(silence);
        }
    }

    /// Something has come, whatever it is.
    void heard() {
        heardAt = loop.turnTime();
        asked = false;
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void arm(long nanos) {
        timer = loop.callRuntimeLater(Duration.ofNanos(nanos), this::look);
    }

    private void look() {
        timer = null;
        if (socket.isReadingPaused()) {
            heard(); // a server that is not being read cannot be blamed for silence
        }
        if (asked) {
            socket.silent();
            return;
        }
        long left = heardAt + silence - System.nanoTime();
        if (left > 0) {
            arm(left);
            return;
        }
        asked = true;
        pings.sendEmpty();
        arm(silence / 2);
    }
}
