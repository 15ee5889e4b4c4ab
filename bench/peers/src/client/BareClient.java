package client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// What Java itself costs: a blocking socket for each lane, fixed bytes out, a fixed number of
/// bytes in. No HTTP: only the first answer is looked at, for its length.
final class BareClient implements ClientLoad.Waiting {
    private final Socket socket;
    private final byte[] request;
    private final byte[] buffer = new byte[64 * 1024];
    private final long body;
    private final long answer;

    private BareClient(ClientLoad.Plan plan) {
        String head = "GET %s HTTP/1.1\r\nhost: 127.0.0.1:%d\r\n\r\n";
        request = head.formatted(plan.path(), plan.port()).getBytes(StandardCharsets.US_ASCII);
        body = plan.bytes();
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), plan.port());
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(request);
            int headBytes = head(socket.getInputStream());
            read(body);
            answer = headBytes + body;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] arguments) throws Exception {
        var plan = ClientLoad.Plan.of(arguments);
        ClientLoad.runWaiting(plan, plan.threads(), BareClient::new);
    }

    @Override
    public long ask() throws IOException {
        socket.getOutputStream().write(request);
        read(answer);
        return body;
    }

    private void read(long bytes) throws IOException {
        InputStream in = socket.getInputStream();
        for (long left = bytes; left > 0; ) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                throw new EOFException("the server closed the connection");
            }
            left -= n;
        }
    }

    /// How long the head is: up to the first empty line.
    private static int head(InputStream in) throws IOException {
        int count = 0;
        for (int last = 0; last != 0x0D0A0D0A; count++) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the server closed the connection");
            }
            last = last << 8 | b;
        }
        return count;
    }
}
