package dev.skein.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.Challenge;
import dev.skein.http.Headers;
import dev.skein.http.Url;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers to Digest challenges: their bytes, and when there is one.
class DigestAuthTest {
    private static final String RFC_NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private static final String RFC_OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS";
    private static final String RFC_CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
    private static final byte[] NO_BODY = {};

    private static DigestAuth mufasa() {
        return DigestAuth.of("Mufasa", "Circle of Life", () -> RFC_CNONCE);
    }

    private static String rfcChallenge(String algorithm) {
        return """
        Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=%s, nonce="%s", \
        opaque="%s\""""
                .formatted(algorithm, RFC_NONCE, RFC_OPAQUE);
    }

    private static Headers challenges(String... values) {
        Headers.Builder headers = Headers.builder();
        for (String value : values) {
            headers.add("WWW-Authenticate", value);
        }
        return headers.build();
    }

    private static @Nullable String answer(DigestAuth auth, String url, String... values) {
        return auth.answer("GET", Url.parse(url), NO_BODY, null, challenges(values));
    }

    private static @Nullable String parameter(@Nullable String header, String name) {
        assertThat(header).isNotNull();
        return Challenge.parse(List.of(header)).getFirst().parameter(name);
    }

    @Nested
    class Bytes {
        @ParameterizedTest
        @CsvSource({
            "MD5, 8ca523f5e9506fed4657c9700eebdbec",
            "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        })
        void rfc7616Example1(String algorithm, String response) {
            String header =
                    answer(
                            mufasa(),
                            "http://www.example.org/dir/index.html",
                            rfcChallenge(algorithm));

            assertThat(header)
                    .isEqualTo(
                            "Digest username=\"Mufasa\", realm=\"http-auth@example.org\","
                                    + " uri=\"/dir/index.html\", algorithm="
                                    + algorithm
                                    + ", nonce=\""
                                    + RFC_NONCE
                                    + "\", nc=00000001, cnonce=\""
                                    + RFC_CNONCE
                                    + "\", qop=auth, response=\""
                                    + response
                                    + "\", opaque=\""
                                    + RFC_OPAQUE
                                    + '"');
        }

        /// RFC 7616 §3.9.2 with the hashes of erratum 4897: those in the text itself are of no
        /// standard algorithm.
        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '\u00a7',
                value = {
                    "true, username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\"",
                    "false, username*=UTF-8''J%C3%A4s%C3%B8n%20Doe",
                })
        void rfc7616Example2(boolean userhash, String username) {
            DigestAuth auth =
                    DigestAuth.of(
                            "J\u00e4s\u00f8n Doe",
                            "Secret, or not?",
                            () -> "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v");
            String header =
                    answer(
                            auth,
                            "http://api.example.org/doe.json",
                            "Digest realm=\"api@example.org\", qop=\"auth\","
                                    + " algorithm=SHA-512-256,"
                                    + " nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\","
                                    + " opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\","
                                    + " charset=UTF-8, userhash="
                                    + userhash);

            assertThat(header)
                    .isEqualTo(
                            "Digest "
                                    + username
                                    + ", realm=\"api@example.org\", uri=\"/doe.json\","
                                    + " algorithm=SHA-512-256,"
                                    + " nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\","
                                    + " nc=00000001,"
                                    + " cnonce=\"NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v\","
                                    + " qop=auth,"
                                    + " response=\"3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5\","
                                    + " opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\""
                                    + (userhash ? ", userhash=true" : ""));
        }

        /// RFC 2617 §3.5.
        @Test
        void rfc2617Example() {
            DigestAuth auth = DigestAuth.of("Mufasa", "Circle Of Life", () -> "0a4f113b");
            String header =
                    answer(
                            auth,
                            "http://www.nowhere.org/dir/index.html",
                            "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\","
                                    + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\","
                                    + " opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");

            assertThat(parameter(header, "response")).isEqualTo("6629fae49393a05397450978507c4ef1");
            assertThat(parameter(header, "algorithm")).as("none came").isNull();
        }

        /// RFC 2069 §2.4 with the response of erratum 749.
        @ParameterizedTest
        @ValueSource(strings = {"", ", qop=\"\""})
        void withoutQop(String qop) {
            DigestAuth auth = DigestAuth.of("Mufasa", "CircleOfLife", () -> "unused");
            String header =
                    answer(
                            auth,
                            "http://www.nowhere.org/dir/index.html",
                            "Digest realm=\"testrealm@host.com\","
                                    + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\","
                                    + " opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""
                                    + qop);

            assertThat(header)
                    .isEqualTo(
                            "Digest username=\"Mufasa\", realm=\"testrealm@host.com\","
                                    + " uri=\"/dir/index.html\","
                                    + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\","
                                    + " response=\"1949323746fe6a43ef61f9606e7febea\","
                                    + " opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
        }

        /// The responses have been computed with another implementation of the hashes.
        @ParameterizedTest
        @CsvSource({
            "MD5, auth, 3fa4838edd61a40915701452eb302dda",
            "md5, auth-int, 133a8ec3ab77943407f1fa934be8eff2",
            "MD5-sess, auth, cd5669fc208339a4d9a5b075a9ff8992",
            "MD5-Sess, auth-int, a7dcf95597176a1f1a0ebd564ab0006c",
            "SHA-256, auth, 736ea6450a9ebc3de76e024824b85565c9d9c7011ffc4ce5afe0d307e2ecdad6",
            "SHA-256, auth-int, d3412d865d69f6e0c272f4d2f3b4c3898ae3a479042cc839df784fd80d05aac6",
            "SHA-256-sess, auth, fdde6cc288c5c469aa2e9dd159ed77b147d053feed5e904e903b7b1828d800fa",
            "SHA-256-sess, auth-int, 8a96b62a07da19098c0148c1c3a0c8b85970e458f106f92f7f5d7984cf7b964a",
            "SHA-512-256, auth, eadeed1a656964be4c18fbad3481b3ccadd1ef23293a243c0bf8747dfa68cc3e",
            "SHA-512-256, auth-int, 8b702f33a8aba2b3f1f92519b4a217c5bd87cf540749885fa3169d3f9efae3fc",
            "SHA-512-256-sess, auth, 40796574e1687608bbd066d60e47a1278c481eaa6658569a5f703356351a3d0c",
            "SHA-512-256-sess, auth-int, 91190d380fe5f4b8f8b9115d571a847d04a24979554fc08e48189a2d67af3a5f",
        })
        void everyAlgorithmAndQuality(String algorithm, String qop, String response) {
            String header =
                    mufasa().answer(
                                    "POST",
                                    Url.parse("http://h/dir/index.html?a=b"),
                                    "hello".getBytes(US_ASCII),
                                    null,
                                    challenges(
                                            rfcChallenge('"' + algorithm + '"')
                                                    .replace("auth, auth-int", qop)));

            assertThat(parameter(header, "response")).isEqualTo(response);
            assertThat(header).contains(", algorithm=" + algorithm + ", ", ", qop=" + qop + ", ");
        }

        @Test
        void signsAreEscapedOnlyOnTheWire() {
            DigestAuth auth = DigestAuth.of("a\"b\\c", "p\"\\", () -> "cn");
            String header =
                    answer(
                            auth,
                            "http://h/",
                            "Digest realm=\"r\\\"1\\\\2\", nonce=\"n\\\"1\", qop=auth,"
                                    + " opaque=\"o\\\"\"");

            assertThat(header)
                    .startsWith(
                            "Digest username=\"a\\\"b\\\\c\", realm=\"r\\\"1\\\\2\", uri=\"/\","
                                    + " nonce=\"n\\\"1\", ")
                    .endsWith("opaque=\"o\\\"\"");
            assertThat(parameter(header, "response")).isEqualTo("19aba215e681ce4e56f313bf7075e0b2");
        }

        @Test
        void aNameBeyondAsciiIsRawUtf8ForServersThatDoNotKnowBetter() {
            DigestAuth auth = DigestAuth.of("\u00e9", "p", () -> "cn");
            String header = answer(auth, "http://h/", "Digest realm=r, nonce=n, qop=auth");

            assertThat(header).startsWith("Digest username=\"\u00c3\u00a9\", ");
            assertThat(Headers.of("authorization", String.valueOf(header)).get("authorization"))
                    .isEqualTo(header);
        }

        @Test
        void realNoncesDiffer() {
            DigestAuth auth = DigestAuth.of("u", "p");
            Set<String> nonces = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                String header = answer(auth, "http://h/", rfcChallenge("MD5"));
                nonces.add(String.valueOf(parameter(header, "cnonce")));
            }

            assertThat(nonces).hasSize(100).allMatch(nonce -> nonce.matches("[\\w-]{24}"));
        }
    }

