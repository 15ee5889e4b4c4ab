package dev.skein.http.coding;

import dev.skein.http.Escapes;
import dev.skein.http.Grammar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// The content codings at hand, in order of preference.
///
/// Immutable; may be shared.
public final class ContentCodings {
    /// How many codings a content may have, one on the other. Each multiplies what a bomb can do.
    private static final int MOST_CODINGS = 3;

    private static final String IDENTITY = "identity";

    private final List<String> names = new ArrayList<>();
    private final Map<String, ContentCoding> byName = new HashMap<>();

    private ContentCodings(Iterable<ContentCoding> codings) {
        for (ContentCoding coding : codings) {
            if (coding.isAvailable()
                    && byName.putIfAbsent(checked(coding.name()), coding) == null) {
                names.add(coding.name());
                coding.aliases().forEach(alias -> byName.putIfAbsent(checked(alias), coding));
            }
        }
    }

    private static String checked(String name) {
        if (!Grammar.isToken(name) || !name.equals(lower(name)) || name.equals(IDENTITY)) {
            throw new IllegalArgumentException(
                    "expected a coding's name to be a token in lower case other than identity,"
                            + " came \""
                            + Escapes.escape(name, 100)
                            + '"');
        }
        return name;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /// Some codings, the preferred one first. Those that are not available are left out, and so are
    /// those whose name is taken already.
    ///
    /// @throws IllegalArgumentException when a name is not a token in lower case, or is `identity`,
    ///     which RFC 9110 §8.4.1 reserves
    public static ContentCodings of(ContentCoding... codings) {
        return new ContentCodings(List.of(codings));
    }

    /// What [ServiceLoader] finds with Skein's own class loader, then gzip and deflate.
    ///
    /// The first call searches and loads native libraries, which takes some milliseconds; later ones
    /// are free.
    public static ContentCodings installed() {
        return Installed.CODINGS;
    }

    private static final class Installed {
        static final ContentCodings CODINGS = load();

        private static ContentCodings load() {
            List<ContentCoding> codings = new ArrayList<>();
            ClassLoader own = ContentCodings.class.getClassLoader();
            ServiceLoader.load(ContentCoding.class, own).forEach(codings::add);
            codings.add(new GzipCoding());
            codings.add(new DeflateCoding());
            return new ContentCodings(codings);
        }
    }

    /// The coding of that name or alias, compared without case, or `null`.
    public @Nullable ContentCoding find(String name) {
        return Grammar.isToken(name) ? byName.get(lower(name)) : null;
    }

    /// The names in order of preference, without aliases.
    public List<String> names() {
        return List.copyOf(names);
    }

    /// The names as a value for `Accept-Encoding` (RFC 9110 §12.5.3): `gzip, deflate`.
    public String acceptEncoding() {
        return String.join(", ", names);
    }

    /// A decoder for the members of a `Content-Encoding`, in the order they stand there: the last
    /// coding is taken off first. Whoever takes it closes it.
    ///
    /// RFC 9110 §8.4.1 has `identity` for `Accept-Encoding` only, but there are servers that say so
    /// of plain content: it is passed over.
    ///
    /// @return `null` when nothing is to be taken off
    /// @throws ContentCodingException when a coding is unknown, or when there are more than 3
    public @Nullable ContentDecoder decoder(List<String> codings) throws ContentCodingException {
        List<ContentCoding> found = findAll(codings);
        ContentDecoder decoder = null;
        for (ContentCoding coding : found.reversed()) {
            ContentDecoder next = coding.decoder();
            decoder = decoder == null ? next : new DecoderChain(decoder, next);
        }
        return decoder;
    }

    private List<ContentCoding> findAll(List<String> codings) throws ContentCodingException {
        List<ContentCoding> found = new ArrayList<>();
        for (String name : codings) {
            ContentCoding coding = find(name);
            if (coding != null) {
                found.add(coding);
            } else if (!name.equalsIgnoreCase(IDENTITY)) {
                throw unknown(name);
            }
        }
        if (found.size() > MOST_CODINGS) {
            throw new ContentCodingException(
                    "expected at most " + MOST_CODINGS + " content codings, came " + found.size());
        }
        return found;
    }

    private ContentCodingException unknown(String name) {
        String hint =
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "br", "zstd" -> "; the module skein-compression brings br and zstd";
                    default -> "";
                };
        return new ContentCodingException(
                "expected a content coding out of "
                        + names
                        + ", came \""
                        + Escapes.escape(name, 100)
                        + '"'
                        + hint);
    }
}
