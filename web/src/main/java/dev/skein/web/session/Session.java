package dev.skein.web.session;

import dev.skein.http.json.JsonException;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the server remembers of a visitor, from one request to the next. To be had by [Sessions#of].
///
/// Values have names. A string is kept as it is; anything else as JSON, which needs a codec. What is got is a copy: to change it, put it
/// again. A session outlives your deployments: where the shape of a value changes, give it a new name.
///
/// For one thread at a time. Once the response goes nothing can be changed any more: [IllegalStateException]. That holds for the writer
/// of a stream, which runs after that, and for [dev.skein.web.Application#onResponsePrepare].
///
/// **In a WebSocket** changes are saved by [#save()] only.
public final class Session {
    private final SessionVisit visit;
    private final SessionChanges changes = new SessionChanges();
    private SessionContent content;
    private boolean isNew;

    Session(SessionVisit visit, SessionContent content, boolean isNew) {
        this.visit = visit;
        this.content = content;
        this.isNew = isNew;
    }

    // ---- values
    // ---------------------------------------------------------------------------------------------------------------

    /// The string of that name, or null.
    ///
    /// @throws IllegalStateException if something else than a string was put
    public @Nullable String get(String name) {
        SessionValue value = content.values.get(name);
        if (value != null && value.isJson()) {
            throw new IllegalStateException(
                    "expected a string as \""
                            + name
                            + "\" of the session, got JSON: use get(name, type)");
        }
        return value == null ? null : value.text();
    }

    /// The value of that name, or null.
    ///
    /// @throws JsonException if it does not fit the type
    /// @throws IllegalStateException if no JSON codec is there, and one is needed
    public <T> @Nullable T get(String name, Class<T> type) throws JsonException {
        return get(name, (Type) type);
    }

    /// The value of that name, or null; for generic types.
    ///
    /// @throws JsonException if it does not fit the type
    /// @throws IllegalStateException if no JSON codec is there, and one is needed
    @SuppressWarnings("TypeParameterUnusedInFormals") // the caller names T by the type
    public <T> @Nullable T get(String name, Type type) throws JsonException {
        SessionValue value = content.values.get(name);
        return value == null ? null : value.as(type);
    }

    /// Keeps a string under that name.
    public void put(String name, String value) {
        keep(name, SessionValue.of(value));
    }

    /// Keeps a value under that name.
    ///
    /// @throws JsonException if it has no form in JSON
    /// @throws IllegalStateException if no JSON codec is there, and the value is no string
    public void put(String name, Object value) throws JsonException {
        keep(name, SessionValue.of(value));
    }

    private void keep(String name, SessionValue value) {
        visit.requireOpen();
        if (!value.equals(content.values.put(name, value))) {
            changes.put(name, value);
        }
    }

    /// Forgets the value of that name, if there is one.
    public void remove(String name) {
        visit.requireOpen();
        if (content.values.remove(name) != null) {
            changes.remove(name);
        }
    }

    /// The names of all values, in the order in which they were put first.
    public Set<String> names() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(content.values.keySet()));
    }

    // ---- messages for the next page
    // -------------------------------------------------------------------------------------------

    /// Leaves a message for the next page. Of messages that nobody reads the last 32 are kept.
    ///
    /// @param category what kind, such as `info`
    public void flash(String category, String message) {
        visit.requireOpen();
        Flash flash = new Flash(category, message);
        content.flash(flash);
        changes.flash(flash);
    }

    /// The messages for this page, the oldest first: they are gone then.
    public List<Flash> flashes() {
        List<Flash> all = List.copyOf(content.flashes);
        if (!all.isEmpty()) {
            visit.requireOpen();
            content.flashes.clear();
            changes.show(all);
        }
        return all;
    }

    // ---- about it
    // -------------------------------------------------------------------------------------------------------------

    /// Names the session, in logs for instance: 128 random bits. It is not what the client holds, and opens nothing. [#renew()] changes
    /// it.
    public String id() {
        return content.id();
    }

    /// Whether it began with this request.
    public boolean isNew() {
        return isNew;
    }

    /// Whether there is nothing in it: no value, no message, no owner. If it is new as well, it is not kept.
    public boolean isEmpty() {
        return content.isEmpty();
    }

    /// When it began, or was renewed.
    public Instant createdAt() {
        return Instant.ofEpochMilli(content.createdAt);
    }

    /// Whom it belongs to, or null.
    public @Nullable String owner() {
        return content.owner;
    }

    /// Says whom it belongs to, so that all sessions of one user can be ended: [MemoryStorage#revoke].
    ///
    /// @param name such as `user-17`; null for nobody
    /// @throws IllegalArgumentException if the name is empty
    public void owner(@Nullable String name) {
        visit.requireOpen();
        if (name != null && name.isEmpty()) {
            throw new IllegalArgumentException("expected the name of an owner, or null; got \"\"");
        }
        content.owner = name;
        changes.owner(name);
    }

    // ---- its life
    // -------------------------------------------------------------------------------------------------------------

    /// Goes on under another id and with another cookie, with all values; its time begins anew. To be called when a visitor logs in:
    /// whoever knew the cookie before is left outside (session fixation). Changes that other requests make at the same moment are lost.
    ///
    /// A [CookieStorage] cannot make the old cookie invalid.
    public void renew() {
        visit.renew();
        content.renew(visit.now());
    }

    /// Ends the session: it is deleted at once, also if the request fails later, and so is the cookie. This goes on as an empty new one.
    ///
    /// A [CookieStorage] can only ask the client to forget: whoever has kept a copy may use that until it expires. In a
    /// WebSocket it cannot even ask.
    ///
    /// @throws IOException if the storage fails: then the client is told to forget, but the session may be there still
    public void invalidate() throws IOException {
        visit.requireOpen();
        isNew = true;
        reset(SessionContent.begin(visit.now()));
        visit.invalidate();
    }

    /// Saves changes now. Needed in a WebSocket only; elsewhere it makes them survive a failure of the handler.
    ///
    /// @return false if the session has meanwhile ended elsewhere: nothing is saved then. Without changes nobody looks
    /// @throws IOException if the storage fails
    /// @throws IllegalStateException in a WebSocket, if it would need another cookie: if the session is new or renewed, or kept in a
    ///     [CookieStorage]
    public boolean save() throws IOException {
        return visit.save();
    }

    SessionContent content() {
        return content;
    }

    SessionChanges changes() {
        return changes;
    }

    /// Takes over what others have made of it, and does its own changes again.
    void rebase(SessionContent current) {
        changes.applyTo(current);
        content = current;
    }

    /// Drops the changes.
    void reset(SessionContent other) {
        changes.clear();
        content = other;
    }

    /// Only its id: what is in it is nobody's business.
    @Override
    public String toString() {
        return "Session[" + content.id() + "]";
    }
}
