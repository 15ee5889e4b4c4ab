package dev.skein.quality.websocket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cuts messages into fragments.
final class Fragments {
    private Fragments() {}

    /// The frames of a message. Like the suite's, a message that the size divides ends with an empty frame.
    ///
    /// @param size of each fragment; 0, or no less than the message, for a single frame
    static List<Frame> of(Frame message, int size) {
        byte[] payload = message.payload();
        if (size == 0 || payload.length <= size) {
            return List.of(message);
        }
        List<Frame> frames = new ArrayList<>();
        for (int from = 0; from <= payload.length; from += size) {
            int to = Math.min(from + size, payload.length);
            byte[] piece = Arrays.copyOfRange(payload, from, to);
            frames.add(
                    from == 0
                            ? new Frame(false, message.rsv(), message.opcode(), piece)
                            : Frame.of(Frame.CONTINUATION, piece).unfinished());
        }
        frames.add(Frame.of(Frame.CONTINUATION, frames.removeLast().payload()));
        return frames;
    }
}