    @Nested
    class Choice {
        @ParameterizedTest
        @CsvSource(
                nullValues = "-",
                value = {
                    "MD5;SHA-256, SHA-256",
                    "SHA-512-256;SHA-256;MD5, SHA-512-256",
                    "MD5;MD5-sess, MD5",
                    "MD5-sess;MD5, MD5-sess",
                    "SHA-1;MD5, MD5",
                    "SHA-256;SHA-512, SHA-256",
                    "SHA-512, -",
                    "'', -",
                })
        void theStrongestKnownAlgorithm(String offered, @Nullable String chosen) {
            String[] values = offered.split(";", -1);
            for (int i = 0; i < values.length; i++) {
                values[i] = rfcChallenge('"' + values[i] + '"');
            }
            String separate = answer(mufasa(), "http://h/", values);
            String inOneLine = answer(mufasa(), "http://h/", String.join(", ", values));

            assertThat(separate).isEqualTo(inOneLine);
            assertThat(separate == null ? null : parameter(separate, "algorithm"))
                    .isEqualTo(chosen);
        }

        @ParameterizedTest
        @CsvSource(
                nullValues = "-",
                value = {
                    "auth, auth",
                    "AUTH, auth",
                    "'auth-int , auth', auth",
                    "auth-int, auth-int",
                    "'other,auth-int', auth-int",
                    "other, -",
                    "author, -",
                    "',', -",
                })
        void theQuality(String offered, @Nullable String chosen) {
            String header =
                    answer(
                            mufasa(),
                            "http://h/",
                            "Digest realm=r, nonce=n, qop=\"" + offered + '"');

            assertThat(header == null ? null : parameter(header, "qop")).isEqualTo(chosen);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Basic realm=r",
                    "Digest",
                    "Digest realm=r, qop=auth",
                    "Digest nonce=n, qop=auth",
                    "Digest realm=r, nonce=n, algorithm=MD5-sess",
                    "Digest realm=r, nonce=\"n",
                })
        void noAnswerToOthers(String challenge) {
            assertThat(answer(mufasa(), "http://h/", challenge)).isNull();
            assertThat(answer(mufasa(), "http://h/")).isNull();
        }

