package client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/// OkHttp: blocking calls. By default it keeps five idle connections, and leaves Nagle's algorithm
/// on.
final class OkClient implements ClientLoad.Waiting {
    private final ClientLoad.Plan plan;
    private final OkHttpClient http;

    private OkClient(ClientLoad.Plan plan) {
        this.plan = plan;
        http =
                new OkHttpClient.Builder()
                        .connectionPool(new ConnectionPool(plan.lanes(), 5, TimeUnit.MINUTES))
                        .socketFactory(new NoDelay())
                        .build();
    }

    public static void main(String[] arguments) throws Exception {
        var plan = ClientLoad.Plan.of(arguments);
        var client = new OkClient(plan);
        ClientLoad.runWaiting(plan, plan.threads(), _ -> client);
    }

    @Override
    public long ask() throws Exception {
        var request = new Request.Builder().url(plan.url()).build();
        try (Response response = http.newCall(request).execute()) {
            ClientLoad.requireOk(response.code());
            return plan.download()
                    ? ClientLoad.drain(response.body().byteStream())
                    : response.body().bytes().length;
        }
    }

    /// OkHttp asks for unconnected sockets only.
    private static final class NoDelay extends SocketFactory {
        @Override
        public Socket createSocket() throws IOException {
            var socket = new Socket();
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
