package client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Executors;

/// The JDK's `java.net.http`: blocking calls. It sets TCP_NODELAY itself, and keeps any number of
/// connections.
final class JdkClient implements ClientLoad.Waiting {
    private final ClientLoad.Plan plan;
    private final HttpClient http;

    private JdkClient(ClientLoad.Plan plan) {
        this.plan = plan;
        var builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        if (!plan.platform()) {
            builder.executor(Executors.newVirtualThreadPerTaskExecutor());
        }
        http = builder.build();
    }

    public static void main(String[] arguments) throws Exception {
        var plan = ClientLoad.Plan.of(arguments);
        var client = new JdkClient(plan);
        ClientLoad.runWaiting(plan, plan.threads(), _ -> client);
    }

    @Override
    public long ask() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(plan.url())).build();
        if (plan.download()) {
            var response = http.send(request, BodyHandlers.ofInputStream());
            ClientLoad.requireOk(response.statusCode());
            return ClientLoad.drain(response.body());
        }
        var response = http.send(request, BodyHandlers.ofByteArray());
        ClientLoad.requireOk(response.statusCode());
        return response.body().length;
    }
}
