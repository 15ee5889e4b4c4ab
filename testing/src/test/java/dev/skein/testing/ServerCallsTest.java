package dev.skein.testing;

class ServerCallsTest extends CallsContract {
    ServerCallsTest() {
        super(Clients.SERVER);
    }
}
