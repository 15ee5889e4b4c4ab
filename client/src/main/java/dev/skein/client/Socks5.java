package dev.skein.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.ByteSink;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The client's side of SOCKS 5 (RFC 1928) with user name and password (RFC 1929): the proxy's bytes in, the next bytes for it out.
/// For one connection and one thread at a time.
///
/// Send [#greeting()], then what [#next] answers, until [#isDone()].
final class Socks5 {
    private static final int VERSION = 5;
    private static final int NO_AUTHENTICATION = 0;
    private static final int USER_PASSWORD = 2;
    private static final int NO_METHOD = 0xFF;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;

    /// The longest answer: four bytes, a name of 255 with its length, a port.
    private static final int LONGEST = 4 + 1 + 255 + 2;

    private static final byte[] NOTHING = {};

    private enum State {
        METHOD,
        PASSWORD,
        REPLY,
        DONE
    }

    private final byte[] request;
    private final byte @Nullable [] credentials;
    private final byte[] have = new byte[LONGEST];
    private int size;
    private State state = State.METHOD;

    private Socks5(byte[] request, byte @Nullable [] credentials) {
        this.request = request;
        this.credentials = credentials;
    }

    /// The proxy was asked for a connection and did not make it.
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        private final int code;

        Refused(int code) {
            super("it refused: " + meaning(code));
            this.code = code;
        }

        /// Whether another address of the same host may do better: it is neither forbidden by a rule nor an unknown command.
        boolean isAboutTheAddress() {
            return code != 2 && code != 7;
        }

        /// RFC 1928 §6.
        private static String meaning(int code) {
            return switch (code) {
                case 1 -> "general failure of the proxy (1)";
                case 2 -> "its rules do not allow the connection (2)";
                case 3 -> "the network is unreachable (3)";
                case 4 -> "the host is unreachable (4)";
                case 5 -> "the target refused the connection (5)";
                case 6 -> "the time to live ran out (6)";
                case 7 -> "it does not know the command CONNECT (7)";
                case 8 -> "it does not support this kind of address (8)";
                default -> "for a reason without a name (" + code + ")";
            };
        }
    }

    /// A way to an address.
    ///
    /// @param user null for none
    /// @throws IOException if user name or password does not fit
    static Socks5 to(
            InetAddress address, int port, @Nullable String user, @Nullable String password)
            throws IOException {
        byte[] bytes = address.getAddress();
        return new Socks5(
                request(bytes.length == 4 ? IPV4 : IPV6, bytes, port), credentials(user, password));
    }

    /// A way to a host that the proxy looks up.
    ///
    /// @param name ASCII, 1 to 255 characters
    /// @throws IOException if the name, user name or password does not fit
    static Socks5 to(String name, int port, @Nullable String user, @Nullable String password)
            throws IOException {
        boolean ascii = name.chars().allMatch(c -> c > ' ' && c < 0x7F);
        if (!ascii || name.isEmpty() || name.length() > 255) {
            throw new IOException(
                    "SOCKS takes names of 1 to 255 ASCII characters, this one has "
                            + name.length()
                            + (ascii ? "" : ", and not only such"));
        }
        ByteSink sized = new ByteSink(1 + name.length());
        sized.put(name.length());
        sized.put(name.getBytes(US_ASCII));
        return new Socks5(request(NAME, sized.toByteArray(), port), credentials(user, password));
    }

    /// RFC 1928 §4.
    private static byte[] request(int type, byte[] address, int port) {
        ByteSink out = new ByteSink(6 + address.length);
        out.put(VERSION);
        out.put(1); // CONNECT
        out.put(0);
        out.put(type);
        out.put(address);
        out.put(port >> 8);
        out.put(port);
        return out.toByteArray();
    }

    /// RFC 1929 §2.
    private static byte @Nullable [] credentials(@Nullable String user, @Nullable String password)
            throws IOException {
        if (user == null) {
            return null;
        }
        ByteSink out = new ByteSink();
        out.put(1);
        putSized(out, "user name", user);
        putSized(out, "password", password == null ? "" : password);
        return out.toByteArray();
    }

    private static void putSized(ByteSink out, String what, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length > 255) {
            throw new IOException(
                    "SOCKS takes a " + what + " of at most 255 bytes, got " + bytes.length);
        }
        out.put(bytes.length);
        out.put(bytes);
    }

    /// The first bytes to send: which ways to authenticate there are (RFC 1928 §3).
    byte[] greeting() {
        return credentials == null
                ? new byte[] {VERSION, 1, NO_AUTHENTICATION}
                : new byte[] {VERSION, 2, NO_AUTHENTICATION, USER_PASSWORD};
    }

    /// True when the way is open. What follows comes from the target.
    boolean isDone() {
        return state == State.DONE;
    }

    /// Consumes what belongs to the conversation and returns what to send now, perhaps nothing.
    ///
    /// @throws IOException if the proxy refuses ([Refused] once it was asked for the connection) or does not speak SOCKS 5
    byte[] next(ByteBuffer in) throws IOException {
        byte[] out = NOTHING;
        while (out.length == 0 && state != State.DONE && fill(in)) {
            size = 0;
            switch (state) {
                case METHOD -> out = methodChosen();
                case PASSWORD -> out = passwordAnswered();
                case REPLY -> state = State.DONE;
                case DONE -> throw new IllegalStateException("nothing comes after the reply");
            }
        }
        return out;
    }

    /// Collects the answer that is due; true when it is whole. The first two bytes are judged as soon as they are there, because
    /// after a refusal there may be no more.
    private boolean fill(ByteBuffer in) throws IOException {
        while (size < length() && in.hasRemaining()) {
            have[size++] = in.get();
            if (size == 1) {
                requireVersion();
            } else if (size == 2 && state == State.REPLY && have[1] != 0) {
                throw new Refused(have[1] & 0xFF);
            }
        }
        return size == length();
    }

    private void requireVersion() throws IOException {
        int expected = state == State.PASSWORD ? 1 : VERSION;
        int came = have[0] & 0xFF;
        if (came == 'H' && state == State.METHOD) {
            throw new IOException("it does not speak SOCKS 5: it seems to be an HTTP proxy");
        }
        if (came != expected) {
            throw new IOException(
                    "it does not speak SOCKS 5: expected "
                            + expected
                            + " as first byte, got "
                            + came);
        }
    }

    private int length() throws IOException {
        if (state != State.REPLY) {
            return 2;
        }
        if (size < 5) {
            return 5;
        }
        return 6
                + switch (have[3]) {
                    case IPV4 -> 4;
                    case IPV6 -> 16;
                    case NAME -> 1 + (have[4] & 0xFF);
                    default ->
                            throw new IOException(
                                    "its reply has an address of unknown type " + (have[3] & 0xFF));
                };
    }

    private byte[] methodChosen() throws IOException {
        int method = have[1] & 0xFF;
        if (method == NO_AUTHENTICATION) {
            state = State.REPLY;
            return request;
        }
        if (method == USER_PASSWORD && credentials != null) {
            state = State.PASSWORD;
            return credentials;
        }
        throw new IOException(
                method == NO_METHOD
                        ? credentials == null
                                ? "it wants credentials: give the proxy a user and a password"
                                : "it takes neither no credentials nor a user name and password"
                        : "it chose authentication method " + method + ", which was not offered");
    }

    private byte[] passwordAnswered() throws IOException {
        if (have[1] != 0) {
            throw new IOException(
                    "it does not accept the user name and password (" + (have[1] & 0xFF) + ")");
        }
        state = State.REPLY;
        return request;
    }
}
