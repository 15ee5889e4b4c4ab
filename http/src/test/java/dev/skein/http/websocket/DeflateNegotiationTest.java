package dev.skein.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.RequestHead;
import dev.skein.http.http1.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// permessage-deflate in both handshakes (RFC 7692 §5, §7.1).
class DeflateNegotiationTest {
    private static final DeflateOptions ALONE = DeflateOptions.defaults();
    private static final DeflateOptions TAKEOVER = ALONE.withContextTakeover(true);

    private static Agreement accepted(String offer, DeflateOptions options)
            throws RemoteProtocolException {
        return ServerHandshake.of(Heads.request("sec-websocket-extensions", offer))
                .accept(null, options);
    }

    private static @Nullable String answer(String offer, DeflateOptions options)
            throws RemoteProtocolException {
        return accepted(offer, options).headers().get("sec-websocket-extensions");
    }

    private static DeflateParameters parameters(
            boolean serverAlone, boolean clientAlone, int server, int client) {
        return new DeflateParameters(serverAlone, clientAlone, server, client);
    }

    @Nested
    class Server {
        /// RFC 7692 §7.1.3.
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "permessage-deflate|permessage-deflate",
                    "permessage-deflate; client_max_window_bits; server_max_window_bits=10"
                            + "|permessage-deflate; server_max_window_bits=10",
                    "permessage-deflate; client_max_window_bits; server_max_window_bits=10,"
                            + " permessage-deflate; client_max_window_bits"
                            + "|permessage-deflate; server_max_window_bits=10"
                })
        void theExamplesOfTheRfc(String offer, String answer) throws RemoteProtocolException {
            assertThat(answer(offer, TAKEOVER)).isEqualTo(answer);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    // Chrome, Edge, Python websockets, ws
                    "permessage-deflate; client_max_window_bits",
                    // Firefox, Safari
                    "permessage-deflate",
                    // aiohttp
                    "permessage-deflate; client_max_window_bits=15",
                    // gorilla/websocket, nhooyr
                    "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                    // old Safari, which offered both
                    "x-webkit-deflate-frame; max_window_bits=15, permessage-deflate"
                })
        void whatClientsReallySend(String offer) throws RemoteProtocolException {
            Agreement agreement = accepted(offer, ALONE);

            assertThat(agreement.deflate()).isEqualTo(parameters(true, true, 15, 15));
            assertThat(agreement.headers().get("sec-websocket-extensions"))
                    .isEqualTo(
                            "permessage-deflate; server_no_context_takeover;"
                                    + " client_no_context_takeover");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "x-webkit-deflate-frame",
                    "deflate-stream, mux; max-channels=4; flow-control",
                    "Permessage-Deflate",
                    "permessage-deflate2",
                    "permessage-bzip2; client_max_window_bits"
                })
        void otherExtensionsAreIgnored(String offer) throws RemoteProtocolException {
            Agreement agreement = accepted(offer, ALONE);

            assertThat(agreement.deflate()).isNull();
            assertThat(agreement.headers()).isEqualTo(Heads.responseFields());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "unknown",
                    "unknown=1",
                    "max_window_bits=15",
                    "Server_No_Context_Takeover",
                    "server_no_context_takeover=1",
                    "server_no_context_takeover=true",
                    "client_no_context_takeover=\"1\"",
                    "server_no_context_takeover; server_no_context_takeover",
                    "client_no_context_takeover; client_no_context_takeover",
                    "server_max_window_bits=10; server_max_window_bits=10",
                    "client_max_window_bits; client_max_window_bits",
                    "client_max_window_bits; client_max_window_bits=10",
                    "client_max_window_bits=10; client_max_window_bits",
                    "server_max_window_bits",
                    "server_max_window_bits=0",
                    "server_max_window_bits=7",
                    "server_max_window_bits=16",
                    "server_max_window_bits=08",
                    "server_max_window_bits=010",
                    "server_max_window_bits=+8",
                    "server_max_window_bits=-8",
                    "server_max_window_bits=1e1",
                    "server_max_window_bits=8.0",
                    "server_max_window_bits=0x8",
                    "server_max_window_bits=4294967304",
                    "server_max_window_bits=18446744073709551624",
                    "client_max_window_bits=7",
                    "client_max_window_bits=16",
                    "client_max_window_bits=\"09\"",
                    "client_max_window_bits=99999999999999999999999"
                })
        void offersThatAreDeclined(String bad) throws RemoteProtocolException {
            String offer = "permessage-deflate; " + bad;

            assertThat(accepted(offer, ALONE).deflate()).isNull();
            assertThat(answer(offer, ALONE)).isNull();
            assertThat(answer(offer + ", permessage-deflate; server_max_window_bits=9", TAKEOVER))
                    .isEqualTo("permessage-deflate; server_max_window_bits=9");
        }

        @Test
        void theFirstOfferThatCanBeMet() throws RemoteProtocolException {
            RequestHead head =
                    Heads.request(
                            "sec-websocket-extensions",
                            "foo, permessage-deflate; what",
                            "sec-websocket-extensions",
                            "permessage-deflate; server_max_window_bits=12, permessage-deflate",
                            "sec-websocket-extensions",
                            "permessage-deflate; server_max_window_bits=9");

            assertThat(ServerHandshake.of(head).accept(null, TAKEOVER).deflate())
                    .isEqualTo(parameters(false, false, 12, 15));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "server_max_window_bits=15|15|15|15|; server_max_window_bits=15",
                    "server_max_window_bits=8|15|8|15|; server_max_window_bits=8",
                    "server_max_window_bits=\"1\\2\"|15|12|15|; server_max_window_bits=12",
                    "server_max_window_bits=12|10|10|15|; server_max_window_bits=10",
                    "server_max_window_bits=9|10|9|15|; server_max_window_bits=9",
                    "client_max_window_bits|15|15|15|''",
                    "client_max_window_bits=15|15|15|15|''",
                    "client_max_window_bits=8|15|15|8|; client_max_window_bits=8",
                    "client_max_window_bits|10|10|10|; server_max_window_bits=10; client_max_window_bits=10",
                    "client_max_window_bits=9|10|10|9|; server_max_window_bits=10; client_max_window_bits=9",
                    "client_max_window_bits=12|10|10|10|; server_max_window_bits=10; client_max_window_bits=10"
                })
        void windows(String offered, int ours, int server, int client, String answered)
                throws RemoteProtocolException {
            Agreement agreement =
                    accepted("permessage-deflate; " + offered, TAKEOVER.withWindowBits(ours));

            assertThat(agreement.deflate()).isEqualTo(parameters(false, false, server, client));
            assertThat(agreement.headers().get("sec-websocket-extensions"))
                    .isEqualTo("permessage-deflate" + answered);
        }

        @Test
        void ourWindowIsToldUnaskedTheClientsIsNot() throws RemoteProtocolException {
            Agreement agreement = accepted("permessage-deflate", TAKEOVER.withWindowBits(10));

            assertThat(agreement.deflate()).isEqualTo(parameters(false, false, 10, 15));
            assertThat(agreement.headers().get("sec-websocket-extensions"))
                    .isEqualTo("permessage-deflate; server_max_window_bits=10");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "''|false|false",
                    "; server_no_context_takeover|true|false",
                    "; client_no_context_takeover|false|true",
                    "; client_no_context_takeover; server_no_context_takeover|true|true"
                })
        void contextTakeover(String offered, boolean server, boolean client)
                throws RemoteProtocolException {
            assertThat(accepted("permessage-deflate" + offered, TAKEOVER).deflate())
                    .isEqualTo(parameters(server, client, 15, 15));
            assertThat(answer("permessage-deflate" + offered, TAKEOVER))
                    .isEqualTo(
                            "permessage-deflate"
                                    + (server ? "; server_no_context_takeover" : "")
                                    + (client ? "; client_no_context_takeover" : ""));
            assertThat(accepted("permessage-deflate" + offered, ALONE).deflate())
                    .isEqualTo(parameters(true, true, 15, 15));
        }
    }

    @Nested
    class Client {
        private static ClientHandshake handshake(DeflateOptions options) {
            return ClientHandshake.of(Heads.NONCE, List.of(), options);
        }

        private static @Nullable DeflateParameters verified(DeflateOptions options, String answer)
                throws RemoteProtocolException {
            return handshake(options)
                    .verify(Heads.response("sec-websocket-extensions", answer))
                    .deflate();
        }

        private static void refused(DeflateOptions options, String answer) {
            RemoteProtocolException e =
                    catchThrowableOfType(
                            RemoteProtocolException.class, () -> verified(options, answer));
            assertThat(e).as(answer).isNotNull();
            assertThat(e.status()).isEqualTo(502);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "true|15|permessage-deflate; client_max_window_bits",
                    "false|15|permessage-deflate; server_no_context_takeover;"
                            + " client_no_context_takeover; client_max_window_bits",
                    "true|10|permessage-deflate; server_max_window_bits=10;"
                            + " client_max_window_bits=10",
                    "false|8|permessage-deflate; server_no_context_takeover;"
                            + " client_no_context_takeover; server_max_window_bits=8;"
                            + " client_max_window_bits=8"
                })
        void offers(boolean takeover, int bits, String offer) {
            DeflateOptions options = ALONE.withContextTakeover(takeover).withWindowBits(bits);

            assertThat(handshake(options).headers().get("sec-websocket-extensions"))
                    .isEqualTo(offer);
        }

        @Test
        void noAnswerIsNoCompression() throws RemoteProtocolException {
            assertThat(handshake(ALONE).verify(Heads.response()).deflate()).isNull();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "''|false|false|15|15",
                    "; server_no_context_takeover|true|false|15|15",
                    "; client_no_context_takeover|false|true|15|15",
                    "; server_max_window_bits=8|false|false|8|15",
                    "; server_max_window_bits=15|false|false|15|15",
                    "; client_max_window_bits=8|false|false|15|8",
                    "; client_max_window_bits=15|false|false|15|15",
                    "; client_max_window_bits=\"9\"; server_max_window_bits=10;"
                            + " client_no_context_takeover; server_no_context_takeover"
                            + "|true|true|10|9"
                })
        void whatTheServerWishesIsObeyed(
                String answered, boolean serverAlone, boolean clientAlone, int server, int client)
                throws RemoteProtocolException {
            assertThat(verified(TAKEOVER, "permessage-deflate" + answered))
                    .isEqualTo(parameters(serverAlone, clientAlone, server, client));
        }

        @Test
        void whatWeSaidOfOurselvesHolds() throws RemoteProtocolException {
            DeflateOptions options = ALONE.withWindowBits(10);

            assertThat(
                            verified(
                                    options,
                                    "permessage-deflate; server_no_context_takeover;"
                                            + " server_max_window_bits=9"))
                    .isEqualTo(parameters(true, true, 9, 10));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "permessage-deflate; unknown",
                    "permessage-deflate; unknown=1",
                    "permessage-deflate; server_no_context_takeover=1",
                    "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
                    "permessage-deflate; server_max_window_bits=10; server_max_window_bits=10",
                    "permessage-deflate; server_max_window_bits",
                    "permessage-deflate; server_max_window_bits=7",
                    "permessage-deflate; server_max_window_bits=16",
                    "permessage-deflate; client_max_window_bits",
                    "permessage-deflate; client_max_window_bits=09",
                    "permessage-deflate, permessage-deflate",
                    "permessage-deflate, mux",
                    "mux, permessage-deflate",
                    "PerMessage-Deflate",
                    "x-webkit-deflate-frame",
                    "permessage-deflate;",
                    "permessage-deflate; server_max_window_bits=",
                    "",
                    "caf\u00e9"
                })
        void answersThatFail(String answer) {
            refused(TAKEOVER, answer);
        }

        @Test
        void twiceOnTwoLinesIsTwice() {
            ResponseHead head =
                    Heads.response(
                            "sec-websocket-extensions", "permessage-deflate",
                            "sec-websocket-extensions", "permessage-deflate");

            assertThat(
                            catchThrowableOfType(
                                    RemoteProtocolException.class,
                                    () -> handshake(TAKEOVER).verify(head)))
                    .hasMessage("extension is accepted more than once");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "false|15|permessage-deflate",
                    "false|15|permessage-deflate; client_no_context_takeover",
                    "true|10|permessage-deflate",
                    "true|10|permessage-deflate; server_max_window_bits=11",
                    "true|10|permessage-deflate; server_max_window_bits=15",
                    "true|10|permessage-deflate; server_max_window_bits=10; client_max_window_bits=11"
                })
        void whatWeAskedForMustBeGranted(boolean takeover, int bits, String answer) {
            refused(ALONE.withContextTakeover(takeover).withWindowBits(bits), answer);
        }

        @Test
        void theReasonNamesBothValues() {
            DeflateOptions options = TAKEOVER.withWindowBits(10);

            assertThat(
                            catchThrowableOfType(
                                    RemoteProtocolException.class,
                                    () ->
                                            verified(
                                                    options,
                                                    "permessage-deflate; server_max_window_bits=11")))
                    .hasMessage(
                            "permessage-deflate: server_max_window_bits of at most 10 was asked for,"
                                    + " but the answer has 11");
        }
    }

    @Nested
    class Both {
        private static List<DeflateOptions> everyOptions() {
            List<DeflateOptions> all = new ArrayList<>();
            for (int bits = 8; bits <= 15; bits++) {
                all.add(ALONE.withWindowBits(bits));
                all.add(TAKEOVER.withWindowBits(bits));
            }
            return all;
        }

        @Test
        void ourClientAndOurServerAlwaysAgree() throws RemoteProtocolException {
            for (DeflateOptions ours : everyOptions()) {
                for (DeflateOptions theirs : everyOptions()) {
                    ClientHandshake client =
                            ClientHandshake.of(Heads.NONCE, List.of("a", "b"), ours);
                    Agreement server = ServerHandshake.of(Heads.sent(client)).accept("b", theirs);

                    assertThat(client.verify(Heads.sent(server))).isEqualTo(server);
                    int bits = Math.min(ours.windowBits(), theirs.windowBits());
                    boolean alone = !ours.contextTakeover() || !theirs.contextTakeover();
                    assertThat(server.deflate()).isEqualTo(parameters(alone, alone, bits, bits));
                }
            }
        }

        @Test
        void oneSideWithoutCompressionIsEnough() throws RemoteProtocolException {
            ClientHandshake client = ClientHandshake.of(Heads.NONCE, List.of(), ALONE);
            Agreement refusal = ServerHandshake.of(Heads.sent(client)).accept(null, null);
            assertThat(client.verify(Heads.sent(refusal)).deflate()).isNull();

            ClientHandshake plain = ClientHandshake.of(Heads.NONCE, List.of(), null);
            Agreement unasked = ServerHandshake.of(Heads.sent(plain)).accept(null, ALONE);
            assertThat(unasked.headers().contains("sec-websocket-extensions")).isFalse();
            assertThat(plain.verify(Heads.sent(unasked)).deflate()).isNull();
        }
    }
}
