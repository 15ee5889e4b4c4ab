import dev.skein.client.*;

/// One request with a password, as Python's `requests.get(url, auth=('user', 'pass'))`.
///
/// Run: `./skein run samples/basic-auth/BasicAuth.java https://api.github.com/user`
void main(String[] arguments) throws Exception {
    var response = Requests.get(arguments[0]).auth("user", "pass").send();
    IO.println(response.status());
    IO.println(response.headers().get("content-type"));
    IO.println(response.text());
}
