package dev.skein.http.multipart;

import dev.skein.http.FieldLines;
import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Collects the head of a part up to its empty line. The room is used again for the next part.
final class PartHeadBuffer {
    private static final int FIRST_ROOM = 256;
    private static final int EXPECTED_FIELDS = 2;

    private final int mostBytes;
    private final int mostFields;

    private byte[] bytes = {};
    private int size;

    /// Where the line that is not yet complete starts.
    private int lineStart;

    PartHeadBuffer(MultipartLimits limits) {
        this.mostBytes = limits.headerBytes();
        this.mostFields = limits.headersPerPart();
    }

    /// Consumes bytes up to the end of the head.
    ///
    /// @return null when all is consumed and the empty line is still to come
    /// @throws RemoteProtocolException status 400 for a bad line, 431 for too many or too long ones
    @Nullable Headers read(ByteBuffer in) throws RemoteProtocolException {
        while (in.hasRemaining()) {
            byte b = in.get();
            append(b);
            if (b == '\n' && endsLine()) {
                Headers headers =
                        FieldLines.parse(bytes, 0, lineStart, EXPECTED_FIELDS, mostFields);
                size = 0;
                lineStart = 0;
                return headers;
            }
        }
        return null;
    }

    /// Looks at the line that has just become complete; the empty one ends the head.
    private boolean endsLine() throws RemoteProtocolException {
        int length = size - lineStart;
        boolean crlf = length > 1 && bytes[size - 2] == '\r';
        if (crlf && length == 2) {
            return true;
        }
        if (size > mostBytes) {
            throw tooLong();
        }
        if (!crlf) {
            // Some line up to here is bad, this one at the latest: its own error is told.
            FieldLines.parse(bytes, 0, size, EXPECTED_FIELDS, mostFields);
        }
        lineStart = size;
        return false;
    }

    private void append(byte b) throws RemoteProtocolException {
        // The CRLF of the empty line may stand beyond the limit.
        if (size == mostBytes + 2) {
            throw tooLong();
        }
        if (size == bytes.length) {
            int room = Math.max(FIRST_ROOM, size * 2);
            bytes = Arrays.copyOf(bytes, Math.min(room, mostBytes + 2));
        }
        bytes[size++] = b;
    }

    private RemoteProtocolException tooLong() {
        return new RemoteProtocolException(
                431, "the head of a part is longer than " + mostBytes + " bytes", bytes, 0, size);
    }
}
