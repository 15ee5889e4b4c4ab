package dev.skein.web.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.web.SetCookie.SameSite;
import dev.skein.web.TestAnswer;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What a stranger may try.
final class SessionAttackTest {
    private static final String GUARDED = "__Host-" + Visitor.COOKIE;

    private static Site withCookies() {
        return new Site(CookieStorage.fromSecret("0123456789".repeat(4)));
    }

    @Test
    void tokensOfStrangersAreNeverTaken() throws Exception {
        Visitor visitor = Site.inMemory().visitor();
        String planted = "A".repeat(43);
        visitor.cookies.put(Visitor.COOKIE, planted);
        visitor.get("/put");
        assertThat(visitor.token()).isNotEqualTo(planted).hasSize(43);
    }

    @Test
    void whoeverKnewTheCookieBeforeTheLoginIsLeftOutside() throws Exception {
        Site site = Site.inMemory();
        Visitor thief = site.visitor();
        thief.get("/put?value=bait");
        Visitor victim = thief.copy();
        victim.get("/login");
        assertThat(victim.read()).isEqualTo("ada");
        assertThat(thief.read()).isEqualTo("none");
        assertThat(victim.token()).isNotEqualTo(thief.token());
    }

    @Test
    void copyOfACookieIsWorthNothingAfterLogout() throws Exception {
        Visitor visitor = Site.inMemory().visitor();
        visitor.get("/login");
        Visitor thief = visitor.copy();
        assertThat(thief.read()).isEqualTo("ada");
        visitor.get("/logout");
        assertThat(thief.read()).isEqualTo("none");
    }

    /// As [CookieStorage] says: a cookie cannot be taken back.
    @Test
    void copyOfASealedCookieIsGoodUntilItExpires() throws Exception {
        Site site = withCookies();
        Visitor visitor = site.visitor();
        visitor.get("/login");
        Visitor thief = visitor.copy();
        visitor.get("/logout");
        assertThat(thief.read()).isEqualTo("ada");
        site.clock.advance(SessionOptions.defaults().idle());
        assertThat(thief.read()).isEqualTo("none");
    }

    @Test
    void forgedCookieIsANewSessionAndNoError() throws Exception {
        Site site = withCookies();
        Visitor visitor = site.visitor();
        visitor.get("/put?value=tea");
        String token = visitor.requireToken();
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            visitor.cookies.put(
                    Visitor.COOKIE, token.substring(0, i) + other + token.substring(i + 1));
            TestAnswer answer = visitor.get("/read");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).as("character %d", i).isEqualTo("none");
        }
    }

    @Test
    void cookieUnderAnotherNameIsNothing() throws Exception {
        CookieStorage storage = CookieStorage.fromSecret("0123456789".repeat(4));
        Visitor visitor = new Site(storage).visitor();
        visitor.get("/put?value=tea");
        SessionOptions options = SessionOptions.defaults().withCookieName("admin");
        Visitor admin = new Site(storage, options, new TestClock()).visitor();
        admin.cookies.put("admin", visitor.requireToken());
        assertThat(admin.read()).isEqualTo("none");
    }

    @Test
    void valuesOfACookieMustBeOurs() throws Exception {
        TestClock clock = new TestClock();
        MemoryStorage storage = new MemoryStorage(10, clock);
        SessionData rubbish =
                new SessionData(new byte[] {1, 2, 3}, clock.instant().plusSeconds(100), null);
        String token = Objects.requireNonNull(storage.save(Visitor.COOKIE, null, rubbish)).token();
        Visitor visitor = new Site(storage, SessionOptions.defaults(), clock).visitor();
        visitor.cookies.put(Visitor.COOKIE, token);
        assertThat(visitor.read()).isEqualTo("none");
        visitor.get("/put?value=tea");
        assertThat(visitor.token()).isNotEqualTo(token);
        assertThat(visitor.read()).isEqualTo("tea");
    }

    @Test
    void tooMuchForACookieIsAnErrorOfTheHandlerAndKeepsWhatWas() throws Exception {
        Visitor visitor = withCookies().visitor();
        visitor.get("/put?value=tea");
        assertThat(visitor.get("/put?value=" + "x".repeat(4000)).status()).isEqualTo(500);
        assertThat(visitor.read()).isEqualTo("tea");
    }

    // ---- the cookie
    // -----------------------------------------------------------------------------------------------------------

    @Test
    void cookieIsGuarded() throws Exception {
        String plain = Site.inMemory().visitor().get("/put").header("set-cookie");
        assertThat(plain)
                .matches(
                        "skein_session=[A-Za-z0-9_-]{43}; Path=/; Max-Age=86400; HttpOnly;"
                                + " SameSite=Lax");
        String encrypted = Site.inMemory().visitor().encrypted().get("/put").header("set-cookie");
        assertThat(encrypted)
                .matches(
                        "__Host-skein_session=[A-Za-z0-9_-]{43}; Path=/; Max-Age=86400; Secure;"
                                + " HttpOnly; SameSite=Lax");
    }

    @Test
    void cookieWithoutEncryptionIsNotTakenWhereThereIsSome() throws Exception {
        Site site = Site.inMemory();
        Visitor visitor = site.visitor();
        visitor.get("/put?value=planted");
        Visitor encrypted = visitor.copy().encrypted();
        assertThat(encrypted.read()).isEqualTo("none");
        encrypted.get("/put?value=mine");
        assertThat(encrypted.cookies).containsKeys(GUARDED, Visitor.COOKIE);
        assertThat(encrypted.read()).isEqualTo("mine");
        encrypted.get("/logout");
        assertThat(encrypted.cookies).doesNotContainKey(GUARDED);
    }

    @Test
    void prefixIsLeftOutWhereTheBrowserWouldRefuseIt() throws Exception {
        SessionOptions options = SessionOptions.defaults();
        assertThat(nameOf(options.withPath("/shop"))).isEqualTo(Visitor.COOKIE);
        assertThat(nameOf(options.withDomain("example.com"))).isEqualTo(Visitor.COOKIE);
        assertThat(nameOf(options.withSecure(false))).isEqualTo(Visitor.COOKIE);
        assertThat(nameOf(options.withSecure(true))).isEqualTo(GUARDED);
        assertThat(nameOf(options.withSecure(true).withCookieName("__Secure-x")))
                .isEqualTo("__Secure-x");
    }

    private static String nameOf(SessionOptions options) throws Exception {
        Visitor visitor = Site.inMemory(options).visitor().encrypted();
        visitor.get("/put");
        return visitor.cookies.keySet().iterator().next();
    }

    @Test
    void deletionMatchesTheCookie() throws Exception {
        SessionOptions options =
                SessionOptions.defaults()
                        .withPath("/")
                        .withDomain("example.com")
                        .withSameSite(SameSite.NONE);
        Visitor visitor = Site.inMemory(options).visitor();
        visitor.get("/put");
        assertThat(visitor.get("/logout").header("set-cookie"))
                .startsWith("skein_session=; Path=/; Domain=example.com; Max-Age=0; ")
                .endsWith("; Secure; HttpOnly; SameSite=None");
    }
}
