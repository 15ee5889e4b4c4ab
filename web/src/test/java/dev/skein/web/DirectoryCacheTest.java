package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryCacheTest {
    private static final PrecompressedTerms TERMS =
            new PrecompressedTerms(Headers.EMPTY, false, false, true);

    @TempDir private Path folder = Path.of("");

    private PrecompressedFile file(int size) throws IOException {
        Path path =
                DirectoryFixture.write(folder.resolve("a"), new byte[size], DirectoryFixture.TIME);
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
        return PrecompressedFile.of(new PrecompressedFound(path, found), TERMS, null);
    }

    @Test
    void startsOverWhenItIsFull() throws IOException {
        DirectoryCache cache = new DirectoryCache(10_000);
        PrecompressedFile file = file(2000);
        for (String name : new String[] {"a", "b", "c", "c", "c"}) {
            cache.put(name, file);
        }
        assertThat(cache.weight()).isEqualTo(3 * file.weight());
        assertThat(cache.get("a")).isSameAs(file);
        cache.put("d", file);
        assertThat(cache.get("a")).isNull();
        assertThat(cache.get("d")).isSameAs(file);
        assertThat(cache.weight()).isEqualTo(file.weight());
    }

    @Test
    void keepsNothingThatFillsItAlone() throws IOException {
        DirectoryCache cache = new DirectoryCache(1500);
        cache.put("a", file(100));
        cache.put("b", file(600));
        assertThat(cache.get("a")).isNotNull();
        assertThat(cache.get("b")).isNull();
    }

    @Test
    void largeContentWeighsNothing() throws IOException {
        assertThat(file(100_000).weight()).isEqualTo(1024);
        assertThat(file(65_536).weight()).isEqualTo(1024 + 65_536);
    }
}
