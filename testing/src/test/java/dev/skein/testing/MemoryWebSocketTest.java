package dev.skein.testing;

class MemoryWebSocketTest extends WebSocketContract {
    MemoryWebSocketTest() {
        super(Clients.MEMORY);
    }
}
