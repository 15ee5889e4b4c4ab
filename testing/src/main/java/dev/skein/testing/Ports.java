package dev.skein.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Ports for tests.
public final class Ports {
    private Ports() {}

    /// A TCP port of 127.0.0.1 that was free a moment ago. Another process may take it; where you can, listen on port 0 instead.
    ///
    /// @throws IOException if there is none
    public static int unused() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
            return socket.getLocalPort();
        }
    }
}
