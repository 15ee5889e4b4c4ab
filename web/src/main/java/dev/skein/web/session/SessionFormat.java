package dev.skein.web.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Makes bytes of a session's content, and content of bytes: no JSON around it, so that a session of strings needs no codec, and small,
/// so that it fits a cookie. Not compressed: the length of what is compressed and then encrypted tells of what is inside.
///
/// ```
/// version 1, id, created, seen, owner ("" for none), count, count × (name, kind, text), count, count × (category, message)
/// ```
/// Texts are UTF-8 after their length; lengths and counts are 4 bytes.
final class SessionFormat {
    private static final int VERSION = 1;
    private static final int TEXT = 0;
    private static final int JSON = 1;

    private SessionFormat() {}

    static byte[] encode(SessionContent content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try {
            write(content, new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    private static void write(SessionContent content, DataOutputStream out) throws IOException {
        out.writeByte(VERSION);
        writeText(out, content.id());
        out.writeLong(content.createdAt);
        out.writeLong(content.seenAt);
        writeText(out, content.owner == null ? "" : content.owner);
        out.writeInt(content.values.size());
        for (var entry : content.values.entrySet()) {
            writeText(out, entry.getKey());
            out.writeByte(entry.getValue().isJson() ? JSON : TEXT);
            writeText(out, entry.getValue().text());
        }
        out.writeInt(content.flashes.size());
        for (Flash flash : content.flashes) {
            writeText(out, flash.category());
            writeText(out, flash.message());
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /// @throws IOException if the bytes are nothing that [#encode] makes
    static SessionContent decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        require(in.readByte() == VERSION);
        SessionContent content = new SessionContent(readText(in), in.readLong(), in.readLong());
        String owner = readText(in);
        content.owner = owner.isEmpty() ? null : owner;
        for (int count = readCount(in); count > 0; count--) {
            String name = readText(in);
            int kind = in.readByte();
            require(kind == TEXT || kind == JSON);
            content.values.put(name, new SessionValue(kind == JSON, readText(in)));
        }
        for (int count = readCount(in); count > 0; count--) {
            content.flash(new Flash(readText(in), readText(in)));
        }
        require(in.available() == 0);
        return content;
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(readCount(in)), UTF_8);
    }

    /// A number of things that are still to come, of one byte at least.
    private static int readCount(DataInputStream in) throws IOException {
        int count = in.readInt();
        require(count >= 0 && count <= in.available());
        return count;
    }

    private static void require(boolean condition) throws IOException {
        if (!condition) {
            throw new IOException("expected the bytes of a session, got others");
        }
    }
}
