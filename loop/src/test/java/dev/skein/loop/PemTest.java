package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys and certificates in files, good and bad.
class PemTest {
    /// `[0] { 1.2.840.10045.3.1.7 }`: the curve P-256 (RFC 5480 §2.1.1.1).
    private static final byte[] P256 = {
        (byte) 0xa0, 10, 6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7
    };

    private @TempDir Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("file.pem"), content, StandardCharsets.ISO_8859_1);
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        out.write(content.size());
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    /// The key as RFC 5915 writes it.
    private static byte[] sec1(byte[] curve) throws Exception {
        byte[] number = ((ECPrivateKey) Keys.serverPrivateKey()).getS().toByteArray();
        byte[] secret = new byte[32];
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, secret, 32 - length, length);
        return der(0x30, new byte[] {2, 1, 1}, der(0x04, secret), curve);
    }

    /// The key as RFC 8017 writes it: what PKCS#8 wraps in an OCTET STRING, after 26 bytes for keys of this size.
    private static byte[] pkcs1() throws Exception {
        byte[] pkcs8 = Keys.clientPrivateKey().getEncoded();
        return Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
    }

    @Test
    void pkcs8KeysOfEitherKind() throws Exception {
        PrivateKey ec = Keys.serverPrivateKey();
        PrivateKey rsa = Keys.clientPrivateKey();
        assertThat(Pem.privateKey(file(Keys.pem("PRIVATE KEY", ec.getEncoded())))).isEqualTo(ec);
        assertThat(Pem.privateKey(file(Keys.pem("PRIVATE KEY", rsa.getEncoded())))).isEqualTo(rsa);
    }

    @Test
    void pkcs1Keys() throws Exception {
        assertThat(Pem.privateKey(file(Keys.pem("RSA PRIVATE KEY", pkcs1()))))
                .isEqualTo(Keys.clientPrivateKey());
    }

    @Test
    void sec1Keys() throws Exception {
        PrivateKey key = Pem.privateKey(file(Keys.pem("EC PRIVATE KEY", sec1(P256))));
        assertThat(((ECPrivateKey) key).getS())
                .isEqualTo(((ECPrivateKey) Keys.serverPrivateKey()).getS());
    }

    @Test
    void aSec1KeyWithoutItsCurveSaysWhatToDo() throws Exception {
        Path file = file(Keys.pem("EC PRIVATE KEY", sec1(new byte[0])));
        assertThatThrownBy(() -> Pem.privateKey(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not name its curve")
                .hasMessageContaining("openssl pkey");
    }

    @Test
    void otherBlocksMayStandAround() throws Exception {
        String certificate = Keys.pem("CERTIFICATE", Keys.serverX509().getEncoded());
        String key = Keys.pem("PRIVATE KEY", Keys.serverPrivateKey().getEncoded());
        Path file =
                file(
                        "a comment\n"
                                + certificate
                                + Keys.pem("CERTIFICATE", Keys.clientX509().getEncoded())
                                + Keys.pem("EC PARAMETERS", new byte[] {5, 0})
                                + key);
        assertThat(Pem.privateKey(file)).isEqualTo(Keys.serverPrivateKey());
        assertThat(Pem.certificates(file)).containsExactly(Keys.serverX509(), Keys.clientX509());
    }

    @Test
    void oneFileMayHoldCertificateAndKey() throws Exception {
        Path file =
                file(
                        Keys.pem("CERTIFICATE", Keys.serverX509().getEncoded())
                                + Keys.pem("PRIVATE KEY", Keys.serverPrivateKey().getEncoded()));
        assertThat(Tls.server(file, file).clientAuth()).isEqualTo(Tls.ClientAuth.NONE);
    }

    @Test
    void windowsLineEndsAreFine() throws Exception {
        String key = Keys.pem("PRIVATE KEY", Keys.serverPrivateKey().getEncoded());
        assertThat(Pem.privateKey(file(key.replace("\n", "\r\n"))))
                .isEqualTo(Keys.serverPrivateKey());
    }

    @Test
    void encryptedKeysSayWhatToDo() throws Exception {
        Path modern = file(Keys.pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3}));
        assertThatThrownBy(() -> Pem.privateKey(modern))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is encrypted; decrypt it first");
        Path old =
                file(
                        """
                        -----BEGIN RSA PRIVATE KEY-----
                        Proc-Type: 4,ENCRYPTED
                        DEK-Info: AES-256-CBC,00

                        AAAA
                        -----END RSA PRIVATE KEY-----
                        """);
        assertThatThrownBy(() -> Pem.privateKey(old))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is encrypted; decrypt it first");
    }

    @Test
    void missingKeysAndFiles() throws Exception {
        assertThatThrownBy(() -> Pem.privateKey(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
        Path empty = file("");
        assertThatThrownBy(() -> Pem.privateKey(empty))
                .hasMessageContaining("expected '-----BEGIN PRIVATE KEY-----'");
        assertThatThrownBy(() -> Pem.certificates(empty))
                .hasMessageContaining("expected '-----BEGIN CERTIFICATE-----'");
    }

    @Test
    void garbageIsAnIoExceptionThatNamesTheFile() throws Exception {
        for (String label : new String[] {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"}) {
            for (byte[] der :
                    new byte[][] {
                        {}, {0x30}, {0x30, (byte) 0x84, 1}, {0x30, 3, 2, 1}, new byte[200]
                    }) {
                Path file = file(Keys.pem(label, der));
                assertThatThrownBy(() -> Pem.privateKey(file))
                        .as(label + " " + Arrays.toString(der))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("file.pem");
            }
        }
        Path certificate = file(Keys.pem("CERTIFICATE", new byte[50]));
        assertThatThrownBy(() -> Pem.certificates(certificate))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("file.pem");
    }

    @Test
    void damagedBlocksAreNamed() throws Exception {
        Path endless = file("-----BEGIN PRIVATE KEY-----\nAAAA\n");
        assertThatThrownBy(() -> Pem.privateKey(endless)).hasMessageContaining("has no end line");
        Path odd = file("-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> Pem.privateKey(odd)).hasMessageContaining("is not base64");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        Path key = file(Keys.pem("PRIVATE KEY", Keys.clientPrivateKey().getEncoded()));
        assertThatThrownBy(() -> Tls.server(Keys.serverCertificate(), key))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("file.pem")
                .hasMessageContaining("RSA")
                .hasMessageContaining("EC");
    }

    @Test
    void whatOpensslWrites() throws Exception {
        for (String[] kind :
                new String[][] {
                    {"ecparam", "-name", "secp384r1", "-genkey"},
                    {"genpkey", "-algorithm", "ed25519"},
                    {"genrsa", "-traditional", "2048"}
                }) {
            Path file = folder.resolve("openssl.pem");
            openssl(file, kind);
            assertThat(Pem.privateKey(file)).as(String.join(" ", kind)).isNotNull();
        }
    }

    private static void openssl(Path out, String[] arguments) throws InterruptedException {
        java.util.List<String> command = new java.util.ArrayList<>();
        command.add("openssl");
        command.addAll(Arrays.asList(arguments));
        int at = arguments[0].equals("genrsa") ? command.size() - 1 : command.size();
        command.addAll(at, java.util.List.of("-out", out.toString()));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        } catch (IOException e) {
            Assumptions.abort("this machine has no openssl");
        }
    }
}
