package dev.skein.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Makes new files that are whole, or not there.
final class SpoolTarget {
    /// Puts something into a file that has just been made, empty.
    @FunctionalInterface
    interface Filling {
        /// Writes, or moves something there.
        ///
        /// @return the number of bytes
        long fill(Path target) throws IOException;
    }

    private SpoolTarget() {}

    /// Makes a file, and unmakes it if it cannot be filled.
    ///
    /// @return the number of bytes
    /// @throws java.nio.file.FileAlreadyExistsException if it exists; it stays as it is
    static long create(Path target, Filling filling) throws IOException {
        Files.createFile(target);
        try {
            return filling.fill(target);
        } catch (IOException | RuntimeException | Error e) {
            delete(target, e);
            throw e;
        }
    }

    static void delete(Path file, Throwable cause) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /// Copies a stream into a file that is there.
    static long copy(InputStream from, Path target) throws IOException {
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
            return from.transferTo(out);
        }
    }
}