        @Test
        void anUnknownBodyCannotBeHashed() {
            DigestAuth auth = mufasa();
            Url url = Url.parse("http://h/");
            Headers integrity = challenges("Digest realm=r, nonce=n, qop=auth-int");

            assertThat(auth.answer("PUT", url, null, null, integrity)).isNull();
            assertThat(auth.authorization("PUT", url, null)).isNull();
            assertThat(auth.authorization("PUT", url, NO_BODY)).contains("nc=00000001");
            assertThat(
                            auth.answer(
                                    "PUT",
                                    url,
                                    null,
                                    null,
                                    challenges("Digest realm=r, nonce=m, qop=\"auth-int,auth\"")))
                    .contains("qop=auth,");
        }
    }

    @Nested
    class Sessions {
        private final AtomicInteger cnonces = new AtomicInteger();
        private final DigestAuth auth =
                DigestAuth.of("u", "p", () -> "c" + cnonces.incrementAndGet());
        private final Url url = Url.parse("http://h/a");

        private @Nullable String next(String target) {
            return auth.authorization("GET", Url.parse(target), NO_BODY);
        }

        private @Nullable String retry(@Nullable String sent, String challenge) {
            return auth.answer("GET", url, NO_BODY, sent, challenges(challenge));
        }

        @Test
        void countRequests() {
            assertThat(next("http://h/a")).isNull();
            String first = retry(null, "Digest realm=r, nonce=n, qop=auth");
            String second = next("http://h/b");
            String third = next("ws://h/c");

            assertThat(first).contains("nc=00000001, cnonce=\"c1\"");
            assertThat(second).contains("nc=00000002, cnonce=\"c2\"", "uri=\"/b\"");
            assertThat(third).contains("nc=00000003, cnonce=\"c3\"");
            for (int i = 4; i <= 16; i++) {
                next("http://h/");
            }
            assertThat(next("http://h/")).contains("nc=00000011");
        }

