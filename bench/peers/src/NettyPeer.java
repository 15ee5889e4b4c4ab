import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
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
import io.netty.channel.group.ChannelMatchers;
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
import io.netty.handler.codec.http.HttpHeadersFactory;
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
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Netty's HTTP codec on epoll, handlers on the loop. TLS by BoringSSL, WebSockets by its protocol
/// handler, a fan-out by its `ChannelGroup`.
final class NettyPeer {
    private static final String GROUP = "/fanout";
    private static final ChannelGroup group = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private static final AsciiString TEXT_TYPE = AsciiString.cached(Cases.TEXT_TYPE);
    private static final AsciiString JSON_TYPE = AsciiString.cached(Cases.JSON_TYPE);
    private static final AsciiString BYTES_TYPE = AsciiString.cached(Cases.BYTES_TYPE);
    private static final HttpHeadersFactory UNCHECKED =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);
    private static final AsciiString SERVER = AsciiString.cached("netty");
    private static final ByteBuf HELLO = shared(Cases.HELLO);
    private static final ByteBuf PIECE = shared(Cases.PIECE);
    private static final Map<String, ByteBuf> DOWNLOADS =
            Cases.DOWNLOADS.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, each -> shared(each.getValue())));
    private static volatile AsciiString date = now();

    private NettyPeer() {}

    public static void main(String[] arguments) throws Exception {
        var options = Cases.Options.of(arguments);
        SslContext tls = options.tls() ? boringSsl(options) : null;
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

    private static SslContext boringSsl(Cases.Options options) throws Exception {
        return SslContextBuilder.forServer(new OpenSslCachingX509KeyManagerFactory(options.keys()))
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .build();
    }

    private static AsciiString now() {
        return new AsciiString(Cases.date());
    }

    /// Outside the heap, so that it can be written as it is, by any number of responses at once.
    private static ByteBuf shared(byte[] bytes) {
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
    }

    private static final class Http extends SimpleChannelInboundHandler<HttpObject> {
        private HttpRequest request;
        private boolean keepAlive;
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
                keepAlive = HttpUtil.isKeepAlive(head);
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
                                JSON_TYPE,
                                ByteBufUtil.writeUtf8(context.alloc(), Cases.JSON));
                case "/echo" -> send(context, BYTES_TYPE, body);
                case "/stream" -> stream(context);
                case "/", "/upload" -> hello(context);
                default -> sendOrHold(context);
            }
        }

        private void sendOrHold(ChannelHandlerContext context) {
            ByteBuf download = DOWNLOADS.get(request.uri());
            if (download != null) {
                send(context, BYTES_TYPE, download.duplicate());
            } else if (Cases.hold(request.uri())) {
                hello(context);
            } else {
                send(context, HttpResponseStatus.NOT_FOUND, TEXT_TYPE, Unpooled.EMPTY_BUFFER);
            }
        }

        private void hello(ChannelHandlerContext context) {
            send(context, TEXT_TYPE, HELLO.duplicate());
        }

        private void send(ChannelHandlerContext context, AsciiString type, ByteBuf content) {
            send(context, HttpResponseStatus.OK, type, content);
        }

        private void send(
                ChannelHandlerContext context,
                HttpResponseStatus status,
                AsciiString type,
                ByteBuf content) {
            FullHttpResponse response =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            status,
                            content,
                            UNCHECKED.newHeaders(),
                            EmptyHttpHeaders.INSTANCE);
            setHeaders(response.headers(), type)
                    .set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
            last(context, response);
        }

        private void stream(ChannelHandlerContext context) {
            var response =
                    new DefaultHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, UNCHECKED.newHeaders());
            setHeaders(response.headers(), BYTES_TYPE)
                    .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            context.write(response, context.voidPromise());
            for (int i = 0; i < Cases.PIECES; i++) {
                context.write(new DefaultHttpContent(PIECE.duplicate()), context.voidPromise());
            }
            last(context, LastHttpContent.EMPTY_LAST_CONTENT);
        }

        private void last(ChannelHandlerContext context, HttpObject object) {
            if (keepAlive) {
                context.write(object, context.voidPromise());
            } else {
                context.write(object).addListener(ChannelFutureListener.CLOSE);
            }
        }

        private HttpHeaders setHeaders(HttpHeaders headers, AsciiString type) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, type)
                    .set(HttpHeaderNames.SERVER, SERVER)
                    .set(HttpHeaderNames.DATE, date);
            if (!keepAlive) {
                headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
            return headers;
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
            group.writeAndFlush(frame.retain(), ChannelMatchers.all(), true);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
