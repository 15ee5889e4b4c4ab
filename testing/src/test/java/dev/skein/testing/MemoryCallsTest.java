package dev.skein.testing;

class MemoryCallsTest extends CallsContract {
    MemoryCallsTest() {
        super(Clients.MEMORY);
    }
}