        @Test
        void keepOneNonceOfTheClientWhereTheAlgorithmWantsIt() {
            DigestAuth own = mufasa();
            String challenge = rfcChallenge("SHA-256-sess");
            answer(own, "http://h/", challenge);
            String second = own.authorization("GET", Url.parse("http://h/x"), NO_BODY);
            retry(null, challenge);

            assertThat(parameter(second, "response"))
                    .isEqualTo("2cfc7ca93533f94dbb60e75c19c4ba911d9c0d06aedd11480a58e8d1c90c7603");
            assertThat(next("http://h/")).contains("nc=00000002, cnonce=\"c1\"");
        }

        @Test
        void aRefusedNonceIsAWrongPassword() {
            String sent = retry(null, "Digest realm=r, nonce=n, qop=auth");

            assertThat(retry(sent, "Digest realm=r, nonce=n, qop=auth")).isNull();
            assertThat(next("http://h/a")).as("it is not tried again unasked").isNull();
        }

        @Test
        void aNewNonceIsAnswered() {
            String sent = retry(null, "Digest realm=r, nonce=n, qop=auth");
            String again = retry(sent, "Digest realm=r, nonce=m, qop=auth");

            assertThat(again).contains("nonce=\"m\", nc=00000001");
            assertThat(next("http://h/a")).contains("nonce=\"m\", nc=00000002");
        }

        @Test
        void aStaleNonceIsAnsweredEvenWhenItIsTheSame() {
            String sent = retry(null, "Digest realm=r, nonce=n, qop=auth");

            assertThat(retry(sent, "Digest realm=r, nonce=n, qop=auth, stale=TRUE"))
                    .contains("nc=00000002");
            assertThat(retry(sent, "Digest realm=r, nonce=n, qop=auth, stale=false")).isNull();
        }

        @Test
        void twoRequestsAtOnceGetTheSameNonceAndCountOn() {
            String one = retry(null, "Digest realm=r, nonce=n, qop=auth");
            String two = retry(null, "Digest realm=r, nonce=n, qop=auth");

            assertThat(one).contains("nc=00000001");
            assertThat(two).contains("nc=00000002");
        }

        @Test
        void othersAuthorizationIsNoAnswer() {
            assertThat(retry("Basic Og==", "Digest realm=r, nonce=n, qop=auth")).isNotNull();
            assertThat(retry("", "Digest realm=r, nonce=m, qop=auth")).isNotNull();
        }

        @Test
        void withoutPreemptionEachRequestWaitsToBeAsked() {
            DigestAuth patient = auth.withPreemptive(false);

            assertThat(answer(patient, "http://h/", "Digest realm=r, nonce=n, qop=auth"))
                    .contains("nc=00000001");
            assertThat(patient.authorization("GET", url, NO_BODY)).isNull();
            assertThat(answer(patient, "http://h/", "Digest realm=r, nonce=n, qop=auth"))
                    .contains("nc=00000002");
        }

