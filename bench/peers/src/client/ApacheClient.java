package client;

import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/// Apache HttpClient's classic interface: blocking calls.
final class ApacheClient implements ClientLoad.Waiting {
    private final ClientLoad.Plan plan;
    private final CloseableHttpClient http;

    private ApacheClient(ClientLoad.Plan plan) {
        this.plan = plan;
        var connections =
                PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(plan.lanes())
                        .setMaxConnTotal(plan.lanes())
                        .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
                        .build();
        http = HttpClients.custom().setConnectionManager(connections).build();
    }

    public static void main(String[] arguments) throws Exception {
        var plan = ClientLoad.Plan.of(arguments);
        var client = new ApacheClient(plan);
        ClientLoad.runWaiting(plan, plan.threads(), _ -> client);
    }

    @Override
    public long ask() throws IOException {
        return http.execute(new HttpGet(plan.url()), this::length);
    }

    private long length(ClassicHttpResponse response) throws IOException {
        ClientLoad.requireOk(response.getCode());
        return plan.download()
                ? ClientLoad.drain(response.getEntity().getContent())
                : EntityUtils.toByteArray(response.getEntity()).length;
    }
}
