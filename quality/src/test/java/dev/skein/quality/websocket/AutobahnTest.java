package dev.skein.quality.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.skein.http.websocket.Role;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every case of the suite's list, against each of our peers.
@Timeout(300)
class AutobahnTest {
    private static final Map<String, CaseList.Entry> LISTED = CaseList.read();
    private static final Map<String, AutobahnCase> CASES = Cases.all();
    private static final CodecPeer CODEC_SERVER = new CodecPeer(Role.SERVER);
    private static final CodecPeer CODEC_CLIENT = new CodecPeer(Role.CLIENT);

    private static @Nullable ServerPeer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = ServerPeer.start();
    }

    @AfterAll
    static void closePeers() {
        if (server != null) {
            server.close();
        }
        CODEC_SERVER.close();
        CODEC_CLIENT.close();
    }

    static Set<String> listed() {
        return LISTED.keySet();
    }

    @Test
    void everyListedCaseIsPlayedAndNoOther() {
        assertThat(LISTED).hasSize(517);
        assertThat(CASES.keySet()).containsExactlyInAnyOrderElementsOf(LISTED.keySet());
    }

    /// The tables of the long series are written by hand: the list has the same numbers.
    @Test
    void theSeriesAreThoseOfTheList() {
        LISTED.values().stream()
                .filter(entry -> entry.id().startsWith("12.") || entry.id().startsWith("13."))
                .forEach(
                        entry ->
                                assertThat(entry.description())
                                        .as(entry.id())
                                        .contains(DeflateCases.described(entry.id())));
    }

    @ParameterizedTest(name = "{0} with the codec as server")
    @MethodSource("listed")
    void codecAsServer(String id) {
        play(id, CODEC_SERVER);
    }

    @ParameterizedTest(name = "{0} with the codec as client")
    @MethodSource("listed")
    void codecAsClient(String id) {
        play(id, CODEC_CLIENT);
    }

    @ParameterizedTest(name = "{0} with the whole server")
    @MethodSource("listed")
    void wholeServer(String id) {
        play(id, Objects.requireNonNull(server, "server"));
    }

    private static void play(String id, Peer peer) {
        AutobahnCase played = Objects.requireNonNull(CASES.get(id), id);
        CaseList.Entry entry = Objects.requireNonNull(LISTED.get(id), id);
        assertThatCode(() -> played.play(peer))
                .as("case %s: %s -> %s", id, entry.description(), entry.expectation())
                .doesNotThrowAnyException();
    }
}
