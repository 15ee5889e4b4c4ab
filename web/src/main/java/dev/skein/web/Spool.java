package dev.skein.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The content of one file: in memory while it is small, then in a temporary file, and where it was saved to at last.
///
/// First [#write], then [#finish], then reading.
final class Spool implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private final SpoolArea area;

    /// All of it while it is in memory: `kept` bytes.
    private byte[] memory = NOTHING;

    private int kept;
    private long size;

    /// Where it is on disk.
    private @Nullable Path path;

    /// Whether that is a temporary file, to be deleted.
    private boolean temporary;

    private @Nullable OutputStream out;
    private boolean closed;

    Spool(SpoolArea area) {
        this.area = area;
    }

    long size() {
        return size;
    }

    // ---- writing
    // --------------------------------------------------------------------------------------------------------------

    void write(byte[] data) throws IOException {
        if (out == null && area.takes(kept, data.length)) {
            keep(data);
        } else {
            file().write(data);
        }
        size += data.length;
    }

    private void keep(byte[] data) {
        int needed = kept + data.length;
        if (needed > memory.length) {
            memory = Arrays.copyOf(memory, Math.max(needed, memory.length * 2));
        }
        System.arraycopy(data, 0, memory, kept, data.length);
        kept = needed;
    }

    /// The file, with all that was in memory.
    private OutputStream file() throws IOException {
        OutputStream file = out;
        if (file == null) {
            Path made = area.newFile();
            path = made;
            temporary = true;
            file = out = Files.newOutputStream(made, StandardOpenOption.WRITE);
            file.write(memory, 0, kept);
            forget();
        }
        return file;
    }

    private void forget() {
        area.give(kept);
        memory = NOTHING;
        kept = 0;
    }

    /// Nothing more is written; no descriptor stays open.
    void finish() throws IOException {
        closeFile();
        if (memory.length > kept) {
            memory = Arrays.copyOf(memory, kept);
        }
    }

    private void closeFile() throws IOException {
        OutputStream file = out;
        out = null;
        if (file != null) {
            file.close();
        }
    }

    // ---- reading
    // --------------------------------------------------------------------------------------------------------------

    InputStream open() throws IOException {
        requireOpen();
        Path file = path;
        return file == null ? new ByteArrayInputStream(memory) : Files.newInputStream(file);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "expected an uploaded file to be read before the response has gone: save it");
        }
    }

    /// Puts it into a new file: by a move where that is possible. It is read from there then.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there is one
    void saveTo(Path target) throws IOException {
        requireOpen();
        SpoolTarget.create(target, made -> move(made) ? size : copy(made));
    }

    /// Puts it into a file in place of what is there, which goes when the new one is whole.
    void saveOver(Path target) throws IOException {
        Path beside = target.resolveSibling(UUID.randomUUID() + ".part");
        saveTo(beside);
        try {
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            SpoolTarget.delete(beside, e);
            throw e;
        }
        if (path != null && !temporary) {
            path = target;
        }
    }

    /// The file that was made for it keeps the permissions that new files have; the temporary one has fewer.
    private boolean move(Path target) throws IOException {
        Path from = path;
        if (from == null || !temporary) {
            return false;
        }
        boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
        var permissions = posix ? Files.getPosixFilePermissions(target) : null;
        try {
            Files.move(from, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            return false;
        }
        path = target;
        temporary = false;
        if (permissions != null) {
            Files.setPosixFilePermissions(target, permissions);
        }
        return true;
    }

    private long copy(Path target) throws IOException {
        try (InputStream in = open()) {
            return SpoolTarget.copy(in, target);
        }
    }

    /// Forgets the content, and deletes the temporary file. What was saved stays.
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        forget();
        try {
            closeFile();
        } finally {
            Path file = path;
            if (file != null && temporary) {
                Files.deleteIfExists(file);
            }
        }
    }
}
