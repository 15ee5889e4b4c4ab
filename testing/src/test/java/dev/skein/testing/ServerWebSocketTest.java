package dev.skein.testing;

class ServerWebSocketTest extends WebSocketContract {
    ServerWebSocketTest() {
        super(Clients.SERVER);
    }
}
