package dev.skein.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.skein.http.Escapes;
import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.RequestHead;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerHandshakeTest {
    private static final String START = "GET /chat HTTP/1.1\r\nHost: h\r\n";
    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    private static final String REST =
            "Sec-WebSocket-Key: " + Heads.KEY + "\r\nSec-WebSocket-Version: 13\r\n";

    private static RequestHead head(String text) {
        return Heads.requestOf(text + "\r\n");
    }

    private static RemoteProtocolException refused(RequestHead head) {
        RemoteProtocolException e =
                catchThrowableOfType(RemoteProtocolException.class, () -> ServerHandshake.of(head));
        assertThat(e).as(head.toString()).isNotNull();
        return e;
    }

    @Test
    void theExampleOfTheRfc() throws RemoteProtocolException {
        RequestHead head =
                head(
                        """
                        GET /chat HTTP/1.1
                        Host: server.example.com
                        Upgrade: websocket
                        Connection: Upgrade
                        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                        Origin: http://example.com
                        Sec-WebSocket-Protocol: chat, superchat
                        Sec-WebSocket-Version: 13
                        """
                                .replace("\n", "\r\n"));

        assertThat(ServerHandshake.isRequested(head)).isTrue();
        ServerHandshake handshake = ServerHandshake.of(head);
        assertThat(handshake.subprotocols()).containsExactly("chat", "superchat");
        assertThat(handshake.accept("chat", DeflateOptions.defaults()))
                .isEqualTo(
                        new Agreement(
                                "chat",
                                null,
                                Headers.of(
                                        "upgrade", "websocket",
                                        "connection", "Upgrade",
                                        "sec-websocket-accept", Heads.ACCEPT,
                                        "sec-websocket-protocol", "chat")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: WebSocket\r\nConnection: upgrade",
                "Upgrade: WEBSOCKET\r\nConnection: keep-alive, Upgrade",
                "Upgrade: h2c, websocket\r\nConnection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c\r\nUpgrade: websocket\r\nConnection: keep-alive\r\nConnection: UPGRADE"
            })
    void upgradeAndConnectionAreLists(String fields) throws RemoteProtocolException {
        RequestHead head = head(START + fields + "\r\n" + REST);

        assertThat(ServerHandshake.isRequested(head)).isTrue();
        assertThat(ServerHandshake.of(head).subprotocols()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.0\r\nHost: h\r\n" + UPGRADE,
                "POST / HTTP/1.1\r\nHost: h\r\n" + UPGRADE,
                "HEAD / HTTP/1.1\r\nHost: h\r\n" + UPGRADE,
                "get / HTTP/1.1\r\nHost: h\r\n" + UPGRADE,
                START,
                START + "Upgrade: websocket\r\n",
                START + "Connection: Upgrade\r\n",
                START + "Upgrade: websocket\r\nConnection: keep-alive\r\n",
                START + "Upgrade: h2c\r\nConnection: Upgrade\r\n",
                START + "Upgrade: websocket/13\r\nConnection: Upgrade\r\n",
                START + "Upgrade: web socket\r\nConnection: Upgrade\r\n",
                START + "Upgrade:\r\nConnection: Upgrade\r\n"
            })
    void othersAskForNoWebSocket(String start) {
        RequestHead head = head(start + REST);

        assertThat(ServerHandshake.isRequested(head)).isFalse();
        assertThat(refused(head).status()).isEqualTo(400);
    }

    @Test
    void theReasonNamesTheMethodFirst() {
        RemoteProtocolException e = refused(head("POST / HTTP/1.1\r\nHost: h\r\n" + UPGRADE));

        assertThat(e).hasMessage("method is not GET, which a websocket needs");
        assertThat(Escapes.escape(e.excerpt(), 10)).isEqualTo("POST");
        assertThat(refused(head(START)))
                .hasMessageContaining("upgrade: websocket and connection: upgrade");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1", "Transfer-Encoding: chunked"})
    void noBody(String field) {
        RemoteProtocolException e = refused(head(START + UPGRADE + REST + field + "\r\n"));

        assertThat(e).hasMessage("websocket request with a body");
        assertThat(e.status()).isEqualTo(400);
    }

    @Test
    void anEmptyBodyIsNone() throws RemoteProtocolException {
        assertThat(ServerHandshake.of(Heads.request("content-length", "0")).subprotocols())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "7",
                "8",
                "12",
                "14",
                "25",
                "013",
                "13, 8",
                "+13",
                "13.0",
                "\u00b913"
            })
    void anotherVersionIs426(String version) {
        RequestHead head =
                Heads.requestOf(Heads.requestFields().with("sec-websocket-version", version));

        assertThat(refused(head).status()).isEqualTo(426);
        assertThat(refused(head)).hasMessage("sec-websocket-version is not 13");
    }

    @Test
    void oldDraftsHearOfTheVersionBeforeTheKey() {
        assertThat(refused(head(START + UPGRADE + "Sec-WebSocket-Version: 8\r\n")).status())
                .isEqualTo(426);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sec-websocket-version", "sec-websocket-key"})
    void versionAndKeyComeOnce(String name) {
        Headers fields = Heads.requestFields();
        String value = String.valueOf(fields.get(name));

        RemoteProtocolException missing = refused(Heads.requestOf(fields.without(name)));
        assertThat(missing).hasMessage(name + " is missing");
        assertThat(missing.status()).isEqualTo(400);
        RemoteProtocolException repeated = refused(Heads.requestOf(fields.plus(name, value)));
        assertThat(repeated).hasMessage(name + " more than once");
        assertThat(repeated.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dGhlIHNhbXBsZSBub25jZQ",
                "SGVsbG8sIHdvcmxkIQ==",
                "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==",
                "dGhlIHNhbXBsZSBub25j\u00e9Q=="
            })
    void theKeyIs16Bytes(String key) {
        RemoteProtocolException e =
                refused(Heads.requestOf(Heads.requestFields().with("sec-websocket-key", key)));

        assertThat(e).hasMessage("sec-websocket-key is not 16 bytes in base64");
        assertThat(e.status()).isEqualTo(400);
    }

    @Test
    void subprotocolsOfAllLinesKeepTheirOrderAndCase() throws RemoteProtocolException {
        ServerHandshake handshake =
                ServerHandshake.of(
                        Heads.request(
                                "sec-websocket-protocol", "v12.stomp ,\tv11.stomp,",
                                "sec-websocket-protocol", "",
                                "sec-websocket-protocol", ", MQTT,mqtt"));

        assertThat(handshake.subprotocols())
                .containsExactly("v12.stomp", "v11.stomp", "MQTT", "mqtt");
        assertThat(handshake.accept("mqtt", null).subprotocol()).isEqualTo("mqtt");
        assertThat(handshake.accept(null, null).headers().contains("sec-websocket-protocol"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|names no subprotocol",
                "' , '|names no subprotocol",
                "a b|has a name that is not a token",
                "a, b/c|has a name that is not a token",
                "'\"a\"'|has a name that is not a token",
                "a;b|has a name that is not a token",
                "caf\u00e9|has a name that is not a token",
                "\u00a0a|has a name that is not a token",
                "a, b, a|has the same name twice"
            })
    void badSubprotocolsAreRefused(String value, String reason) {
        RemoteProtocolException e = refused(Heads.request("sec-websocket-protocol", value));

        assertThat(e).hasMessage("sec-websocket-protocol " + reason);
        assertThat(e.status()).isEqualTo(400);
    }

    @Test
    void aSubprotocolRepeatedOnAnotherLineIsRefused() {
        assertThat(
                        refused(
                                Heads.request(
                                        "sec-websocket-protocol", "a",
                                        "sec-websocket-protocol", "b, a")))
                .hasMessage("sec-websocket-protocol has the same name twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "permessage-deflate;", "a b", "a; b=\"c d\"", "caf\u00e9"})
    void malformedExtensionsAreRefusedBesideGoodOnes(String value) {
        RequestHead head =
                Heads.request(
                        "sec-websocket-extensions",
                        value.isEmpty() ? "," : "permessage-deflate",
                        "sec-websocket-extensions",
                        value);

        assertThat(refused(head).status()).isEqualTo(400);
        assertThat(refused(head)).hasMessageStartingWith("sec-websocket-extensions ");
    }

    @Test
    void onlyWhatWasOfferedIsAccepted() throws RemoteProtocolException {
        ServerHandshake handshake =
                ServerHandshake.of(Heads.request("sec-websocket-protocol", "chat"));

        for (String other : List.of("Chat", "", "soap", "chat, chat")) {
            assertThatThrownBy(() -> handshake.accept(other, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[chat]")
                    .hasMessageContaining('"' + other + '"');
        }
    }

    @Test
    void furtherFieldsComeLast() throws RemoteProtocolException {
        Agreement agreement =
                ServerHandshake.of(Heads.request())
                        .accept(null, null, Headers.of("set-cookie", "a=b", "set-cookie", "c=d"));

        assertThat(agreement.headers())
                .isEqualTo(Heads.responseFields("set-cookie", "a=b", "set-cookie", "c=d"));
        assertThat(agreement.deflate()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "Upgrade",
                "Content-Length",
                "Transfer-Encoding",
                "Sec-WebSocket-Key",
                "Sec-WebSocket-Version",
                "Sec-WebSocket-Accept",
                "Sec-WebSocket-Protocol",
                "Sec-WebSocket-Extensions"
            })
    void furtherFieldsMayNotMeddle(String name) throws RemoteProtocolException {
        ServerHandshake handshake = ServerHandshake.of(Heads.request());

        assertThatThrownBy(() -> handshake.accept(null, null, Headers.of("a", "b", name, "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"", "leave it to the handshake");
    }

    @Test
    void theHandshakeMayBeAcceptedTwiceAndKeepsNoState() throws RemoteProtocolException {
        ServerHandshake handshake =
                ServerHandshake.of(Heads.request("sec-websocket-extensions", "permessage-deflate"));

        assertThat(handshake.accept(null, DeflateOptions.defaults()))
                .isEqualTo(handshake.accept(null, DeflateOptions.defaults()));
        assertThat(handshake.accept(null, null).headers()).isEqualTo(Heads.responseFields());
    }
}
