package dev.skein.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A client that sends what it is told and reads strictly. It shares no code with the server.
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 15_000;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3}) ([ -~]*)");
    private static final Pattern FIELD_LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([\\t -~\\x80-\\xff]*)");

    private final AutoCloseable connection;
    private final InputStream in;
    private final OutputStream out;

    private RawClient(AutoCloseable connection, InputStream in, OutputStream out) {
        this.connection = connection;
        this.in = new BufferedInputStream(in, 64 * 1024);
        this.out = out;
    }

    /// One response, final or interim.
    ///
    /// @param untilClose whether the end of the connection ended the body
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Response(
            int status,
            List<Map.Entry<String, String>> headers,
            byte[] content,
            List<Map.Entry<String, String>> trailers,
            boolean untilClose) {
        @Nullable String header(String name) {
            List<String> values = headers(name);
            if (values.size() > 1) {
                throw new AssertionError("more than one " + name + ": " + values);
            }
            return values.isEmpty() ? null : values.getFirst();
        }

        List<String> headers(String name) {
            return headers.stream()
                    .filter(each -> each.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        String text() {
            return new String(content, ISO_8859_1);
        }
    }

    static RawClient to(Server server) throws IOException {
        return to(server.addresses().getFirst());
    }

    static RawClient to(SocketAddress address) throws IOException {
        if (address instanceof UnixDomainSocketAddress) {
            SocketChannel channel = SocketChannel.open(address);
            return new RawClient(
                    channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
        }
        Socket socket = new Socket();
        socket.connect(address, PATIENCE_MILLIS);
        return over(socket);
    }

    /// A client whose receive window is as small as the system allows.
    static RawClient withSmallWindow(Server server) throws IOException {
        Socket socket = new Socket();
        socket.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        socket.connect(server.addresses().getFirst(), PATIENCE_MILLIS);
        return over(socket);
    }

    static RawClient over(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new RawClient(socket, socket.getInputStream(), socket.getOutputStream());
    }

    // ---- out

    RawClient send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    RawClient send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    RawClient sendByteByByte(String text) throws IOException {
        for (byte b : text.getBytes(ISO_8859_1)) {
            out.write(b);
            out.flush();
        }
        return this;
    }

    /// A whole request without a body.
    RawClient get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n");
    }

    RawClient halfClose() throws IOException {
        ((Socket) connection).shutdownOutput();
        return this;
    }

    /// Closes before its time.
    void leave() throws IOException {
        close();
    }

    /// Closes with a reset.
    void reset() throws IOException {
        Socket socket = (Socket) connection;
        socket.setSoLinger(true, 0);
        socket.close();
    }

    int localPort() {
        return ((InetSocketAddress) ((Socket) connection).getLocalSocketAddress()).getPort();
    }

    // ---- in

    Response exchange(String request) throws IOException {
        return send(request).read();
    }

    /// The answer to anything but HEAD.
    Response read() throws IOException {
        return read(false);
    }

    Response readHead() throws IOException {
        return read(true);
    }

    private Response read(boolean head) throws IOException {
        String statusLine = line();
        var matcher = STATUS_LINE.matcher(statusLine);
        if (!matcher.matches()) {
            throw new AssertionError("not a status line: " + statusLine);
        }
        int status = Integer.parseInt(matcher.group(1));
        List<Map.Entry<String, String>> headers = fields();
        Response bare = new Response(status, headers, new byte[0], List.of(), false);
        if (head || status < 200 || status == 204 || status == 304) {
            return bare;
        }
        String length = bare.header("content-length");
        String coding = bare.header("transfer-encoding");
        if (length != null && coding != null) {
            throw new AssertionError("two framings: " + headers);
        }
        if (coding != null) {
            if (!coding.equals("chunked")) {
                throw new AssertionError("unknown coding: " + coding);
            }
            return chunked(status, headers);
        }
        if (length == null) {
            return new Response(status, headers, in.readAllBytes(), List.of(), true);
        }
        return new Response(status, headers, exactly(Integer.parseInt(length)), List.of(), false);
    }

    private Response chunked(int status, List<Map.Entry<String, String>> headers)
            throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (true) {
            String size = line();
            if (!size.matches("[0-9a-f]{1,8}")) {
                throw new AssertionError("not a chunk size: " + size);
            }
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                return new Response(status, headers, content.toByteArray(), fields(), false);
            }
            content.writeBytes(exactly(length));
            if (!line().isEmpty()) {
                throw new AssertionError("chunk not followed by CRLF");
            }
        }
    }

    private List<Map.Entry<String, String>> fields() throws IOException {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            var matcher = FIELD_LINE.matcher(line);
            if (!matcher.matches()) {
                throw new AssertionError("not a field line: " + line);
            }
            fields.add(Map.entry(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2)));
        }
        return fields;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = need();
            if (b == '\r') {
                if (need() != '\n') {
                    throw new AssertionError("CR without LF after " + line);
                }
                return line.toString(ISO_8859_1);
            }
            if (b == '\n') {
                throw new AssertionError("bare LF after " + line);
            }
            line.write(b);
        }
    }

    private int need() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the server closed the connection");
        }
        return b;
    }

    byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(
                    "the server closed the connection after " + bytes.length + " of " + length);
        }
        return bytes;
    }

    /// Reads and drops at least that many bytes.
    void skip(long length) throws IOException {
        in.skipNBytes(length);
    }

    /// Everything until the server closes properly; throws if it resets.
    String readToEof() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    /// What comes until the connection ends in whatever way.
    String readToAnyEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketException _) {
            // a reset is an end too
        }
        return all.toString(ISO_8859_1);
    }

    /// Whether the connection ends here by a reset rather than properly.
    boolean endsByReset() throws IOException {
        try {
            in.readAllBytes();
            return false;
        } catch (SocketException _) {
            return true;
        }
    }

    int available() throws IOException {
        return in.available();
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
