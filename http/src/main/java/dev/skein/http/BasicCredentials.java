package dev.skein.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A user and password of the scheme Basic (RFC 7617), in UTF-8.
///
/// @param user without colon and control characters, perhaps empty
/// @param password without control characters, perhaps empty
public record BasicCredentials(String user, String password) {
    private static final String SCHEME = "Basic";

    /// @throws IllegalArgumentException when the user holds a colon, or either a control character;
    ///     the message does not show them
    public BasicCredentials {
        // RFC 7617 §2: a colon ends the user, so none can be inside.
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "expected a user without colon, came one with it: Basic cannot say where such"
                            + " a name ends");
        }
        requireNoControl("user", user);
        requireNoControl("password", password);
    }

    /// The value of an Authorization or Proxy-Authorization field.
    ///
    /// @throws IllegalArgumentException when the user holds a colon, or either a control character
    public static String header(String user, String password) {
        return new BasicCredentials(user, password).header();
    }

    /// The value of an Authorization or Proxy-Authorization field.
    public String header() {
        byte[] bytes = (user + ':' + password).getBytes(UTF_8);
        return SCHEME + ' ' + Base64.getEncoder().encodeToString(bytes);
    }

    /// The credentials in the value of an Authorization or Proxy-Authorization field; null when it
    /// is of another scheme, is not base64, not UTF-8, has no colon or holds control characters.
    public static @Nullable BasicCredentials parse(String value) {
        List<Challenge> challenges = Challenge.parse(List.of(value));
        if (challenges.size() != 1) {
            return null;
        }
        Challenge only = challenges.getFirst();
        return only.isScheme(SCHEME) && only.token68() != null ? decode(only.token68()) : null;
    }

    private static @Nullable BasicCredentials decode(String token68) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(token68));
            String text = UTF_8.newDecoder().decode(bytes).toString();
            int colon = text.indexOf(':');
            return colon < 0
                    ? null
                    : new BasicCredentials(text.substring(0, colon), text.substring(colon + 1));
        } catch (IllegalArgumentException | CharacterCodingException _) {
            return null;
        }
    }

    // RFC 7617 §2: neither may hold a control character.
    private static void requireNoControl(String name, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == 0x7F) {
                throw new IllegalArgumentException(
                        "expected a "
                                + name
                                + " without control characters, came "
                                + Escapes.hex(c)
                                + " at index "
                                + i
                                + ": is there a line end left from reading a file?");
            }
        }
    }

    /// Without the password.
    @Override
    public String toString() {
        return "BasicCredentials[user=" + Escapes.escape(user, 100) + ", password=***]";
    }
}
