package dev.skein.loop;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads keys and certificates in PEM form (RFC 7468).
final class Pem {
    private static final String[] ALGORITHMS = {"RSA", "EC", "EdDSA", "RSASSA-PSS"};

    /// DER of `AlgorithmIdentifier { rsaEncryption, NULL }` (RFC 8017 §A.1).
    private static final byte[] RSA_ENCRYPTION = {
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    /// DER of the object identifier `id-ecPublicKey` (RFC 5480 §2.1.1).
    private static final byte[] EC_PUBLIC_KEY = {
        0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
    };

    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Block(String label, byte[] der, int end) {}

    private Pem() {}

    static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> chain = new ArrayList<>();
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block = block(text, 0, file);
                    block != null;
                    block = block(text, block.end, file)) {
                if (block.label.equals("CERTIFICATE")) { // the file may hold the key as well
                    var der = new ByteArrayInputStream(block.der);
                    chain.add((X509Certificate) factory.generateCertificate(der));
                }
            }
        } catch (CertificateException e) {
            throw new IOException(
                    file + " holds a certificate that cannot be read: " + e.getMessage(), e);
        }
        if (chain.isEmpty()) {
            throw new IOException(
                    "expected '-----BEGIN CERTIFICATE-----' in " + file + ", found none");
        }
        return chain;
    }

    static PrivateKey privateKey(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (Block block = block(text, 0, file);
                block != null;
                block = block(text, block.end, file)) {
            switch (block.label) {
                case "PRIVATE KEY" -> {
                    return decode(block.der, file);
                }
                case "RSA PRIVATE KEY" -> {
                    return decode(pkcs8(RSA_ENCRYPTION, block.der), file);
                }
                case "EC PRIVATE KEY" -> {
                    return decode(sec1(block.der, file), file);
                }
                case "ENCRYPTED PRIVATE KEY" ->
                        throw new IOException(
                                "the key in "
                                        + file
                                        + " is encrypted; decrypt it first: openssl pkey -in "
                                        + file
                                        + " -out plain.pem");
                default -> {
                    // Certificates and curve parameters may stand before the key.
                }
            }
        }
        throw new IOException("expected '-----BEGIN PRIVATE KEY-----' in " + file + ", found none");
    }

    private static @Nullable Block block(String text, int from, Path file) throws IOException {
        int begin = text.indexOf("-----BEGIN ", from);
        if (begin < 0) {
            return null;
        }
        int labelEnd = text.indexOf("-----", begin + 11);
        String label = labelEnd < 0 ? "" : text.substring(begin + 11, labelEnd);
        String endLine = "-----END " + label + "-----";
        int end = text.indexOf(endLine, begin);
        if (labelEnd < 0 || end < 0) {
            throw new IOException("the PEM block '" + label + "' in " + file + " has no end line");
        }
        String body = text.substring(labelEnd + 5, end);
        if (body.contains("Proc-Type: 4,ENCRYPTED")) {
            throw new IOException(
                    "the key in "
                            + file
                            + " is encrypted; decrypt it first: openssl pkey -in "
                            + file
                            + " -out plain.pem");
        }
        try {
            return new Block(label, Base64.getMimeDecoder().decode(body), end + endLine.length());
        } catch (IllegalArgumentException e) {
            throw new IOException("the PEM block '" + label + "' in " + file + " is not base64", e);
        }
    }

    private static PrivateKey decode(byte[] pkcs8, Path file) throws IOException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException _) {
                // Not this one: PKCS#8 says which it is only inside, so the next is tried.
            }
        }
        throw new IOException(
                "the key in "
                        + file
                        + " is of no known kind; expected one of "
                        + String.join(", ", ALGORITHMS));
    }

    private static byte[] sec1(byte[] key, Path file) throws IOException {
        try {
            return pkcs8(ecAlgorithm(key, file), key);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IOException("the EC key in " + file + " is damaged", e);
        }
    }

    /// `PrivateKeyInfo { version, algorithm, OCTET STRING { key } }` (RFC 5208 §5).
    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return der(0x30, VERSION_0, algorithm, der(0x04, key));
    }

    /// The curve stands inside the key, as `[0] parameters` (RFC 5915 §3), and PKCS#8 wants it outside.
    private static byte[] ecAlgorithm(byte[] key, Path file) throws IOException {
        int sequence = contentAt(key, 0);
        int version = contentAt(key, sequence) + lengthAt(key, sequence);
        int secret = contentAt(key, version) + lengthAt(key, version);
        if (secret >= key.length || (key[secret] & 0xff) != 0xa0) {
            throw new IOException(
                    "the EC key in "
                            + file
                            + " does not name its curve; convert it: openssl pkey -in "
                            + file);
        }
        int from = contentAt(key, secret);
        byte[] curve = java.util.Arrays.copyOfRange(key, from, from + lengthAt(key, secret));
        return der(0x30, EC_PUBLIC_KEY, curve);
    }

    private static int contentAt(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int lengthAt(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        return length;
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length >= 0x100) {
            out.write(0x82);
            out.write(length >>> 8);
        } else if (length >= 0x80) {
            out.write(0x81);
        }
        out.write(length);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
