package dev.skein.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the files of one form are kept: small ones in memory as long as there is room, the others in temporary files.
final class SpoolArea implements AutoCloseable {
    private static final String PREFIX = "skein-";
    private static final String SUFFIX = ".upload";

    private final FormLimits limits;
    private final List<Spool> spools = new ArrayList<>();

    /// How many bytes may still be kept in memory.
    private int room;

    SpoolArea(FormLimits limits) {
        this.limits = limits;
        this.room = limits.memory();
    }

    /// Room for one more file.
    Spool open() {
        Spool spool = new Spool(this);
        spools.add(spool);
        return spool;
    }

    /// Takes room in memory, if a file may grow there.
    ///
    /// @param size what the file has already
    /// @param more by how much it grows
    boolean takes(int size, int more) {
        if (more > room || more > limits.smallFile() - size) {
            return false;
        }
        room -= more;
        return true;
    }

    /// Gives room back.
    void give(int size) {
        room += size;
    }

    /// A new file that only its owner can read, as [Files#createTempFile] makes them on POSIX systems.
    Path newFile() throws IOException {
        return Files.createTempFile(limits.directory(), PREFIX, SUFFIX);
    }

    /// Forgets all files, those on disk too.
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (Spool spool : spools) {
            failure = close(spool, failure);
        }
        spools.clear();
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable IOException close(Spool spool, @Nullable IOException before) {
        try {
            spool.close();
            return before;
        } catch (IOException e) {
            if (before == null) {
                return e;
            }
            before.addSuppressed(e);
            return before;
        }
    }

    @Override
    public String toString() {
        return "the files of a form";
    }
}
