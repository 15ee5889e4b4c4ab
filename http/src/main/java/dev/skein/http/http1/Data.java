package dev.skein.http.http1;

import dev.skein.http.Escapes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A piece of a body, never empty. The array is the receiver's own.
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below
public record Data(byte[] bytes) implements Event {
    public Data {
        if (bytes.length == 0) {
            throw new IllegalArgumentException(
                    "expected at least one byte, came none: send no Data at all");
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Data that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Data[" + bytes.length + " bytes: " + Escapes.escape(bytes, 40) + "]";
    }
}
