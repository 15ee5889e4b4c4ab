package dev.skein.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.Escapes;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The logins of a `.netrc` file: a user and password for each host, and perhaps a default.
///
/// Entries are words parted by blanks and line ends: `machine HOST` or `default`, then any of
/// `login`, `password` and `account` with its word. A word in double quotes may hold blanks, and
/// `\"`, `\\`, `\n`, `\r` and `\t`; outside of quotes a backslash is itself. `#` where a keyword
/// should be begins a comment to the end of the line. `macdef` is skipped to the next empty line.
///
/// Immutable. Loading reads a file, so it blocks.
public final class Netrc {
    /// A user and password.
    ///
    /// @param user perhaps empty
    /// @param password perhaps empty
    /// @param account what some old servers want beside these; null for none
    public record Login(String user, String password, @Nullable String account) {
        /// Without the password.
        @Override
        public String toString() {
            return "Login[user=" + Escapes.escape(user, 100) + ", password=***]";
        }
    }

    private static final System.Logger LOG = System.getLogger("dev.skein.client");
    private static final int MOST_BYTES = 1 << 20;
    private static final Netrc EMPTY = new Netrc(Map.of(), null);

    private final Map<String, Login> logins;
    private final @Nullable Login otherwise;

    Netrc(Map<String, Login> logins, @Nullable Login otherwise) {
        this.logins = Map.copyOf(logins);
        this.otherwise = otherwise;
    }

    /// The logins in the text of such a file.
    ///
    /// @throws IOException when the text is malformed; the message names the line, and shows none
    ///     of its words, since any of them may be a password
    public static Netrc parse(String text) throws IOException {
        return new NetrcParser(text).parse();
    }

    /// The logins in a file, which is UTF-8 and no larger than 1 MiB. When it holds passwords and
    /// others than its owner may read it, a warning is logged.
    ///
    /// @throws IOException when the file cannot be read or is malformed; the message names it
    public static Netrc load(Path file) throws IOException {
        return load(file, warning -> LOG.log(Level.WARNING, warning));
    }

    /// The logins in the file that the environment variable `NETRC` names, or else in `.netrc` in
    /// the home directory (on Windows also `_netrc`). None when there is no such file.
    ///
    /// @throws IOException when the file cannot be read or is malformed, or the variable names a
    ///     file that is not there
    public static Netrc find() throws IOException {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        return find(System.getenv("NETRC"), Path.of(System.getProperty("user.home", "")), windows);
    }

    static Netrc find(@Nullable String variable, Path home, boolean windows) throws IOException {
        if (variable != null && !variable.isEmpty()) {
            Path file = Path.of(variable);
            if (Files.notExists(file)) {
                throw new IOException(
                        "environment variable NETRC names a file that is not there: " + file);
            }
            return load(file);
        }
        for (String name : windows ? new String[] {".netrc", "_netrc"} : new String[] {".netrc"}) {
            Path file = home.resolve(name);
            if (Files.exists(file)) {
                return load(file);
            }
        }
        return EMPTY;
    }

    static Netrc load(Path file, Consumer<String> warnings) throws IOException {
        Netrc netrc;
        try {
            netrc = parse(read(file));
        } catch (NetrcParser.Malformed e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        if (netrc.holdsPasswords() && isOpenToOthers(file)) {
            warnings.accept(
                    file
                            + " holds passwords, and others than its owner may read it: run chmod"
                            + " 600 on it");
        }
        return netrc;
    }

    /// The login for a host: that of its first entry, else the default; null when there is none.
    ///
    /// @param host compared without case; an IPv6 address with or without brackets
    public @Nullable Login login(String host) {
        return logins.getOrDefault(key(host), otherwise);
    }

    static String key(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return (bracketed ? host.substring(1, host.length() - 1) : host).toLowerCase(Locale.ROOT);
    }

    private static String read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new IOException(
                    file
                            + ": expected at most "
                            + MOST_BYTES
                            + " bytes, came more: is it a netrc?");
        }
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": expected UTF-8 text", e);
        }
    }

    private boolean holdsPasswords() {
        return (otherwise != null && !otherwise.password().isEmpty())
                || logins.values().stream().anyMatch(login -> !login.password().isEmpty());
    }

    private static boolean isOpenToOthers(Path file) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, new LinkOption[0]);
        if (view == null) {
            return false;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        return permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.OTHERS_READ);
    }

    /// How many entries there are, without what they hold.
    @Override
    public String toString() {
        return "Netrc[" + logins.size() + (otherwise == null ? " hosts]" : " hosts and a default]");
    }
}
