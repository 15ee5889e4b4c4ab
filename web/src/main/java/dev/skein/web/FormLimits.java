package dev.skein.web;

import dev.skein.http.multipart.MultipartLimits;
import java.nio.file.Path;

/// How much a form may hold, and where its files are kept. Immutable. The limit of the request's body holds for the whole form besides.
///
/// @param fields the most text fields; one more is answered with 413; default 1000
/// @param files the most files, those without name and content included; one more is answered with 413; default 100
/// @param fieldBytes the most bytes of all text fields together, their names and values decoded; beyond it 413; default 1 MiB
/// @param fileBytes the most bytes of one file; beyond it 413; default [Long#MAX_VALUE], any number
/// @param headerBytes the most bytes of the head of one part; beyond it 431; default 4 KiB
/// @param smallFile files of at most so many bytes may stay in memory; default 64 KiB
/// @param memory the most bytes of all files together that stay in memory; what does not fit is on disk; default 1 MiB
/// @param directory where files go that do not stay in memory, each readable by its owner only, until the response has gone; it has to
///     be there; default the system's for temporary files. A process that is killed leaves what it has there
public record FormLimits(
        int fields,
        int files,
        int fieldBytes,
        long fileBytes,
        int headerBytes,
        int smallFile,
        int memory,
        Path directory) {
    private static final FormLimits DEFAULTS =
            new FormLimits(
                    1000,
                    100,
                    1024 * 1024,
                    Long.MAX_VALUE,
                    4096,
                    64 * 1024,
                    1024 * 1024,
                    Path.of(System.getProperty("java.io.tmpdir")));

    /// So that sums of two numbers do not overflow.
    private static final int MOST = 1 << 27;

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException naming the value that is out of its range
    public FormLimits {
        require("fields", fields, MOST);
        require("files", files, MOST);
        require("fieldBytes", fieldBytes, Integer.MAX_VALUE);
        require("fileBytes", fileBytes, Long.MAX_VALUE);
        require("headerBytes", headerBytes, MOST);
        require("smallFile", smallFile, MOST);
        require("memory", memory, MOST);
        if (headerBytes == 0) {
            throw new IllegalArgumentException("expected headerBytes of at least 1, got 0");
        }
    }

    private static void require(String name, long value, long most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(
                    "expected " + name + " from 0 to " + most + ", got " + value);
        }
    }

    /// The defaults named above.
    public static FormLimits defaults() {
        return DEFAULTS;
    }

    /// These with another number of text fields.
    public FormLimits withFields(int most) {
        return new FormLimits(
                most, files, fieldBytes, fileBytes, headerBytes, smallFile, memory, directory);
    }

    /// These with another number of files.
    public FormLimits withFiles(int most) {
        return new FormLimits(
                fields, most, fieldBytes, fileBytes, headerBytes, smallFile, memory, directory);
    }

    /// These with another size of all text fields, in bytes.
    public FormLimits withFieldBytes(int most) {
        return new FormLimits(
                fields, files, most, fileBytes, headerBytes, smallFile, memory, directory);
    }

    /// These with another size of each file, in bytes.
    public FormLimits withFileBytes(long most) {
        return new FormLimits(
                fields, files, fieldBytes, most, headerBytes, smallFile, memory, directory);
    }

    /// These with another size of the head of each part, in bytes.
    public FormLimits withHeaderBytes(int most) {
        return new FormLimits(
                fields, files, fieldBytes, fileBytes, most, smallFile, memory, directory);
    }

    /// These with another size of a file that may stay in memory, in bytes; 0 for none.
    public FormLimits withSmallFile(int most) {
        return new FormLimits(
                fields, files, fieldBytes, fileBytes, headerBytes, most, memory, directory);
    }

    /// These with another size of all files in memory, in bytes.
    public FormLimits withMemory(int most) {
        return new FormLimits(
                fields, files, fieldBytes, fileBytes, headerBytes, smallFile, most, directory);
    }

    /// These with another directory.
    public FormLimits withDirectory(Path other) {
        return new FormLimits(
                fields, files, fieldBytes, fileBytes, headerBytes, smallFile, memory, other);
    }

    /// Every part is a field or a file.
    MultipartLimits ofParts() {
        return MultipartLimits.defaults()
                .withParts(Math.max(1, fields + files))
                .withHeaderBytes(headerBytes);
    }
}
