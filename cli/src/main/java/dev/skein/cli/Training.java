package dev.skein.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/// Does once what `skein run` does, so that the JVM can note, for its cache, what it loads for that: run with
/// `-XX:AOTCacheOutput`, with the arguments of `skein`.
final class Training {
    private static final int REQUESTS = 3;

    private Training() {}

    public static void main(String... arguments) {
        System.exit(new Main(System.out, System.err, Training::exercise).run(arguments));
    }

    private static void exercise(RunningApp app) {
        InetSocketAddress address = (InetSocketAddress) app.addresses().getFirst();
        try {
            for (int i = 0; i < REQUESTS; i++) {
                ask(address);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            app.close();
        }
    }

    private static void ask(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.getOutputStream()
                    .write(
                            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                    .getBytes(US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }
}
