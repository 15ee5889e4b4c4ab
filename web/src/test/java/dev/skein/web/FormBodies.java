package dev.skein.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Bodies with the boundary `b`, and what is left of them on disk.
final class FormBodies {
    static final String TYPE = "multipart/form-data; boundary=b";
    static final String URL_ENCODED = "application/x-www-form-urlencoded";

    private FormBodies() {}

    static String field(String name, String value) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"", value);
    }

    static String file(String name, String filename, String content) {
        return part(
                "Content-Disposition: form-data; name=\""
                        + name
                        + "\"; filename=\""
                        + filename
                        + "\"",
                content);
    }

    /// @param head one or more lines, between them CRLF
    static String part(String head, String data) {
        return "--b\r\n" + head + "\r\n\r\n" + data + "\r\n";
    }

    static String form(String... parts) {
        return String.join("", parts) + "--b--\r\n";
    }

    static byte[] bytes(String body) {
        return body.getBytes(UTF_8);
    }

    static MediaType type(String text) {
        return MediaType.parse(text);
    }

    /// A body that comes in pieces of so many bytes.
    static InputStream inPieces(byte[] body, int size) {
        List<InputStream> pieces = new ArrayList<>();
        for (int from = 0; from < body.length; from += size) {
            pieces.add(new ByteArrayInputStream(body, from, Math.min(size, body.length - from)));
        }
        return new SequenceInputStream(Collections.enumeration(pieces));
    }

    /// A body that comes in two pieces.
    static InputStream cutAt(byte[] body, int cut) {
        return new SequenceInputStream(
                new ByteArrayInputStream(body, 0, cut),
                new ByteArrayInputStream(body, cut, body.length - cut));
    }

    /// An ASCII text that never ends, behind a beginning.
    static InputStream endless(String start, String again) {
        byte[] more = again.repeat(1000).getBytes(ISO_8859_1);
        return new SequenceInputStream(
                new ByteArrayInputStream(bytes(start)),
                new InputStream() {
                    private int at;

                    @Override
                    public int read() {
                        return more[at++ % more.length];
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        int taken = Math.min(length, more.length);
                        System.arraycopy(more, 0, target, offset, taken);
                        return taken - taken % again.length();
                    }
                });
    }

    static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    /// The descriptors that this process has open below a directory; none where the system does not tell.
    static List<Path> openIn(Path directory) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return List.of();
        }
        Path real = directory.toRealPath();
        try (Stream<Path> all = Files.list(descriptors)) {
            return all.map(FormBodies::target)
                    .filter(Objects::nonNull)
                    .filter(target -> target.startsWith(real))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException _) {
            return Path.of("/"); // it is closed by now
        }
    }
}