        @Test
        void countsAreGivenOnceByManyThreads() throws InterruptedException {
            retry(null, "Digest realm=r, nonce=n, qop=auth");
            Set<String> counts = ConcurrentHashMap.newKeySet();
            Thread[] threads = new Thread[4];
            for (int t = 0; t < threads.length; t++) {
                threads[t] =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            for (int i = 0; i < 250; i++) {
                                                String sent = next("http://h/");
                                                counts.add(String.valueOf(parameter(sent, "nc")));
                                                retry(null, "Digest realm=r, nonce=n, qop=auth");
                                            }
                                        });
            }
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(counts).hasSize(1000);
        }
    }

    @Nested
    class Spaces {
        private final DigestAuth auth = mufasa();

        private @Nullable String next(String url) {
            return auth.authorization("GET", Url.parse(url), NO_BODY);
        }

        private static String challenge(String realm, String domain) {
            return "Digest realm=%s, nonce=%s, qop=auth, domain=\"%s\""
                    .formatted(realm, realm, domain);
        }

        @ParameterizedTest
        @CsvSource({
            "'', /x, true",
            "' ', /x, true",
            "/, /x, true",
            "/a, /a, true",
            "/a, /a/b, true",
            "/a, /a?q, true",
            "/a, /ab, false",
            "/a, /, false",
            "/a/, /a/b, true",
            "/a/, /a, false",
            "/a /b, /b/c, true",
            "http://h/a, /a, true",
            "http://h:80/a, /a, true",
            "http://h:81/a, /a, false",
            "https://h/a, /a, false",
            "http://other/a, /a, false",
            "mailto:a, /a, false",
            "http://[ /b, /b, true",
            "//h/a, /a, true",
            "../up, /up, true",
        })
        void ofTheDomainParameter(String domain, String target, boolean covered) {
            String first = answer(auth, "http://h/deep/er", challenge("r", domain));

            assertThat(first).as("the one that was challenged").isNotNull();
            assertThat(next("http://h" + target) != null).isEqualTo(covered);
        }

        @Test
        void theNarrowestCovers() {
            answer(auth, "http://h/a/b", challenge("deep", "/a/b"));
            answer(auth, "http://h/a", challenge("wide", "/a"));
            answer(auth, "http://h/", challenge("all", ""));

            assertThat(next("http://h/a/b/c")).contains("realm=\"deep\"");
            assertThat(next("http://h/a/c")).contains("realm=\"wide\"");
            assertThat(next("http://h/c")).contains("realm=\"all\"");
        }

        @Test
        void theLatestOfEqualsCovers() {
            answer(auth, "http://h/a", challenge("one", ""));
            answer(auth, "http://h/b", challenge("two", ""));

            assertThat(next("http://h/a")).contains("realm=\"two\"");
        }

        @Test
        void areBoundedInNumber() {
            for (int i = 0; i < 20; i++) {
                answer(auth, "http://h/", challenge("r" + i, "/s" + i));
            }

            assertThat(next("http://h/s11")).isNull();
            assertThat(next("http://h/s12")).isNotNull();
            assertThat(next("http://h/s19")).isNotNull();
        }

        @Test
        void aLongDomainIsCut() {
            StringBuilder domain = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                domain.append("/s").append(i).append(' ');
            }
            answer(auth, "http://h/", challenge("r", domain.toString()));

            assertThat(next("http://h/s63")).isNotNull();
            assertThat(next("http://h/s64")).isNull();
            assertThat(next("http://h/s99")).isNull();
        }
    }

    @Nested
    class Home {
        private final String challenge = "Digest realm=r, nonce=n, qop=auth";

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://h/",
                    "http://h:81/",
                    "http://g/",
                    "http://a.h/",
                    "ws://g/",
                    "wss://h/"
                })
        void strangersGetNothing(String stranger) {
            DigestAuth auth = mufasa();

            assertThat(auth.authorization("GET", Url.parse("http://h/"), NO_BODY)).isNull();
            assertThat(answer(auth, stranger, challenge)).isNull();
            assertThat(answer(auth, "http://h/", challenge)).isNotNull();
            assertThat(auth.authorization("GET", Url.parse(stranger), NO_BODY)).isNull();
            assertThat(answer(auth, stranger, challenge)).isNull();
            assertThat(auth.authorization("GET", Url.parse("ws://h:80/"), NO_BODY)).isNotNull();
        }

        @Test
        void aChallengeAlonePinsToo() {
            DigestAuth auth = mufasa();

            assertThat(answer(auth, "https://h/", challenge)).isNotNull();
            assertThat(answer(auth, "https://g/", challenge)).isNull();
        }
    }

    @Nested
    class Users {
        @ParameterizedTest
        @ValueSource(strings = {"a:b", "a\r", "\u0000", "a\u007f"})
        void refused(String user) {
            assertThatThrownBy(() -> DigestAuth.of(user, "secret"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("expected a user without colons and control characters")
                    .hasMessageNotContaining("secret");
        }

        @Test
        void hideTheirPasswords() {
            assertThat(DigestAuth.of("u", "secret")).hasToString("DigestAuth[DigestUser[u]]");
        }
    }
}
