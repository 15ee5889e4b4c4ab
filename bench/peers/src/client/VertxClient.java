package client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;

/// Vert.x on epoll: one event loop, callbacks on it.
final class VertxClient implements ClientLoad.Calling {
    private final ClientLoad.Plan plan;
    private final HttpClient http;

    private VertxClient(Vertx vertx, ClientLoad.Plan plan) {
        this.plan = plan;
        http =
                vertx.createHttpClient(
                        new HttpClientOptions().setKeepAlive(true).setTcpNoDelay(true),
                        new PoolOptions().setHttp1MaxSize(plan.lanes()));
    }

    public static void main(String[] arguments) throws Exception {
        var plan = ClientLoad.Plan.of(arguments);
        var vertx =
                Vertx.vertx(
                        new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        var context = vertx.getOrCreateContext();
        ClientLoad.runCalling(
                plan, lane -> context.runOnContext(_ -> lane.run()), new VertxClient(vertx, plan));
    }

    @Override
    public void ask(ClientLoad.Answer answer) {
        http.request(HttpMethod.GET, plan.port(), "127.0.0.1", plan.path())
                .compose(HttpClientRequest::send)
                .compose(this::length)
                .onComplete(answer::received, answer::failed);
    }

    private Future<Long> length(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return Future.failedFuture(new ClientLoad.BadStatus(response.statusCode()));
        }
        if (!plan.download()) {
            return response.body().map(body -> (long) body.length());
        }
        var counter = new Counter();
        response.handler(counter::add);
        return response.end().map(_ -> counter.total);
    }

    private static final class Counter {
        private long total;

        private void add(Buffer piece) {
            total += piece.length();
        }
    }
}
