package client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/// Reactor Netty on epoll: one event loop, subscribers on it.
final class ReactorClient implements ClientLoad.Calling {
    private final ClientLoad.Plan plan;
    private final HttpClient http;

    private ReactorClient(ClientLoad.Plan plan) {
        this.plan = plan;
        http =
                HttpClient.create(ConnectionProvider.create("bench", plan.lanes()))
                        .runOn(LoopResources.create("bench", 1, true))
                        .option(ChannelOption.TCP_NODELAY, true);
    }

    public static void main(String[] arguments) throws Exception {
        var plan = ClientLoad.Plan.of(arguments);
        ClientLoad.runCalling(plan, Runnable::run, new ReactorClient(plan));
    }

    @Override
    public void ask(ClientLoad.Answer answer) {
        var request = http.get().uri(plan.url());
        Mono<Long> length =
                plan.download()
                        ? request.response(ReactorClient::pieces).reduce(0L, Long::sum)
                        : request.responseSingle(ReactorClient::whole);
        length.subscribe(answer::received, answer::failed);
    }

    private static Mono<Long> whole(HttpClientResponse response, ByteBufMono body) {
        return response.status().code() == 200
                ? body.asByteArray().map(bytes -> (long) bytes.length)
                : Mono.error(new ClientLoad.BadStatus(response.status().code()));
    }

    private static Flux<Long> pieces(HttpClientResponse response, ByteBufFlux body) {
        return response.status().code() == 200
                ? body.map(ByteBuf::readableBytes).map(Integer::longValue)
                : Flux.error(new ClientLoad.BadStatus(response.status().code()));
    }
}
