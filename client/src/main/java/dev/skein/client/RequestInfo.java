package dev.skein.client;

/// What a request was about, for errors and traces.
///
/// @param method in capitals
/// @param url without user information and fragment
public record RequestInfo(String method, String url) {
    @Override
    public String toString() {
        return method + " " + url;
    }
}
