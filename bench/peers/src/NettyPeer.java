import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.GlobalEventExecutor;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/// Netty's HTTP codec on epoll, handlers on the loop. WebSockets by its protocol handler; a fan-out by its `ChannelGroup`.
final class NettyPeer {
    private static final String GROUP = "/fanout";
    private static final ChannelGroup group = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private static volatile String date = now();

    private NettyPeer() {}

    public static void main(String[] arguments) throws Exception {
        var options = Cases.Options.of(arguments);
        SslContext tls = options.tls() ? SslContextBuilder.forServer(options.keys()).build() : null;
        var loops = new MultiThreadIoEventLoopGroup(options.loops(), EpollIoHandler.newFactory());
        loops.scheduleAtFixedRate(() -> date = now(), 1, 1, TimeUnit.SECONDS);
        new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(
                        new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel channel) {
                                if (tls != null) {
                                    channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                                }
                                channel.pipeline().addLast(new HttpServerCodec(), new Http());
                            }
                        })
                .bind("127.0.0.1", options.port())
                .sync();
    }

    private static String now() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    }

    private static final class Http extends SimpleChannelInboundHandler<HttpObject> {
        private HttpRequest request;
        private CompositeByteBuf body;

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
            if (message instanceof HttpRequest head) {
                if (head.headers()
                        .contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
                    becomeWebSocket(context, head);
                    return;
                }
                request = head;
                body = head.uri().equals("/echo") ? context.alloc().compositeBuffer(64) : null;
            }
            if (message instanceof HttpContent content && body != null) {
                body.addComponent(true, content.content().retain());
            }
            if (message instanceof LastHttpContent) {
                answer(context);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        private void answer(ChannelHandlerContext context) {
            switch (request.uri()) {
                case "/json" ->
                        send(
                                context,
                                Cases.JSON_TYPE,
                                Unpooled.wrappedBuffer(
                                        Cases.JSON.getBytes(StandardCharsets.UTF_8)));
                case "/echo" -> send(context, Cases.BYTES_TYPE, body);
                case "/stream" -> stream(context);
                case "/spin" -> {
                    Cases.spin();
                    hello(context);
                }
                case "/sleep" -> sleep(context);
                case "/", "/upload" -> hello(context);
                default ->
                        send(
                                context,
                                Cases.BYTES_TYPE,
                                Unpooled.wrappedBuffer(Cases.DOWNLOADS.get(request.uri())));
            }
        }

        private void hello(ChannelHandlerContext context) {
            send(context, Cases.TEXT_TYPE, Unpooled.wrappedBuffer(Cases.HELLO));
        }

        private void sleep(ChannelHandlerContext context) {
            context.executor()
                    .schedule(
                            () -> {
                                hello(context);
                                context.flush();
                            },
                            Cases.SLEEP_MILLIS,
                            TimeUnit.MILLISECONDS);
        }

        private void send(ChannelHandlerContext context, String type, ByteBuf content) {
            FullHttpResponse response =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.OK,
                            content,
                            DefaultHttpHeadersFactory.headersFactory()
                                    .withValidation(false)
                                    .newHeaders(),
                            EmptyHttpHeaders.INSTANCE);
            setHeaders(response.headers(), type)
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
            boolean keepAlive = HttpUtil.isKeepAlive(request);
            if (keepAlive) {
                context.write(response, context.voidPromise());
            } else {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                context.write(response).addListener(ChannelFutureListener.CLOSE);
            }
        }

        private void stream(ChannelHandlerContext context) {
            var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            setHeaders(response.headers(), Cases.BYTES_TYPE)
                    .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            context.write(response, context.voidPromise());
            for (int i = 0; i < Cases.PIECES; i++) {
                context.write(
                        new DefaultHttpContent(Unpooled.wrappedBuffer(Cases.PIECE)),
                        context.voidPromise());
            }
            context.write(LastHttpContent.EMPTY_LAST_CONTENT, context.voidPromise());
        }

        private static HttpHeaders setHeaders(HttpHeaders headers, String type) {
            return headers.set(HttpHeaderNames.CONTENT_TYPE, type)
                    .set(HttpHeaderNames.SERVER, "netty")
                    .set(HttpHeaderNames.DATE, date);
        }

        private void becomeWebSocket(ChannelHandlerContext context, HttpRequest head) {
            boolean fanOut = head.uri().equals(GROUP);
            context.pipeline()
                    .addLast(
                            new HttpObjectAggregator(64 * 1024),
                            new WebSocketServerProtocolHandler(head.uri()),
                            fanOut ? new FanOut() : new Echo());
            context.fireChannelRead(head);
            context.pipeline().remove(this);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            context.write(frame.retain(), context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private static final class FanOut extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            group.add(context.channel());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            group.writeAndFlush(frame.retain());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
