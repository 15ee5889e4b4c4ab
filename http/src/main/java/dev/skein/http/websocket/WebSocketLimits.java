package dev.skein.http.websocket;

/// How much a peer may send. What is beyond is answered with 1009.
///
/// A message of too many frames is 1009 too: like a message of too many bytes it is within the
/// protocol, and "too big for it to process" (RFC 6455 §7.4.1), where 1008 is kept for the
/// application's policies.
///
/// @param frameBytes most payload of one data frame, as it is on the wire
/// @param messageBytes most payload of one message: as it is on the wire, and again after inflation
/// @param fragments most frames of one message, the empty ones counted
public record WebSocketLimits(int frameBytes, int messageBytes, int fragments) {
    private static final WebSocketLimits DEFAULTS = new WebSocketLimits(1 << 24, 1 << 24, 131_072);

    /// Messages may not be longer than this, so that sizes never overflow.
    private static final int MOST = 1 << 30;

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException naming the value that is not from 1 to 1 GiB (2^30)
    public WebSocketLimits {
        require("frameBytes", frameBytes);
        require("messageBytes", messageBytes);
        require("fragments", fragments);
    }

    private static void require(String name, int value) {
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException(
                    "expected " + name + " from 1 to " + MOST + ", came " + value);
        }
    }

    /// 16 MiB for a frame and for a message, 131,072 frames.
    public static WebSocketLimits defaults() {
        return DEFAULTS;
    }

    public WebSocketLimits withFrameBytes(int value) {
        return new WebSocketLimits(value, messageBytes, fragments);
    }

    public WebSocketLimits withMessageBytes(int value) {
        return new WebSocketLimits(frameBytes, value, fragments);
    }

    public WebSocketLimits withFragments(int value) {
        return new WebSocketLimits(frameBytes, messageBytes, value);
    }
}
