package dev.skein.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.Escapes;
import java.util.function.Supplier;

/// Who answers challenges.
///
/// @param name in UTF-8, one character per byte
/// @param password in UTF-8, one character per byte
/// @param cnonces gives nonces of the client: printable ASCII without `"` and `\`
record DigestUser(String name, String password, Supplier<String> cnonces) {
    private static final String HEX = "0123456789ABCDEF";

    static DigestUser of(String user, String password, Supplier<String> cnonces) {
        for (int i = 0; i < user.length(); i++) {
            char c = user.charAt(i);
            if (c < 0x20 || c == 0x7F || c == ':') {
                throw new IllegalArgumentException(
                        "expected a user without colons and control characters, came "
                                + Escapes.hex(c)
                                + " at index "
                                + i);
            }
        }
        return new DigestUser(wire(user), wire(password), cnonces);
    }

    private static String wire(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    boolean isAscii() {
        return name.chars().allMatch(c -> c < 0x80);
    }

    /// The name as an extended value (RFC 8187 §3.2.1).
    String extendedName() {
        StringBuilder out = new StringBuilder("UTF-8''");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (isAttributeCharacter(c)) {
                out.append(c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
            }
        }
        return out.toString();
    }

    private static boolean isAttributeCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "!#$&+-.^_`|~".indexOf(c) >= 0;
    }

    /// Shows nothing of the password.
    @Override
    public String toString() {
        return "DigestUser[" + Escapes.escape(name, 100) + ']';
    }
}
