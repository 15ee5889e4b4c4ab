package dev.skein.http.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The client's nonce, and the proof that the server has read it (RFC 6455 §1.3).
final class HandshakeKey {
    /// How many bytes a nonce has.
    static final int NONCE_BYTES = 16;

    private static final int DIGITS = 22;
    private static final String PADDING = "==";
    private static final byte[] GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11".getBytes(ISO_8859_1);

    private HandshakeKey() {}

    /// The value of `sec-websocket-key`.
    static String of(byte[] nonce) {
        return Base64.getEncoder().encodeToString(nonce);
    }

    /// Whether the value is 16 bytes in base64, with padding. The four bits that are left over may be
    /// set: those of RFC 6455's own example in §4.1 are.
    static boolean isValid(String key) {
        if (key.length() != DIGITS + PADDING.length() || !key.endsWith(PADDING)) {
            return false;
        }
        for (int i = 0; i < DIGITS; i++) {
            if (!isBase64(key.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBase64(char c) {
        return (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || c == '+'
                || c == '/';
    }

    /// The value of `sec-websocket-accept` that answers a key.
    static String accept(String key) {
        // RFC 6455 §4.2.2: "concatenating /key/, defined above in step 4 in Section 4.2.2, with the
        // string "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", taking the SHA-1 hash of this concatenated
        // value to obtain a 20-byte value and base64-encoding (see Section 4 of [RFC4648]) this
        // 20-byte hash."
        MessageDigest sha1 = sha1();
        sha1.update(key.getBytes(ISO_8859_1));
        return Base64.getEncoder().encodeToString(sha1.digest(GUID));
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("expected SHA-1, which every Java platform has", e);
        }
    }
}
