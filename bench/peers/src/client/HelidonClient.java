package client;

import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.WebClient;

/// Helidon's WebClient: blocking calls, on virtual threads.
final class HelidonClient implements ClientLoad.Waiting {
    private final ClientLoad.Plan plan;
    private final WebClient http;

    private HelidonClient(ClientLoad.Plan plan) {
        this.plan = plan;
        http =
                WebClient.builder()
                        .keepAlive(true)
                        .connectionCacheSize(plan.lanes())
                        .socketOptions(socket -> socket.tcpNoDelay(true))
                        .build();
    }

    public static void main(String[] arguments) throws Exception {
        var plan = ClientLoad.Plan.of(arguments);
        var client = new HelidonClient(plan);
        ClientLoad.runWaiting(plan, plan.threads(), _ -> client);
    }

    @Override
    public long ask() throws Exception {
        try (HttpClientResponse response = http.get(plan.url()).request()) {
            ClientLoad.requireOk(response.status().code());
            return plan.download()
                    ? ClientLoad.drain(response.inputStream())
                    : response.as(byte[].class).length;
        }
    }
}
