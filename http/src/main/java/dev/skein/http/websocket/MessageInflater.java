package dev.skein.http.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.ByteSink;
import dev.skein.http.WebSocketProtocolException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Decompresses the messages of one socket (RFC 7692 §7.2.2).
///
/// Only with context takeover it has a decompressor of its own, from the first compressed message
/// on.
final class MessageInflater implements AutoCloseable {
    /// What the peer has cut off.
    private static final byte[] TAIL = {0x00, 0x00, (byte) 0xFF, (byte) 0xFF};

    /// An empty last block: it is read as one only if the message has ended where a block ends.
    private static final byte[] LAST_BLOCK = {0x01, 0x00, 0x00, (byte) 0xFF, (byte) 0xFF};

    /// How many blocks of a message may call themselves the last. Each costs a fresh start, and an
    /// attacker can put one in two bytes.
    private static final int MOST_ENDS = 1000;

    private final boolean takeover;
    private final int messageBytes;
    private final WebSocketScratch scratch;
    private @Nullable Inflater own;

    /// @param takeover whether messages may refer to those before
    MessageInflater(boolean takeover, int messageBytes, WebSocketScratch scratch) {
        this.takeover = takeover;
        this.messageBytes = messageBytes;
        this.scratch = scratch;
    }

    /// Ends the decompressor; nothing may be inflated afterwards.
    @Override
    public void close() {
        if (own != null) {
            own.end();
        }
    }

    /// Decompresses a message, and stops at the first byte that breaks a rule.
    ///
    /// @param packed all of the message, of which the first `size` bytes count
    WebSocketEvent inflate(boolean text, byte[] packed, int size)
            throws WebSocketProtocolException {
        // A message that is empty has one byte at least: the header of the block that was cut off.
        if (size == 0) {
            throw invalid();
        }
        Output output = new Output(text);
        try {
            run(inflater(), packed, size, output);
            return output.toEvent();
        } catch (DataFormatException _) {
            throw invalid();
        } finally {
            scratch.trim();
        }
    }

    private Inflater inflater() {
        if (!takeover) {
            return scratch.inflater();
        }
        if (own == null) {
            own = new Inflater(true);
        }
        return own;
    }

    private void run(Inflater inflater, byte[] packed, int size, Output output)
            throws DataFormatException, WebSocketProtocolException {
        inflater.setInput(packed, 0, size);
        output.drain(inflater);
        // RFC 7692 §7.2.1 of a block with BFINAL: "The next DEFLATE block follows the padded data
        // if any." To java.util.zip a stream has ended there, and another one begins.
        int left = inflater.getRemaining();
        for (int ends = 1; inflater.finished() && left > 0; ends++) {
            if (ends > MOST_ENDS) {
                throw invalid();
            }
            inflater.reset();
            inflater.setInput(packed, size - left, left);
            output.drain(inflater);
            left = inflater.getRemaining();
        }
        if (!inflater.finished()) {
            end(inflater, output);
        }
        if (inflater.finished()) {
            inflater.reset();
        }
    }

    private void end(Inflater inflater, Output output)
            throws DataFormatException, WebSocketProtocolException {
        // §7.2.2: "Append 4 octets of 0x00 0x00 0xff 0xff to the tail end of the payload of the
        // message."
        inflater.setInput(TAIL);
        output.drain(inflater);
        // With context takeover the stream must go on: a message that was cut shows in the next.
        if (!takeover && !inflater.finished()) {
            inflater.setInput(LAST_BLOCK);
            output.drain(inflater);
            if (!inflater.finished()) {
                throw invalid();
            }
        }
        if (inflater.getRemaining() > 0) {
            throw invalid();
        }
    }

    private static WebSocketProtocolException invalid() {
        return new WebSocketProtocolException(1002, "compressed data is not valid");
    }

    /// What comes out, checked as it comes.
    private final class Output {
        private final boolean text;
        private final ByteSink sink = scratch.output();
        private int utf8 = Utf8.COMPLETE;

        Output(boolean text) {
            this.text = text;
        }

        /// Goes on until the stream ends or wants more input.
        void drain(Inflater inflater) throws DataFormatException, WebSocketProtocolException {
            byte[] chunk = scratch.chunk();
            int count;
            do {
                count = inflater.inflate(chunk);
                if (count > messageBytes - sink.size()) {
                    throw new WebSocketProtocolException(
                            1009,
                            "expected a message of at most "
                                    + messageBytes
                                    + " bytes after inflation");
                }
                if (text) {
                    check(chunk, count);
                }
                sink.put(chunk, 0, count);
            } while (count == chunk.length);
        }

        private void check(byte[] chunk, int count) throws WebSocketProtocolException {
            utf8 = Utf8.check(utf8, chunk, 0, count);
            if (utf8 == Utf8.INVALID) {
                throw WebSocketParser.notUtf8();
            }
        }

        WebSocketEvent toEvent() throws WebSocketProtocolException {
            if (!text) {
                return new WebSocketEvent.Binary(sink.toByteArray());
            }
            if (utf8 != Utf8.COMPLETE) {
                throw WebSocketParser.notUtf8();
            }
            return new WebSocketEvent.Text(new String(sink.array(), 0, sink.size(), UTF_8));
        }
    }
}
