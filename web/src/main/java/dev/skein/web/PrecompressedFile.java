package dev.skein.web;

import dev.skein.http.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file in all its forms: as it is, and its siblings of the same name and `.br`, `.zst` or `.gz` that hold the same, compressed.
///
/// A sibling must be a regular file, never a symbolic link, and not older than the file.
final class PrecompressedFile {
    /// A coding: the end of the sibling's name, and the token.
    private record Coding(String end, String token) {}

    /// Best compression first: it decides when a client likes them equally.
    private static final List<Coding> CODINGS =
            List.of(new Coding(".br", "br"), new Coding(".zst", "zstd"), new Coding(".gz", "gzip"));

    private static final long FRESH_NANOS = 1_000_000_000;

    private final PrecompressedVariant plain;
    private final List<PrecompressedVariant> compressed;
    private final long lookedAt = System.nanoTime();

    private PrecompressedFile(PrecompressedVariant plain, List<PrecompressedVariant> compressed) {
        this.plain = plain;
        this.compressed = compressed;
    }

    /// Looks for a file's siblings.
    ///
    /// @param file a regular one
    /// @param before what was there when it was looked at before: used again as far as it has not changed
    static PrecompressedFile of(
            PrecompressedFound file, PrecompressedTerms terms, @Nullable PrecompressedFile before)
            throws IOException {
        String name = String.valueOf(file.path().getFileName());
        List<PrecompressedVariant> compressed = new ArrayList<>(0);
        if (terms.siblings()) {
            for (Coding coding : CODINGS) {
                PrecompressedFound sibling = sibling(file, name + coding.end);
                if (sibling != null) {
                    compressed.add(variant(name, coding.token, true, sibling, terms, before));
                }
            }
        }
        boolean varies = !compressed.isEmpty();
        return new PrecompressedFile(
                variant(name, null, varies, file, terms, before), List.copyOf(compressed));
    }

    private static @Nullable PrecompressedFound sibling(PrecompressedFound file, String name)
            throws IOException {
        Path path = file.path().resolveSibling(name);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return null; // asked first, as most have none, and this way no exception is made for
            // each
        }
        BasicFileAttributes found =
                PrecompressedFound.attributesOrNull(path, LinkOption.NOFOLLOW_LINKS);
        if (found == null || !found.isRegularFile() || !Files.isReadable(path)) {
            return null;
        }
        boolean isOlder =
                found.lastModifiedTime().compareTo(file.attributes().lastModifiedTime()) < 0;
        return isOlder ? null : new PrecompressedFound(path, found);
    }

    private static PrecompressedVariant variant(
            String name,
            @Nullable String coding,
            boolean varies,
            PrecompressedFound found,
            PrecompressedTerms terms,
            @Nullable PrecompressedFile before) {
        if (before != null) {
            for (PrecompressedVariant each : before.all()) {
                if (each.isOf(found, varies)) {
                    return each;
                }
            }
        }
        return new PrecompressedVariant(name, coding, varies, found, terms);
    }

    private List<PrecompressedVariant> all() {
        List<PrecompressedVariant> all = new ArrayList<>(compressed);
        all.add(plain);
        return all;
    }

    /// Whether siblings were looked for within a second, and the file itself is the one that was found now.
    boolean isStill(BasicFileAttributes found) {
        return System.nanoTime() - lookedAt < FRESH_NANOS && plain.isOf(found);
    }

    /// Whether it may be kept.
    boolean isSettled() {
        return plain.isSettled();
    }

    /// The file as it is.
    PrecompressedVariant plain() {
        return plain;
    }

    /// How much memory it may take, in bytes.
    long weight() {
        long weight = 0;
        for (PrecompressedVariant each : all()) {
            weight += 1024 + (each.isSmall() ? each.size() : 0);
        }
        return weight;
    }

    /// The form that a client likes best (RFC 9110 §12.5.3). Who does not speak of codings gets the file as it is, and so does who takes
    /// nothing that is there: a middleware may still find a coding for him.
    PrecompressedVariant choose(Headers request) {
        if (compressed.isEmpty() || !request.contains("accept-encoding")) {
            return plain;
        }
        Preferences accepted = Preferences.of(request, "accept-encoding");
        if (accepted.isEmpty()) {
            return plain;
        }
        // Not named, it is acceptable, but less than what is named.
        double most = accepted.names("identity") ? accepted.qualityOf("identity") : 0;
        PrecompressedVariant best = plain;
        for (PrecompressedVariant each : compressed) {
            double quality = accepted.qualityOf(String.valueOf(each.coding()));
            if (quality > 0 && (best == plain ? quality >= most : quality > most)) {
                best = each;
                most = quality;
            }
        }
        return best;
    }
}
