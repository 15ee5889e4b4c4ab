package dev.skein.web.session;

/// A session as a [SessionStorage] keeps it.
///
/// @param token what the client is to hold: the value of its cookie
/// @param version another number each time it is saved; 0 where storages have no versions
/// @param bytes what is kept; not to be changed
@SuppressWarnings("ArrayRecordComponent") // a value by convention, as in messages
public record StoredSession(String token, long version, byte[] bytes) {
    /// Without the token, which is a secret.
    @Override
    public String toString() {
        return "StoredSession[version " + version + ", " + bytes.length + " bytes]";
    }
}
