package dev.skein.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.ResponseHead;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHandshakeTest {
    private static ClientHandshake handshake(String... subprotocols) {
        return ClientHandshake.of(Heads.NONCE, List.of(subprotocols), null);
    }

    private static String refused(ClientHandshake handshake, ResponseHead head) {
        RemoteProtocolException e =
                catchThrowableOfType(RemoteProtocolException.class, () -> handshake.verify(head));
        assertThat(e).as(head.toString()).isNotNull();
        assertThat(e.status()).isEqualTo(502);
        return String.valueOf(e.getMessage());
    }

    @Test
    void theFieldsOfTheRequest() {
        Headers plain =
                Headers.of(
                        "upgrade", "websocket",
                        "connection", "Upgrade",
                        "sec-websocket-key", Heads.KEY,
                        "sec-websocket-version", "13");

        assertThat(handshake().headers()).isEqualTo(plain);
        assertThat(
                        ClientHandshake.of(
                                        Heads.NONCE,
                                        List.of("chat", "superchat"),
                                        DeflateOptions.defaults().withContextTakeover(true))
                                .headers())
                .isEqualTo(
                        plain.plusAll(
                                Headers.of(
                                        "sec-websocket-protocol", "chat, superchat",
                                        "sec-websocket-extensions",
                                                "permessage-deflate; client_max_window_bits")));
    }

    @Test
    void theNonceIs16BytesAndTheKeyKeepsThem() {
        byte[] nonce = Heads.NONCE.clone();
        ClientHandshake handshake = ClientHandshake.of(nonce, List.of(), null);
        Arrays.fill(nonce, (byte) 0);

        assertThat(handshake.headers().get("sec-websocket-key")).isEqualTo(Heads.KEY);
        for (int length : new int[] {0, 15, 17}) {
            assertThatThrownBy(() -> ClientHandshake.of(new byte[length], List.of(), null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("expected a nonce of 16 bytes, came one of " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a,b", "caf\u00e9", "\u212a", "a\r\nb"})
    void subprotocolsAreTokens(String name) {
        assertThatThrownBy(() -> handshake("chat", name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected different subprotocols of letters");
    }

    @Test
    void subprotocolsAreDifferent() {
        assertThatThrownBy(() -> handshake("chat", "soap", "chat"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("came \"chat\" twice");
        assertThat(handshake("chat", "Chat").headers().get("sec-websocket-protocol"))
                .isEqualTo("chat, Chat");
    }

    @Test
    void theExampleOfTheRfc() throws RemoteProtocolException {
        ResponseHead head =
                Heads.responseOf(
                        """
                        HTTP/1.1 101 Switching Protocols
                        Upgrade: websocket
                        Connection: Upgrade
                        Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=
                        Sec-WebSocket-Protocol: chat

                        """
                                .replace("\n", "\r\n"));

        assertThat(handshake("chat", "superchat").verify(head))
                .isEqualTo(new Agreement("chat", null, head.headers()));
    }

    @Test
    void theServerNeedNotChooseASubprotocol() throws RemoteProtocolException {
        assertThat(handshake("chat").verify(Heads.response()).subprotocol()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"WebSocket|upgrade", "WEBSOCKET|keep-alive, UPGRADE", "websocket|Upgrade,"})
    void upgradeAndConnectionHaveNoCase(String upgrade, String connection)
            throws RemoteProtocolException {
        Headers headers =
                Heads.responseFields().with("upgrade", upgrade).with("connection", connection);

        assertThat(handshake().verify(Heads.responseOf(101, headers)).headers()).isEqualTo(headers);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 102, 200, 204, 301, 400, 401, 404, 426, 500})
    void theStatusIs101(int status) {
        assertThat(refused(handshake(), Heads.responseOf(status, Heads.responseFields())))
                .isEqualTo("status is not 101 but " + status);
    }

    @Test
    void theVersionIs11() {
        String fields =
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + Heads.ACCEPT
                        + "\r\n\r\n";
        assertThat(refused(handshake(), Heads.responseOf("HTTP/1.0 101 A\r\n" + fields)))
                .isEqualTo("status 101 in another version than HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "upgrade|websocket, h2c|upgrade is not websocket",
                "upgrade|h2c|upgrade is not websocket",
                "upgrade|''|upgrade is not websocket",
                "upgrade|websocket/13|upgrade is not websocket",
                "connection|keep-alive|connection does not name upgrade",
                "connection|''|connection does not name upgrade",
                "connection|upgraded|connection does not name upgrade",
                "sec-websocket-accept|''|sec-websocket-accept does not answer our key",
                "sec-websocket-accept|dGhlIHNhbXBsZSBub25jZQ==|sec-websocket-accept does not answer our key",
                "sec-websocket-accept|S3pPLMBiTxaQ9kYGzzhZRbK+xOo=|sec-websocket-accept does not answer our key",
                "sec-websocket-accept|s3pPLMBiTxaQ9kYGzzhZRbK+xOo|sec-websocket-accept does not answer our key",
                "sec-websocket-accept|s3pPLMBiTxaQ9kYGzzhZRbK+xOo==|sec-websocket-accept does not answer our key",
                "transfer-encoding|chunked|status 101 with a body",
                "content-length|1|status 101 with a body"
            })
    void fieldsThatAreWrong(String name, String value, String reason) {
        Headers headers = Heads.responseFields().with(name, value);

        assertThat(refused(handshake(), Heads.responseOf(101, headers))).isEqualTo(reason);
    }

    @Test
    void aLengthOfZeroIsForgiven() throws RemoteProtocolException {
        assertThat(handshake().verify(Heads.response("content-length", "0")).deflate()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"upgrade", "sec-websocket-accept"})
    void fieldsThatComeOnce(String name) {
        Headers fields = Heads.responseFields();

        assertThat(refused(handshake(), Heads.responseOf(101, fields.without(name))))
                .isEqualTo(name + " is missing");
        assertThat(
                        refused(
                                handshake(),
                                Heads.responseOf(
                                        101, fields.plus(name, String.valueOf(fields.get(name))))))
                .isEqualTo(name + " more than once");
    }

    @Test
    void theConnectionFieldIsNeeded() {
        Headers headers = Heads.responseFields().without("connection");

        assertThat(refused(handshake(), Heads.responseOf(101, headers)))
                .isEqualTo("connection does not name upgrade");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Chat", "soap", "chat, superchat", "chat,", "\"chat\""})
    void onlyAnOfferedSubprotocol(String name) {
        assertThat(
                        refused(
                                handshake("chat", "superchat"),
                                Heads.response("sec-websocket-protocol", name)))
                .isEqualTo("sec-websocket-protocol was not offered");
    }

    @Test
    void noSubprotocolUnasked() {
        assertThat(refused(handshake(), Heads.response("sec-websocket-protocol", "chat")))
                .isEqualTo("sec-websocket-protocol was not offered");
    }

    @Test
    void oneSubprotocolOnly() {
        ResponseHead head =
                Heads.response("sec-websocket-protocol", "chat", "sec-websocket-protocol", "chat");

        assertThat(refused(handshake("chat"), head))
                .isEqualTo("sec-websocket-protocol more than once");
    }

    @Test
    void noExtensionUnasked() {
        assertThat(
                        refused(
                                handshake(),
                                Heads.response("sec-websocket-extensions", "permessage-deflate")))
                .isEqualTo("extension was not offered");
    }
}
