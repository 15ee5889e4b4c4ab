package dev.skein.client;

import dev.skein.http.BasicCredentials;
import dev.skein.http.Url;
import org.jspecify.annotations.Nullable;

/// Where a request's `authorization` comes from when the caller has set none.
final class Credentials {
    private Credentials() {}

    /// The request with the user information of a URL in its `authorization`, if there is any.
    static ClientRequest ofUrl(ClientRequest request, Url url) {
        String user = url.user();
        if (user == null) {
            return request;
        }
        String password = url.password();
        return request.withHeader(
                "authorization", BasicCredentials.header(user, password == null ? "" : password));
    }

    /// The request with a password from a netrc file, if it has none yet and the file has one for its host.
    static ClientRequest ofNetrc(ClientRequest request, @Nullable Netrc netrc) {
        if (netrc == null || request.headers().contains("authorization")) {
            return request;
        }
        Netrc.Login login = netrc.login(request.url().hostWithoutBrackets());
        return login == null
                ? request
                : request.withHeader(
                        "authorization", BasicCredentials.header(login.user(), login.password()));
    }
}
