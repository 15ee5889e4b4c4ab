package dev.skein.server;

import dev.skein.loop.Transport;

/// Watches that a client takes what is waiting for it. It is put into its list when output begins to wait and leaves by itself at
/// a deadline that finds none, so output that goes out in time costs nothing.
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
        if (!isIn(worker.writes) && transport.writeBufferSize() > 0) {
            written = transport.bytesWritten();
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
