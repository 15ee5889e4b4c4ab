package dev.skein.web.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.skein.http.json.JsonException;
import dev.skein.web.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a handler can do with a session.
final class SessionTest {
    record Basket(List<String> things, int sum) {}

    enum Colour {
        RED
    }

    private interface Use {
        void of(Session session) throws Exception;
    }

    private final Site site = Site.inMemory();
    private final List<Use> uses = new ArrayList<>();

    SessionTest() {
        site.get(
                "/use",
                request -> {
                    try {
                        uses.removeFirst().of(Sessions.of(request));
                    } catch (AssertionError e) {
                        return Response.text(String.valueOf(e.getMessage()));
                    }
                    return Response.text("ok");
                });
    }

    /// One request for each use, by one visitor.
    private void visit(Use... visits) throws Exception {
        Visitor visitor = site.visitor();
        for (Use use : visits) {
            uses.add(use);
            assertThat(visitor.get("/use").text()).isEqualTo("ok");
        }
    }

    @Test
    void valuesOfAnyType() throws Exception {
        visit(
                session -> {
                    session.put("name", "Zoë");
                    session.put("count", 17);
                    session.put("basket", new Basket(List.of("tea", "milk"), 3));
                    session.put("object", (Object) "text");
                },
                session -> {
                    assertThat(session.get("name")).isEqualTo("Zoë");
                    assertThat(session.get("name", String.class)).isEqualTo("Zoë");
                    assertThat(session.get("count", Integer.class)).isEqualTo(17);
                    assertThat(session.get("basket", Basket.class))
                            .isEqualTo(new Basket(List.of("tea", "milk"), 3));
                    assertThat(session.get("object")).isEqualTo("text");
                    assertThat(session.names())
                            .containsExactly("name", "count", "basket", "object");
                });
    }

    @Test
    void stringsServeForTypesThatAreStringsInJson() throws Exception {
        visit(
                session -> session.put("colour", "RED"),
                session -> assertThat(session.get("colour", Colour.class)).isEqualTo(Colour.RED));
    }

    @Test
    void whatIsNotThereIsNull() throws Exception {
        visit(
                session -> {
                    assertThat(session.get("nothing")).isNull();
                    assertThat(session.get("nothing", Basket.class)).isNull();
                    session.remove("nothing");
                    assertThat(session.isEmpty()).isTrue();
                });
    }

    @Test
    void anotherTypeIsAnError() throws Exception {
        visit(
                session -> {
                    session.put("count", 17);
                    assertThatIllegalStateException()
                            .isThrownBy(() -> session.get("count"))
                            .withMessageContaining("get(name, type)");
                    assertThatExceptionOfType(JsonException.class)
                            .isThrownBy(() -> session.get("count", Basket.class));
                });
    }

    @Test
    void whatIsGotIsACopy() throws Exception {
        visit(
                session -> {
                    List<String> things = new ArrayList<>(List.of("tea"));
                    session.put("things", things);
                    things.add("milk");
                    assertThat(session.get("things", String[].class)).containsExactly("tea");
                });
    }

    @Test
    void removedValuesStayRemoved() throws Exception {
        visit(
                session -> {
                    session.put("a", "1");
                    session.put("b", "2");
                },
                session -> session.remove("a"),
                session -> assertThat(session.names()).containsExactly("b"),
                session -> {
                    session.remove("b");
                    session.put("b", "3");
                },
                session -> assertThat(session.get("b")).isEqualTo("3"));
    }

    @Test
    void namesAreNotTheSessionItself() throws Exception {
        visit(
                session -> {
                    session.put("a", "1");
                    for (String name : session.names()) {
                        session.remove(name);
                    }
                    assertThat(session.isEmpty()).isTrue();
                });
    }

    @Test
    void flashesAreReadOnce() throws Exception {
        visit(
                session -> {
                    session.flash("info", "saved");
                    session.flash("error", "but");
                },
                session ->
                        assertThat(session.flashes())
                                .containsExactly(
                                        new Flash("info", "saved"), new Flash("error", "but")),
                session -> assertThat(session.flashes()).isEmpty());
    }

    @Test
    void flashShownAtOnceIsNotShownAgain() throws Exception {
        visit(
                session -> {
                    session.flash("info", "now");
                    assertThat(session.flashes()).hasSize(1);
                    assertThat(session.flashes()).isEmpty();
                    session.put("a", "1");
                },
                session -> assertThat(session.flashes()).isEmpty());
    }

    @Test
    void flashesThatNobodyReadsAreBounded() throws Exception {
        visit(
                session -> {
                    for (int i = 0; i < 100; i++) {
                        session.flash("info", "" + i);
                    }
                },
                session ->
                        assertThat(session.flashes())
                                .hasSize(32)
                                .startsWith(new Flash("info", "68"))
                                .endsWith(new Flash("info", "99")));
    }

    @Test
    void idStaysUntilRenewed() throws Exception {
        List<String> ids = new ArrayList<>();
        visit(
                session -> {
                    assertThat(session.isNew()).isTrue();
                    session.put("a", "1");
                    ids.add(session.id());
                },
                session -> {
                    assertThat(session.isNew()).isFalse();
                    assertThat(session.id()).isEqualTo(ids.getFirst());
                    session.renew();
                    assertThat(session.id()).isNotEqualTo(ids.getFirst());
                    ids.add(session.id());
                },
                session -> {
                    assertThat(session.id()).isEqualTo(ids.getLast());
                    assertThat(session.get("a")).isEqualTo("1");
                    assertThat(session.toString()).contains(session.id()).doesNotContain("a=");
                });
    }

    @Test
    void ownerIsKept() throws Exception {
        visit(
                session -> {
                    assertThat(session.owner()).isNull();
                    session.owner("ada");
                    assertThat(session.isEmpty()).isFalse();
                    assertThatIllegalArgumentException().isThrownBy(() -> session.owner(""));
                },
                session -> {
                    assertThat(session.owner()).isEqualTo("ada");
                    session.owner(null);
                },
                session -> assertThat(session.owner()).isNull());
    }

    @Test
    void timeOfItsBeginningIsKept() throws Exception {
        var begin = site.clock.instant();
        visit(
                session -> {
                    assertThat(session.createdAt()).isEqualTo(begin);
                    session.put("a", "1");
                    site.clock.advance(Duration.ofHours(5));
                },
                session -> {
                    assertThat(session.createdAt()).isEqualTo(begin);
                    session.renew();
                    assertThat(session.createdAt()).isEqualTo(site.clock.instant());
                });
    }
}
