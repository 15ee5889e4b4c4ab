package dev.skein.http.multipart;

import static dev.skein.http.multipart.Transcript.FIELD;
import static dev.skein.http.multipart.Transcript.bytes;
import static dev.skein.http.multipart.Transcript.part;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.skein.http.RemoteProtocolException;
import dev.skein.http.multipart.MultipartEvent.End;
import dev.skein.http.multipart.MultipartEvent.PartData;
import dev.skein.http.multipart.MultipartEvent.PartEnd;
import dev.skein.http.multipart.MultipartEvent.PartHead;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartParserTest {
    private static final MultipartLimits LIMITS = MultipartLimits.defaults();

    private static Transcript read(String body) {
        return Transcript.of("b", body);
    }

    /// What a body of one part with this data between its CRLFs is read as.
    private static String data(String data) {
        return read(part(FIELD, data) + "--b--\r\n").only().data();
    }

    @Test
    void tellsPartsInOrder() throws RemoteProtocolException {
        MultipartParser parser = MultipartParser.of("b", LIMITS);
        String body = part(FIELD, "one") + part("", "") + "--b--\r\n";
        ByteBuffer in = ByteBuffer.wrap(body.getBytes(ISO_8859_1));
        List<MultipartEvent> events = new ArrayList<>();
        for (MultipartEvent e = parser.next(in); e != null; e = parser.next(in)) {
            events.add(e);
        }
        parser.end();
        assertThat(events.getFirst())
                .isInstanceOfSatisfying(
                        PartHead.class,
                        head -> {
                            assertThat(head.name()).isEqualTo("a");
                            assertThat(head.filename()).isNull();
                            assertThat(head.headers().size()).isEqualTo(1);
                        });
        assertThat(events.subList(1, 3))
                .containsExactly(new PartData("one".getBytes(ISO_8859_1)), new PartEnd());
        assertThat(events.get(3))
                .isInstanceOfSatisfying(
                        PartHead.class,
                        head -> {
                            assertThat(head.headers().isEmpty()).isTrue();
                            assertThat(head.disposition()).isNull();
                            assertThat(head.name()).isNull();
                        });
        assertThat(events.subList(4, events.size())).containsExactly(new PartEnd(), new End());
    }

    @Test
    void dataIsCutAsItCame() throws RemoteProtocolException {
        MultipartParser parser = MultipartParser.of("b", LIMITS);
        assertThat(parser.next(bytes("--b\r\n\r\n"))).isInstanceOf(PartHead.class);
        assertThat(parser.next(bytes("some ")))
                .isEqualTo(new PartData("some ".getBytes(ISO_8859_1)));
        assertThat(parser.next(bytes("data\r")))
                .isEqualTo(new PartData("data".getBytes(ISO_8859_1)));
        assertThat(parser.next(bytes("\n--"))).isNull();
        // What was kept and what has come are one piece.
        assertThat(parser.next(bytes("x more"))).hasToString("PartData[10 bytes: \\r\\n--x more]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "\r",
                "\n",
                "\r\n",
                "\r\n\r\n",
                "-",
                "--",
                "--bx",
                "\r\n--",
                "\r\n--c",
                "\r\n--b-",
                "\r\n--b-x",
                "\r\n--b -",
                "\r\n--b --",
                "\r\n--b\r",
                "\r\n--b\rx",
                "\r\n--b\r\r",
                "\r\n--b \t\rx",
                "\r\n--bb\r\n",
                "\r\r\n--x",
                "\r\n\r--b\r\n",
                "\n--b\r\n",
                "\n--b--",
                "x--b\r\n",
                "\r\n --b\r\n",
                "\r\n-b",
                "\r\n--\r\n--\r\n",
                "\u0000\u00ff\u0080"
            })
    void passesOnWhatIsNoBoundary(String data) {
        assertThat(data(data)).isEqualTo(data);
    }

    @Test
    void aPartMayHaveNoBodyAtAll() {
        // RFC 2046 §5.1.1: "body-part := MIME-part-headers [CRLF *OCTET]"
        Transcript came = read("--b\r\n" + FIELD + "\r\n--b\r\n\r\n--b--");
        assertThat(came.error()).isNull();
        assertThat(came.parts()).hasSize(2).allMatch(part -> part.data().isEmpty());
        assertThat(came.part(0).name()).isEqualTo("a");
    }

    @Test
    void aHeadMayBeEmpty() {
        assertThat(read("--b\r\n\r\nplain\r\n--b--").only().data()).isEqualTo("plain");
        assertThat(read("--b\r\n--b--\r\n").status()).isEqualTo(400);
    }

    @Test
    void paddingAfterBoundaries() {
        String padding = " \t".repeat(32);
        Transcript came =
                read(
                        "--b"
                                + padding
                                + "\r\n\r\none\r\n--b \r\n\r\ntwo\r\n--b--"
                                + padding
                                + "\r\n");
        assertThat(came.error()).isNull();
        assertThat(came.parts()).extracting(Transcript.Part::data).containsExactly("one", "two");

        assertThat(read("--b" + padding + " \r\n\r\none\r\n--b--").status()).isEqualTo(400);
        Transcript later = read("--b\r\n\r\none\r\n--b" + padding + " \r\n\r\ntwo\r\n--b--");
        assertThat(later.message()).contains("more than 64 spaces and tabs");
        assertThat(later.part(0).data()).isEqualTo("one");
        assertThat(read("--b\r\n\r\none\r\n--b--" + padding + " \r\n").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "--b\\n\\r\\nx\\r\\n--b--, ends with LF instead of CRLF",
        "--b\\r\\na: b\\n\\r\\nx\\r\\n--b--, field line ends with LF",
        "--b\\r\\na: b\\r\\n\\nx\\r\\n--b--, stray LF",
        "--b\\r\\n\\nx\\r\\n--b--, stray LF",
        "--b\\r\\n\\r\\nx\\r\\n--b\\n\\r\\n--b--, ends with LF instead of CRLF",
        "--b\\r\\n\\r\\nx\\r\\n--b \\n\\r\\n--b--, ends with LF instead of CRLF",
        "--b\\r\\n\\r\\nx\\r\\n--b--\\n, expected CRLF or the end",
        "--b\\r\\n\\r\\nx\\r\\n--b--\\r\\r, expected CRLF or the end",
        "--b\\r\\n\\r\\nx\\r\\n--b--\\rx, expected CRLF or the end",
        "--b\\r\\n\\r\\nx\\r\\n--b--x\\r\\n, expected CRLF or the end",
        "--b\\r\\n\\r\\nx\\r\\n--b---\\r\\n, expected CRLF or the end",
        "--b\\r\\n a: b\\r\\n\\r\\nx\\r\\n--b--, line folding",
        "--b\\r\\na : b\\r\\n\\r\\nx\\r\\n--b--, whitespace in or after a field name",
        "--b\\r\\na: b\\rc\\r\\n\\r\\nx\\r\\n--b--, CR without LF",
        "--b\\r\\na: \\0\\r\\n\\r\\nx\\r\\n--b--, forbidden byte 0x00",
        "--b\\r\\nnothing\\r\\n\\r\\nx\\r\\n--b--, without a colon"
    })
    void refusesLinesThatAreNotSound(String body, String message) {
        Transcript came = read(body.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0"));
        assertThat(came.status()).isEqualTo(400);
        assertThat(came.message()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "'', before its first boundary",
        "--, before its first boundary",
        "--b, before its first boundary",
        "preamble, before its first boundary",
        "--b~, in the head of a part",
        "--b~a: b, in the head of a part",
        "--b~a: b~, in the head of a part",
        "--b~~, in a part: the closing boundary is missing",
        "--b~~data, in a part: the closing boundary is missing",
        "--b~~data~, in a part: the closing boundary is missing",
        "--b~~data~--b, in a part: the closing boundary is missing",
        "--b~~data~--b-, in a part: the closing boundary is missing",
        "--b~~data~--b~, in the head of a part"
    })
    void refusesWhatEndsTooEarly(String body, String message) {
        Transcript came = read(body.replace("~", "\r\n"));
        assertThat(came.status()).isEqualTo(400);
        assertThat(came.message()).isEqualTo("the multipart body ends " + message);
        assertThat(came.closed()).isFalse();
    }

    @Test
    void theEndIsToldOnceAllEventsAreTaken() throws RemoteProtocolException {
        MultipartParser parser = MultipartParser.of("b", LIMITS);
        assertThat(parser.next(bytes("--b--"))).isEqualTo(new End());
        parser.end();
        MultipartParser early = MultipartParser.of("b", LIMITS);
        ByteBuffer in = bytes("--b\r\n\r\nx\r\n--b--");
        assertThat(early.next(in)).isInstanceOf(PartHead.class);
        assertThat(early.next(in)).isInstanceOf(PartData.class);
        assertThatIllegalStateException().isThrownBy(early::end).withMessageContaining("next");
        assertThat(early.next(in)).isEqualTo(new PartEnd());
        assertThat(early.next(in)).isEqualTo(new End());
        early.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "0", "'()+_,-./:=?", "a b", "----WebKitFormBoundaryX", "b--"})
    void boundaries(String boundary) {
        String body = "--" + boundary + "\r\n\r\nx\r\n--" + boundary + "--";
        assertThat(Transcript.of(boundary, body).only().data()).isEqualTo("x");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", " ", "a ", "a\r", "\u00e4", "\u0130", "a\"b", "a;b", "a*b", "a\u0000"})
    void refusesBoundaries(@Nullable String boundary) {
        assertThatExceptionOfType(RemoteProtocolException.class)
                .isThrownBy(() -> MultipartParser.of(boundary, LIMITS))
                .withMessageContaining("boundary")
                .satisfies(e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void boundariesHave70Characters() {
        boundaries("x".repeat(70));
        refusesBoundaries("x".repeat(71));
    }

    @Test
    void aBoundaryMayBeTheBeginningOfAnother() {
        String inner = "--bb\r\n\r\ninner\r\n--bb--";
        assertThat(data(inner)).isEqualTo(inner);
    }

    @Test
    void nestedMultipartIsData() {
        String inner = part("Content-Type: text/plain\r\n", "x").replace("--b", "--inner");
        String body =
                part("Content-Type: multipart/mixed; boundary=inner\r\n", inner + "--inner--\r\n")
                        + "--b--";
        assertThat(read(body).only().data()).isEqualTo(inner + "--inner--\r\n");
    }

    @Test
    void ignoresTextBeforeAndAfter() {
        String body = "This is MIME.\r\n--bx\r\n\n--b\r\n" + part(FIELD, "x") + "--b--";
        assertThat(read("This is MIME.\r\n" + body).only().data()).isEqualTo("x");
        assertThat(read("\r\n" + part(FIELD, "x") + "--b--\r\nend\n--b\r\n--b--").only().data())
                .isEqualTo("x");
    }

    @Test
    void aFormWithoutFieldsIsEmpty() {
        for (String body : new String[] {"--b--", "--b--\r\n", "\r\n--b--\r\n"}) {
            Transcript came = read(body);
            assertThat(came.error()).isNull();
            assertThat(came.closed()).isTrue();
            assertThat(came.parts()).isEmpty();
        }
        assertThat(read("--other\r\n" + FIELD + "\r\nx\r\n--b--").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Content-Type: text/plain\r\n",
                "Content-Disposition: form-data\r\n",
                "Content-Disposition: attachment; name=a\r\n",
                "Content-Disposition: form-data; name=\"a\r\n",
                FIELD + FIELD
            })
    void partsOfFormsHaveNames(String head) {
        String body = part(head, "x") + "--b--";
        assertThat(read(body).only().disposition())
                .satisfiesAnyOf(
                        none -> assertThat(none).isNull(),
                        some -> assertThat(some).extracting("name").isNull());
        Transcript form = Transcript.ofForm("b", body);
        assertThat(form.status()).isEqualTo(400);
        assertThat(form.message()).contains("content-disposition");
        assertThat(form.parts()).isEmpty();
    }

    @Test
    void namesMayRepeat() {
        Transcript came = Transcript.ofForm("b", part(FIELD, "1") + part(FIELD, "2") + "--b--");
        assertThat(came.parts()).extracting(Transcript.Part::name).containsExactly("a", "a");
        assertThat(came.parts()).extracting(Transcript.Part::data).containsExactly("1", "2");
    }
}
