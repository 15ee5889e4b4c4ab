package dev.skein.http.multipart;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.Escapes;
import dev.skein.http.Grammar;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The field that names a part of a form (RFC 7578 §4.2) or a download (RFC 6266).
///
/// @param type in lower case: `form-data`, `attachment`, `inline` or another token
/// @param name the form's field, decoded; null unless the type is `form-data`
/// @param filename as the peer says, decoded: it may hold any character but NUL, directories and
///     `..` included; null when there is none
public record ContentDisposition(String type, @Nullable String name, @Nullable String filename) {
    private static final String FORM = "form-data";
    private static final String ATTACHMENT = "attachment";
    private static final int SHOWN = 100;

    /// Checks the type and puts it in lower case.
    ///
    /// @throws IllegalArgumentException when the type is no token, or what is no form has a name
    public ContentDisposition {
        if (!Grammar.isToken(type)) {
            throw new IllegalArgumentException(
                    "expected a disposition like \"attachment\", came \""
                            + Escapes.escape(type, SHOWN)
                            + '"');
        }
        type = type.toLowerCase(Locale.ROOT);
        if (name != null && !type.equals(FORM)) {
            throw new IllegalArgumentException(
                    "expected a name with \"form-data\" only, came one with \"" + type + '"');
        }
    }

    /// A plain field of a form.
    public static ContentDisposition ofField(String name) {
        return new ContentDisposition(FORM, name, null);
    }

    /// A file in a form.
    public static ContentDisposition ofFile(String name, String filename) {
        return new ContentDisposition(FORM, name, filename);
    }

    /// A response to be saved under this name.
    public static ContentDisposition ofAttachment(String filename) {
        return new ContentDisposition(ATTACHMENT, null, filename);
    }

    /// Reads the value of the field.
    ///
    /// Names that are UTF-8 on the wire are read as UTF-8, others as ISO-8859-1. `filename*` (RFC
    /// 8187, UTF-8 only) wins over `filename`. In form-data `%22`, `%0D` and `%0A` are a quote, a
    /// CR and an LF, as the WHATWG's form encoding has them; other percent signs stand for
    /// themselves.
    ///
    /// @param value one character per byte, as [dev.skein.http.Headers] gives it
    /// @return null when it is malformed or names a parameter twice
    public static @Nullable ContentDisposition parseOrNull(String value) {
        return new DispositionParser(value).parse();
    }

    /// The last component of [#filename], fit to be stored under on any common system.
    ///
    /// It is compatibility-normalised (NFKC). Directories, drives, leading and trailing dots and
    /// spaces, controls and invisible characters (such as those that turn the writing direction) are
    /// dropped; `<>:"|?*` become `_`; the names of Windows' devices get a `_` in front; at most 255
    /// bytes of UTF-8 are left, the extension among them. Different files may still have the same
    /// name, and the extension says nothing about the content.
    ///
    /// @return null when there is no name or nothing is left of it
    public @Nullable String safeFilename() {
        return filename == null ? null : SafeFilename.of(filename);
    }

    /// The value for the field, one character per byte, as [dev.skein.http.Headers] takes it.
    ///
    /// In form-data names are UTF-8, with `"`, CR and LF as `%22`, `%0D` and `%0A`, as browsers do.
    /// Elsewhere a name that is not plain ASCII goes out as `filename*` (RFC 8187), after a `filename`
    /// with `_` in the place of what is not.
    ///
    /// @throws IllegalArgumentException when a name holds another control character; outside
    ///     form-data CR and LF too
    public String format() {
        StringBuilder out = new StringBuilder(64).append(type);
        if (type.equals(FORM)) {
            appendForForm(out, "name", name);
            appendForForm(out, "filename", filename);
        } else if (filename != null) {
            appendFilename(out, filename);
        }
        return out.toString();
    }

    private static void appendForForm(StringBuilder out, String key, @Nullable String value) {
        if (value == null) {
            return;
        }
        out.append("; ").append(key).append("=\"");
        for (byte b : value.getBytes(UTF_8)) {
            switch (b) {
                case '"' -> out.append("%22");
                case '\r' -> out.append("%0D");
                case '\n' -> out.append("%0A");
                default -> {
                    requireText(b, key, value);
                    out.append((char) (b & 0xFF));
                }
            }
        }
        out.append('"');
    }

    /// RFC 6266 §4.3 and its appendix D: what readers of `filename` understand differently is kept
    /// out of it, and `filename*` follows.
    private static void appendFilename(StringBuilder out, String filename) {
        boolean plain = true;
        out.append("; filename=\"");
        for (int i = 0; i < filename.length(); i++) {
            char c = filename.charAt(i);
            requireText(c, "filename", filename);
            boolean same = c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '%';
            plain &= same;
            // The second half of a pair stands for nothing.
            if (!Character.isLowSurrogate(c)) {
                out.append(same ? c : '_');
            }
        }
        out.append('"');
        if (!plain) {
            out.append("; filename*=").append(ExtendedValue.encode(filename));
        }
    }

    private static void requireText(int c, String key, String value) {
        if ((c >= 0 && c < ' ' && c != '\t') || c == 0x7F) {
            throw new IllegalArgumentException(
                    "expected a "
                            + key
                            + " without control characters, came \""
                            + Escapes.escape(value, SHOWN)
                            + "\": remove them");
        }
    }

    /// For logs: names escaped and cut after 100 characters.
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("ContentDisposition[").append(type);
        if (name != null) {
            out.append(", name=").append(Escapes.escape(name, SHOWN));
        }
        if (filename != null) {
            out.append(", filename=").append(Escapes.escape(filename, SHOWN));
        }
        return out.append(']').toString();
    }
}
