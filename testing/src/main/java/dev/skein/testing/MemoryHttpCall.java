package dev.skein.testing;

import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpRequest;
import dev.skein.app.Message;
import dev.skein.client.RequestBody;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// The call for one request in memory, with its channels and the reply channel among them.
final class MemoryHttpCall extends MemoryCall implements Channels, Channel {
    private final MemoryBody body;
    private final String name;

    MemoryHttpCall(MemoryWire wire, HttpRequest request, MemoryResponse response) {
        super(wire, request, response);
        this.name = MemoryWire.unguessable("reply");
        this.body = new MemoryBody(MemoryWire.unguessable("body"), !request.moreContent());
    }

    @Override
    void run() {
        Throwable failure = null;
        try {
            wire.app().handle(request, this);
        } catch (Throwable e) {
            failure = e;
        }
        body.callEnded();
        mend(failure);
    }

    /// Writes a body that did not come with the head, in a thread of its own.
    void upload(RequestBody content) {
        Thread.ofVirtual()
                .name("skein-test-upload")
                .start(
                        () -> {
                            try {
                                Upload upload = new Upload();
                                content.writeTo(upload);
                                upload.finish(content.length());
                            } catch (IOException | InterruptedException | RuntimeException e) {
                                clientGone(e);
                            }
                        });
    }

    private final class Upload extends OutputStream {
        private long written;

        void finish(long announced) throws IOException {
            if (announced >= 0 && announced != written) {
                throw new IOException(
                        "expected a body of " + announced + " bytes, it wrote " + written);
            }
            body.end();
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            try {
                written += count;
                body.put(Arrays.copyOfRange(bytes, offset, offset + count));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private void clientGone(Exception cause) {
        response().pipe().closeReader(cause);
        body.clientGone();
    }

    @Override
    void clientGone() {
        response().pipe().closeReader(null);
        body.clientGone();
    }

    @Override
    void serverStopping() {
        body.serverStopping();
    }

    // ---- the channels

    @Override
    public Channel reply() {
        return this;
    }

    @Override
    public Channel body() {
        return body;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(Message message) throws IOException, InterruptedException {
        if (response().pipe().isReaderGone()) {
            throw new DisconnectedException(who() + " is gone");
        }
        response().send(message);
        response().pipe().awaitRoom();
    }

    @Override
    public String toString() {
        return "reply to " + request.method() + " " + request.path();
    }
}
