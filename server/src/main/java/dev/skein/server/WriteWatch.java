package dev.skein.server;

import dev.skein.loop.Transport;

/// Watches that a client takes what is waiting for it. Every piece of output that is queued after the client took something begins
/// the wait anew; a deadline that finds nothing waiting is the end of it.
final class WriteWatch extends Deadlines.Entry {
    private final Worker worker;
    private final Transport transport;
    private long written;

    WriteWatch(Worker worker, Transport transport) {
        this.worker = worker;
        this.transport = transport;
    }

    /// Called after output was queued.
    void begin() {
        long now = transport.bytesWritten();
        if (!isIn(worker.writes) || now != written) {
            written = now;
            worker.writes.add(this);
        }
    }

    void check() {
        if (transport.writeBufferSize() == 0) {
            return;
        }
        long now = transport.bytesWritten();
        if (now == written) {
            transport.abort();
        } else {
            written = now;
            worker.writes.add(this);
        }
    }
}
