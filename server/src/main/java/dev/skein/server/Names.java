package dev.skein.server;

import java.security.SecureRandom;
import java.util.Base64;

/// Names that no two channels of any two processes share, and that nobody can guess.
final class Names {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 16;

    private Names() {}

    static String unguessable(String kind) {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return kind + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
