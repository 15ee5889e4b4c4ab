package dev.skein.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.skein.client.Netrc.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Netrc: its text, its file, and where that is.
class NetrcTest {
    @Nested
    class Text {
        @Test
        void entriesAndDefault() throws IOException {
            Netrc netrc =
                    Netrc.parse(
                            """
                            # machine none login x
                            machine a.example login ann password "pass word"
                            machine B.example
                            \tlogin bob # not a comment before a keyword? it is one
                            \taccount acme
                            machine c.example login cid
                            machine empty.example
                            default login anonymous password me@home
                            """);

            assertThat(netrc.login("a.example")).isEqualTo(new Login("ann", "pass word", null));
            assertThat(netrc.login("A.EXAMPLE")).isEqualTo(new Login("ann", "pass word", null));
            assertThat(netrc.login("b.example")).isEqualTo(new Login("bob", "", "acme"));
            assertThat(netrc.login("c.example")).isEqualTo(new Login("cid", "", null));
            assertThat(netrc.login("none"))
                    .as("what no entry or only an empty one names takes the default")
                    .isEqualTo(netrc.login("empty.example"))
                    .isEqualTo(new Login("anonymous", "me@home", null));
        }

        @Test
        void withoutDefaultThereIsNone() throws IOException {
            Netrc netrc = Netrc.parse("machine a login u password p");

            assertThat(netrc.login("b")).isNull();
            assertThat(netrc.login("a.b")).isNull();
            assertThat(netrc.login("")).isNull();
            assertThat(Netrc.parse("").login("a")).isNull();
        }

        @Test
        void theFirstEntryOfAHostCounts() throws IOException {
            Netrc netrc =
                    Netrc.parse(
                            "default login d machine a login one machine a login two"
                                    + " default login e");

            assertThat(netrc.login("a")).isEqualTo(new Login("one", "", null));
            assertThat(netrc.login("b")).isEqualTo(new Login("d", "", null));
        }

        @Test
        void oneEntryInOneLineOrInMany() throws IOException {
            for (String blank : List.of(" ", "\t", "\n", "\r\n", " \n\n ")) {
                String text = String.join(blank, "machine", "a", "password", "p", "login", "u");

                assertThat(Netrc.parse(text).login("a")).isEqualTo(new Login("u", "p", null));
                assertThat(Netrc.parse(blank + text + blank).login("a"))
                        .isEqualTo(new Login("u", "p", null));
            }
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '\u00a7',
                value = {
                    "plain | plain",
                    "#hash | #hash",
                    "a#b | a#b",
                    "a\"b | a\"b",
                    "a\\b | a\\b",
                    "\"a b\" | a b",
                    "\"a\\\"b\" | a\"b",
                    "\"a\\\\b\" | a\\b",
                    "\"\\t\" | \\t",
                    "\"# x\" | # x",
                    "\"\u00e9\" | \u00e9",
                    "machine | machine",
                    "\"\" | §§",
                })
        void words(String written, String password) throws IOException {
            Login login = Netrc.parse("machine a login u password " + written).login("a");

            assertThat(login).isEqualTo(new Login("u", password.replace("\\t", "\t"), null));
        }

        @ParameterizedTest
        @ValueSource(strings = {"\n", "\r\n"})
        void macrosAreSkipped(String end) throws IOException {
            String text =
                    String.join(
                            end,
                            "machine a login u",
                            "macdef init",
                            "machine evil login x \"",
                            " password y",
                            "",
                            "password p",
                            "macdef last",
                            "machine b login v");
            Netrc netrc = Netrc.parse(text);

            assertThat(netrc.login("a")).isEqualTo(new Login("u", "p", null));
            assertThat(netrc.login("evil")).isNull();
            assertThat(netrc.login("b")).isNull();
        }

        @Test
        void anEmptyMacroEndsAtOnce() throws IOException {
            Netrc netrc = Netrc.parse("macdef x\n\nmachine a login u");

            assertThat(netrc.login("a")).isEqualTo(new Login("u", "", null));
        }

        @Test
        void addressesWithAndWithoutBrackets() throws IOException {
            Login login = new Login("u", "", null);

            assertThat(Netrc.parse("machine ::1 login u").login("[::1]")).isEqualTo(login);
            assertThat(Netrc.parse("machine [::1] login u").login("::1")).isEqualTo(login);
        }

