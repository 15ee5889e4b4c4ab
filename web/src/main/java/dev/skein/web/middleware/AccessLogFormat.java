package dev.skein.web.middleware;

import dev.skein.http.Escapes;
import dev.skein.http.Grammar;
import dev.skein.web.Request;
import dev.skein.web.Response;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a line of the access log looks.
///
/// | atom | stands for |
/// |---|---|
/// | `%%` | a per cent sign |
/// | `%a` | the client's address; `unix` for a Unix socket |
/// | `%t` | when the request came: `[21/Nov/2026:22:11:46 +0100]` |
/// | `%P` | the process's number |
/// | `%r` | the request line |
/// | `%s` | the status |
/// | `%b` | bytes of the body; `-` if nobody counted them |
/// | `%T` `%Tf` `%D` | the time it took: whole seconds, seconds with six digits after the point, microseconds |
/// | `%{name}i` `%{name}o` | a field of the request, of the response; `-` without it |
///
/// What came from outside is escaped: it can neither end the line, nor a pair of quotes around it, nor steer a terminal.
public final class AccessLogFormat {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss Z']'", Locale.ENGLISH);
    private static final AccessLogFormat DEFAULTS =
            of("%a %t \"%r\" %s %b \"%{Referer}i\" \"%{User-Agent}i\"");
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int LONGEST = 2048;

    @FunctionalInterface
    private interface Atom {
        void append(AccessLogEntry entry, StringBuilder line);
    }

    private final List<Atom> atoms;

    private AccessLogFormat(List<Atom> atoms) {
        this.atoms = atoms;
    }

    /// `%a %t "%r" %s %b "%{Referer}i" "%{User-Agent}i"`, in the system's time zone.
    public static AccessLogFormat defaults() {
        return DEFAULTS;
    }

    /// A format of atoms and text, in the system's time zone.
    ///
    /// @throws IllegalArgumentException if an atom is not known
    public static AccessLogFormat of(String format) {
        return of(format, ZoneId.systemDefault());
    }

    /// A format of atoms and text.
    ///
    /// @throws IllegalArgumentException if an atom is not known
    public static AccessLogFormat of(String format, ZoneId zone) {
        List<Atom> atoms = new ArrayList<>();
        int at = 0;
        while (at < format.length()) {
            int end = endOfAtom(format, at);
            String text = format.substring(at, end);
            atoms.add(text.startsWith("%") ? atom(text, zone) : (_, line) -> line.append(text));
            at = end;
        }
        return new AccessLogFormat(List.copyOf(atoms));
    }

    /// The end of the atom, or of the text up to the next one, that begins here.
    private static int endOfAtom(String format, int at) {
        if (format.charAt(at) != '%') {
            int next = format.indexOf('%', at);
            return next < 0 ? format.length() : next;
        }
        if (format.startsWith("%Tf", at)) {
            return at + 3;
        }
        int brace = format.startsWith("%{", at) ? format.indexOf('}', at) : at;
        return Math.min(format.length(), (brace < 0 ? at : brace) + 2);
    }

    private static Atom atom(String text, ZoneId zone) {
        return switch (text) {
            case "%%" -> (_, line) -> line.append('%');
            case "%a" -> (entry, line) -> line.append(address(entry.request().remote()));
            case "%t" -> (entry, line) -> TIME.formatTo(entry.start().atZone(zone), line);
            case "%P" -> (_, line) -> line.append(ProcessHandle.current().pid());
            case "%r" -> (entry, line) -> requestLine(entry.request(), line);
            case "%s" -> (entry, line) -> line.append(entry.status());
            case "%b" ->
                    (entry, line) ->
                            line.append(entry.bytes() < 0 ? "-" : String.valueOf(entry.bytes()));
            case "%T" -> (entry, line) -> line.append(entry.duration().toSeconds());
            case "%Tf" -> (entry, line) -> seconds(micros(entry), line);
            case "%D" -> (entry, line) -> line.append(micros(entry));
            default -> field(text);
        };
    }

    private static Atom field(String text) {
        String name =
                text.length() > 4 && text.startsWith("%{")
                        ? text.substring(2, text.length() - 2)
                        : "";
        boolean closed = text.startsWith("}", text.length() - 2);
        if (!closed || !Grammar.isToken(name) || !(text.endsWith("i") || text.endsWith("o"))) {
            throw new IllegalArgumentException(
                    "expected one of the atoms %% %a %t %P %r %s %b %T %Tf %D %{name}i %{name}o, got \""
                            + Escapes.escape(text, 100)
                            + '"');
        }
        return text.endsWith("i")
                ? (entry, line) -> append(entry.request().header(name), line)
                : (entry, line) -> append(sent(entry.response(), name), line);
    }

    private static @Nullable String sent(@Nullable Response response, String name) {
        return response == null ? null : response.headers().get(name);
    }

    private static void append(@Nullable String value, StringBuilder line) {
        line.append(value == null ? "-" : Escapes.escape(value, LONGEST));
    }

    private static String address(SocketAddress client) {
        return switch (client) {
            case InetSocketAddress inet when inet.getAddress() != null ->
                    inet.getAddress().getHostAddress();
            case InetSocketAddress inet -> Escapes.escape(inet.getHostString(), LONGEST);
            default -> "unix";
        };
    }

    private static void requestLine(Request request, StringBuilder line) {
        line.append(Escapes.escape(request.method(), LONGEST)).append(' ');
        line.append(Escapes.escape(request.rawPath(), LONGEST));
        if (!request.queryString().isEmpty()) {
            line.append('?').append(Escapes.escape(request.queryString(), LONGEST));
        }
        line.append(" HTTP/").append(request.httpVersion());
    }

    private static long micros(AccessLogEntry entry) {
        return entry.duration().toNanos() / 1000;
    }

    private static void seconds(long micros, StringBuilder line) {
        String digits = Long.toString(MICROS_PER_SECOND + micros % MICROS_PER_SECOND);
        line.append(micros / MICROS_PER_SECOND).append('.').append(digits, 1, digits.length());
    }

    /// The line, without an end.
    public String format(AccessLogEntry entry) {
        StringBuilder line = new StringBuilder(200);
        for (Atom atom : atoms) {
            atom.append(entry, line);
        }
        return line.toString();
    }
}
