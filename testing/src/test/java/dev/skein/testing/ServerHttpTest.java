package dev.skein.testing;

class ServerHttpTest extends HttpContract {
    ServerHttpTest() {
        super(Clients.SERVER);
    }
}
