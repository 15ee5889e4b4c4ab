package dev.skein.web;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Files that were found, by name: only such as exist are kept, so nobody can fill it with names of his own. Who takes one out looks
/// whether it is still the same.
///
/// When it is full it starts over: taking one out must not write anything, and what is in use is soon back.
final class DirectoryCache {
    private final long limit;
    private final Map<String, PrecompressedFile> files = new ConcurrentHashMap<>();
    private long weight;

    /// @param limit in bytes
    DirectoryCache(long limit) {
        this.limit = limit;
    }

    @Nullable PrecompressedFile get(String name) {
        return files.get(name);
    }

    synchronized void put(String name, PrecompressedFile file) {
        PrecompressedFile before = files.remove(name);
        weight -= before == null ? 0 : before.weight();
        long more = file.weight();
        if (more > limit) {
            return;
        }
        if (weight + more > limit) {
            files.clear();
            weight = 0;
        }
        files.put(name, file);
        weight += more;
    }

    /// How much is kept, in bytes.
    synchronized long weight() {
        return weight;
    }
}
