package dev.skein.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Fingerprints of files' contents: 11 characters of SHA-256. Kept until size or time of a file change, for [#MOST] files.
final class DirectoryVersions {
    /// The characters of each.
    static final int LENGTH = 11;

    private static final int MOST = 4096;
    private static final int BYTES = 8;
    private static final int CHUNK = 64 * 1024;

    private record Known(FileTime modified, long size, String version) {}

    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    /// Files that are being read, each by one thread for all that ask.
    private final Map<Path, FutureTask<String>> reading = new ConcurrentHashMap<>();

    String of(Path path, BasicFileAttributes found) throws IOException {
        Known before = known.get(path);
        if (before != null
                && before.size == found.size()
                && before.modified.equals(found.lastModifiedTime())) {
            return before.version;
        }
        String version = digestOnce(path);
        if (PrecompressedVariant.isSettled(found.lastModifiedTime(), System.currentTimeMillis())) {
            keep(path, new Known(found.lastModifiedTime(), found.size(), version));
        }
        return version;
    }

    private String digestOnce(Path path) throws IOException {
        FutureTask<String> task = new FutureTask<>(() -> digest(path));
        FutureTask<String> other = reading.putIfAbsent(path, task);
        if (other == null) {
            try {
                task.run();
            } finally {
                reading.remove(path, task);
            }
        }
        try {
            return (other == null ? task : other).get();
        } catch (ExecutionException e) {
            throw new IOException("cannot read " + path, e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + path + " was read");
        }
    }

    private void keep(Path path, Known fresh) {
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(path, fresh);
    }

    private static String digest(Path path) throws IOException {
        MessageDigest sha = ETag.sha256();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] chunk = new byte[CHUNK];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                sha.update(chunk, 0, n);
            }
        }
        byte[] first = Arrays.copyOf(sha.digest(), BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(first);
    }
}
