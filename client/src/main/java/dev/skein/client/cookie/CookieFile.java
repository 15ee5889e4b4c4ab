package dev.skein.client.cookie;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.Escapes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The file of a jar: a first line that says what it is, then one JSON object per cookie ([CookieJson]), in UTF-8.
final class CookieFile {
    private static final String FIRST_LINE = "{\"skein-cookies\":1}";

    /// More than a full jar with the default options needs.
    private static final long MAX_BYTES = 64L << 20;

    private CookieFile() {}

    /// Writes the file beside its place and moves it there.
    static void write(Path file, List<Cookie> cookies) throws IOException {
        StringBuilder out = new StringBuilder(FIRST_LINE).append('\n');
        for (Cookie cookie : cookies) {
            CookieJson.format(cookie, out);
            out.append('\n');
        }
        Path place = file.toAbsolutePath();
        Path folder = place.getParent();
        if (folder == null) {
            throw new IOException("expected the name of a file for the cookies, came " + file);
        }
        Path draft = Files.createTempFile(folder, ".cookies-", ".tmp", privateIn(folder));
        try {
            fill(draft, UTF_8.encode(CharBuffer.wrap(out)));
            move(draft, place);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /// The bytes are on the disk before the file gets its name, so that a power cut leaves no empty one.
    private static void fill(Path draft, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /// Mode 0600, where the file system has modes.
    private static FileAttribute<?>[] privateIn(Path folder) {
        boolean posix = Files.getFileAttributeView(folder, PosixFileAttributeView.class) != null;
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void move(Path draft, Path place) throws IOException {
        try {
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, place, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// The cookies in the file.
    ///
    /// @throws IOException when it is no such file; the message names the line and the reason, but no values
    static List<Cookie> read(Path file) throws IOException {
        List<String> lines = text(file).lines().toList();
        if (lines.isEmpty() || !lines.getFirst().equals(FIRST_LINE)) {
            throw bad(file, 1, "expected " + FIRST_LINE + ", came " + begin(lines), null);
        }
        List<Cookie> cookies = new ArrayList<>(lines.size());
        for (int i = 1; i < lines.size(); i++) {
            try {
                cookies.add(CookieJson.parse(lines.get(i)));
            } catch (IllegalArgumentException e) {
                throw bad(file, i + 1, String.valueOf(e.getMessage()), e);
            }
        }
        return cookies;
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(
                    file
                            + ": expected cookies of at most "
                            + MAX_BYTES
                            + " bytes, came "
                            + Files.size(file));
        }
        try {
            return Files.readString(file, UTF_8);
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": expected cookies in UTF-8, came other bytes", e);
        }
    }

    private static String begin(List<String> lines) {
        return lines.isEmpty() ? "nothing" : '"' + Escapes.escape(lines.getFirst(), 30) + '"';
    }

    private static IOException bad(Path file, int line, String reason, @Nullable Throwable cause) {
        return new IOException(file + " line " + line + ": " + reason, cause);
    }
}
