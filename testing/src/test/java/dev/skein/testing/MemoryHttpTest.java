package dev.skein.testing;

class MemoryHttpTest extends HttpContract {
    MemoryHttpTest() {
        super(Clients.MEMORY);
    }
}
