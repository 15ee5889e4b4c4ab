package dev.skein.quality.websocket;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// How a row of frames is cut for the wire.
///
/// @param octets of each piece; 0 for one piece
/// @param byFrame whether each frame is cut by itself
record Chop(int octets, boolean byFrame) {
    /// Everything at once.
    static final Chop ONCE = new Chop(0, false);

    /// Each frame by itself.
    static final Chop FRAMES = new Chop(0, true);

    /// Every octet by itself.
    static final Chop OCTETS = of(1);

    static Chop of(int octets) {
        return new Chop(octets, false);
    }

    /// The rows of bytes whose pieces go out.
    List<byte[]> rows(List<byte[]> frames) {
        if (byFrame) {
            return frames;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        frames.forEach(all::writeBytes);
        return List.of(all.toByteArray());
    }

    /// Where a row of that length is cut; the end included.
    List<Integer> cuts(int length) {
        List<Integer> cuts = new ArrayList<>();
        for (int at = octets; octets > 0 && at < length; at += octets) {
            cuts.add(at);
        }
        cuts.add(length);
        return cuts;
    }
}