        @Test
        void aByteOrderMarkIsNoWord() throws IOException {
            assertThat(Netrc.parse("\uFEFFmachine a login u").login("a")).isNotNull();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "'machine' | line 1: expected the host of a machine, not the end of the file",
                    "'machine a login' | line 1: expected a word after login, not the end",
                    "'\nmachine a\npassword' | line 3: expected a word after password, not the end",
                    "'\n\nlogin secret' | line 3: expected machine or default before login",
                    "'machine a\r\npassword a secret' | line 2: expected machine, default, login",
                    "'machine a\npassword \"secret\nx' | line 2: expected a closing double quote",
                    "'machine a password \"secret\\' | line 1: expected a closing double quote",
                    "'# x\nMACHINE secret' | line 2: expected machine, default",
                    "'machine \"\" login secret' | line 1: expected the host of a machine, not",
                    "'macdef' | line 1: expected the name of a macro",
                    "'macdef m\nx\n\nsecret' | line 4: expected machine",
                })
        void malformed(String text, String message) {
            assertThatThrownBy(() -> Netrc.parse(text))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(message)
                    .hasMessageNotContaining("secret");
        }

        @Test
        void hidesPasswords() throws IOException {
            Netrc netrc = Netrc.parse("machine a login u password secret default login d");

            assertThat(netrc).hasToString("Netrc[1 hosts and a default]");
            assertThat(netrc.login("a")).hasToString("Login[user=u, password=***]");
        }
    }

    @Nested
    class File {
        @TempDir Path home;

        private Path write(String name, String text) throws IOException {
            return Files.writeString(home.resolve(name), text);
        }

        @Test
        void isLoaded() throws IOException {
            Path file = write("n", "machine a login u password \u00e9");

            assertThat(Netrc.load(file).login("a")).isEqualTo(new Login("u", "\u00e9", null));
        }

        @Test
        void errorsNameIt() throws IOException {
            Path malformed = write("n", "machine a\nlogin");
            Path latin = home.resolve("l");
            Files.write(latin, "machine a password \u00e9".getBytes(ISO_8859_1));
            Path large = write("large", "#".repeat((1 << 20) + 1));

            assertThatThrownBy(() -> Netrc.load(malformed))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(malformed + ": line 2: expected a word after login");
            assertThatThrownBy(() -> Netrc.load(latin)).hasMessage(latin + ": expected UTF-8 text");
            assertThatThrownBy(() -> Netrc.load(large))
                    .hasMessageStartingWith(large + ": expected at most 1048576 bytes");
            assertThatThrownBy(() -> Netrc.load(home.resolve("none")))
                    .isInstanceOf(NoSuchFileException.class);
        }

        @ParameterizedTest
        @CsvSource({
            "rw-------, machine a password p, false",
            "rw-r-----, machine a password p, true",
            "rw----r--, machine a password p, true",
            "rw-r--r--, default password p, true",
            "rw-r--r--, machine a login u, false",
            "rw--w--w-, machine a password p, false",
        })
        void warnsWhenOthersMayReadPasswords(String permissions, String text, boolean warned)
                throws IOException {
            assumeThat(home.getFileSystem().supportedFileAttributeViews()).contains("posix");
            Path file = write("n", text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            List<String> warnings = new ArrayList<>();

            Netrc.load(file, warnings::add);

            assertThat(warnings).hasSize(warned ? 1 : 0);
            assertThat(warnings).allMatch(warning -> warning.startsWith(file + " holds passwords"));
        }

        @Test
        void isFoundWhereItShouldBe() throws IOException {
            assertThat(Netrc.find(null, home, true).login("a")).isNull();
            write("_netrc", "machine a login windows");
            assertThat(Netrc.find(null, home, false).login("a")).isNull();
            assertThat(Netrc.find("", home, true).login("a"))
                    .isEqualTo(new Login("windows", "", null));
            write(".netrc", "machine a login home");
            assertThat(Netrc.find(null, home, true).login("a"))
                    .isEqualTo(new Login("home", "", null));
            Path named = write("other", "machine a login named");
            assertThat(Netrc.find(named.toString(), home, false).login("a"))
                    .isEqualTo(new Login("named", "", null));
        }

        @Test
        void aVariableThatLeadsNowhereIsAnError() {
            Path none = home.resolve("none");

            assertThatThrownBy(() -> Netrc.find(none.toString(), home, false))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "environment variable NETRC names a file that is not there: " + none);
        }
    }
}
