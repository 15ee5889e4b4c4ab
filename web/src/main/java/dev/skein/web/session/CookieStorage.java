package dev.skein.web.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/// Keeps each session in its client's cookie, encrypted and authenticated: nothing is stored here, and any process that has the keys can
/// go on.
///
/// **What it cannot do.** A cookie cannot be taken back: after [Session#invalidate()] or [Session#renew()] a copy of the old one is good
/// until it expires. Of two requests at once the cookie of that wins whose response comes last. A cookie holds 4096 bytes, of which some
/// 3000 are left for the session. Where any of this matters, use a storage on the server.
///
/// **Keys.** New cookies are made with the first; cookies of older keys are still read, and made anew with the first when they are saved
/// next. To replace a key, put a new one before it, and drop the old one when the absolute time of sessions has passed; do so before 2³²
/// cookies were made with one.
///
/// AES-256-GCM with a random nonce of 96 bits; version, key and cookie name are authenticated along. For any number of threads.
public final class CookieStorage implements SessionStorage {
    private static final byte VERSION = 1;
    private static final int HEAD = 2;
    private static final int NONCE = 12;
    private static final int TAG = 16;

    /// What browsers keep of name and value together (RFC 6265 §6.1).
    private static final int MOST_BYTES = 4096;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random = new SecureRandom();
    private final List<CookieKey> keys;

    private CookieStorage(List<CookieKey> keys) {
        for (CookieKey older : keys.subList(1, keys.size())) {
            if (older.isSameAs(keys.getFirst())) {
                throw new IllegalArgumentException(
                        "expected older keys, got the current one again");
            }
        }
        this.keys = List.copyOf(keys);
    }

    /// With keys of 32 random bytes.
    ///
    /// @throws IllegalArgumentException if a key has another length
    public static CookieStorage of(byte[] current, byte[]... older) {
        List<CookieKey> keys = new ArrayList<>();
        keys.add(CookieKey.of(current));
        for (byte[] key : older) {
            keys.add(CookieKey.of(key));
        }
        return new CookieStorage(keys);
    }

    /// With keys that are made of secrets, such as `openssl rand -base64 48` prints. Passwords that somebody has thought of can be
    /// guessed, and are none.
    ///
    /// @throws IllegalArgumentException if a secret has fewer than 32 characters
    public static CookieStorage fromSecret(String current, String... older) {
        List<CookieKey> keys = new ArrayList<>();
        keys.add(CookieKey.fromSecret(current));
        for (String secret : older) {
            keys.add(CookieKey.fromSecret(secret));
        }
        return new CookieStorage(keys);
    }

    @Override
    public @Nullable StoredSession load(String cookieName, String token) {
        byte[] sealed = decode(token);
        if (sealed == null || sealed.length < HEAD + NONCE + TAG || sealed[0] != VERSION) {
            return null;
        }
        for (CookieKey key : keys) {
            byte[] bytes = key.id() == sealed[1] ? open(key, cookieName, sealed) : null;
            if (bytes != null) {
                return new StoredSession(token, 0, bytes);
            }
        }
        return null;
    }

    /// Null also for a spelling that no encoder makes: a cookie is either ours to the last bit, or not.
    private static byte @Nullable [] decode(String token) {
        if (token.length() > MOST_BYTES) {
            return null;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            return ENCODER.encodeToString(bytes).equals(token) ? bytes : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static byte @Nullable [] open(CookieKey key, String cookieName, byte[] sealed) {
        byte[] nonce = Arrays.copyOfRange(sealed, HEAD, HEAD + NONCE);
        int begin = HEAD + NONCE;
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, cookieName)
                    .doFinal(sealed, begin, sealed.length - begin);
        } catch (AEADBadTagException _) {
            return null;
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    @Override
    public StoredSession save(
            String cookieName, @Nullable StoredSession before, SessionData session) {
        byte[] sealed = seal(keys.getFirst(), cookieName, session.bytes());
        String token = ENCODER.encodeToString(sealed);
        int size = cookieName.length() + token.length();
        if (size > MOST_BYTES) {
            throw new IllegalStateException(
                    "expected a session that fits a cookie of "
                            + MOST_BYTES
                            + " bytes, got one that takes "
                            + size
                            + ": keep less in it, or keep sessions on the server, as MemoryStorage does");
        }
        return new StoredSession(token, 0, session.bytes());
    }

    private byte[] seal(CookieKey key, String cookieName, byte[] bytes) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = new byte[HEAD + NONCE + bytes.length + TAG];
        sealed[0] = VERSION;
        sealed[1] = key.id();
        System.arraycopy(nonce, 0, sealed, HEAD, NONCE);
        try {
            cipher(Cipher.ENCRYPT_MODE, key, nonce, cookieName)
                    .doFinal(bytes, 0, bytes.length, sealed, HEAD + NONCE);
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
        return sealed;
    }

    /// One for each cookie: ciphers are not safe for threads.
    private static Cipher cipher(int mode, CookieKey key, byte[] nonce, String cookieName)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.key(), new GCMParameterSpec(TAG * Byte.SIZE, nonce));
        cipher.updateAAD(new byte[] {VERSION, key.id()});
        cipher.updateAAD(cookieName.getBytes(UTF_8));
        return cipher;
    }

    private static IllegalStateException broken(GeneralSecurityException e) {
        return new IllegalStateException(
                "expected a JVM with AES/GCM, which every one must have", e);
    }

    /// Does nothing: the client holds the session.
    @Override
    public void delete(String cookieName, String token) {}

    @Override
    public boolean isServerSide() {
        return false;
    }

    /// How many keys it has.
    @Override
    public String toString() {
        return "CookieStorage[" + keys.size() + " keys]";
    }
}
