package dev.skein.client.cookie;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which domains are nobody's own: `com`, `co.uk`, `github.io`. Cookies for all hosts below one of them are refused, and the domain
/// one label longer is what "the same site" means.
///
/// After the rules of publicsuffix.org, ICANN's section and the private one: the longest rule counts, exceptions before all, and a top
/// level that no rule knows is a suffix. Hosts may be Unicode, punycode or mixed case; Unicode goes through [IDN#toASCII(String)]
/// (IDNA 2003). IP addresses have no suffix. A trailing dot stays where it is.
///
/// Immutable; for any thread.
public final class PublicSuffixes {
    private static final PublicSuffixes BUNDLED = new PublicSuffixes(null);

    /// Null for the list that comes with Skein, which is read when it is first needed.
    private final @Nullable PublicSuffixTable table;

    private PublicSuffixes(@Nullable PublicSuffixTable table) {
        this.table = table;
    }

    /// The list that came with this version of Skein. It is read when it is first needed, in less than a tenth of a second, and
    /// takes 300 kB.
    public static PublicSuffixes bundled() {
        return BUNDLED;
    }

    /// A list from a file, such as a newer `public_suffix_list.dat`; it is read at once.
    ///
    /// @throws IOException when the file cannot be read, or a line is no rule; the message names the line
    public static PublicSuffixes of(Path file) throws IOException {
        try {
            return new PublicSuffixes(PublicSuffixTable.parse(Files.readAllBytes(file)));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " " + e.getMessage(), e);
        }
    }

    /// The domain that one owner registered, in which the host lies: `example.co.uk` for `www.example.co.uk`. Null when the host is
    /// itself a suffix, an IP address or no domain name.
    ///
    /// @return in lower case and ASCII
    public @Nullable String registrableDomain(String host) {
        String name = canonical(host);
        int suffix = name == null ? -1 : suffixStart(name);
        if (name == null || suffix <= 0) {
            return null;
        }
        int owner = name.lastIndexOf('.', suffix - 2) + 1;
        return owner == 0 ? name : name.substring(owner);
    }

    /// Whether the host is a public suffix.
    public boolean isSuffix(String host) {
        String name = canonical(host);
        return name != null && suffixStart(name) == 0;
    }

    /// Whether the host is an IP address: IPv6 in brackets, or a name whose last label is a number.
    static boolean isAddress(String host) {
        if (host.startsWith("[")) {
            return true;
        }
        int end = host.endsWith(".") ? host.length() - 1 : host.length();
        int i = end;
        while (i > 0 && host.charAt(i - 1) >= '0' && host.charAt(i - 1) <= '9') {
            i--;
        }
        return i < end && (i == 0 || host.charAt(i - 1) == '.');
    }

    /// Where the suffix of the name begins, or -1 when it is no domain name.
    private int suffixStart(String name) {
        int end = name.endsWith(".") ? name.length() - 1 : name.length();
        if (end == 0 || name.startsWith(".") || name.contains("..") || isAddress(name)) {
            return -1;
        }
        return (table == null ? Bundled.TABLE : table).suffixStart(name, end);
    }

    /// In lower case and ASCII; null for what is no domain name.
    static @Nullable String canonical(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c > 0x7F || (c >= 'A' && c <= 'Z')) {
                return toAscii(host);
            }
        }
        return host;
    }

    private static @Nullable String toAscii(String host) {
        try {
            return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException noDomainName) {
            return null;
        }
    }

    /// Loaded with the class, so once and not before somebody asks.
    private static final class Bundled {
        static final PublicSuffixTable TABLE = read();

        private static PublicSuffixTable read() {
            String name = "public_suffix_list.dat";
            try (InputStream in = PublicSuffixes.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException(
                            "expected the resource "
                                    + name
                                    + " beside this class, came nothing: mend the jar");
                }
                return PublicSuffixTable.parse(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
