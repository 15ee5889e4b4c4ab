package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.app.HttpChunk;
import dev.skein.app.HttpFile;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.http.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an application has sent in answer to a [TestCall].
///
/// @param messages all of them, in order
/// @param failure what it has thrown after that, or null
public record TestAnswer(List<Message> messages, @Nullable Exception failure) {
    private HttpResponse head() {
        return messages.stream()
                .filter(HttpResponse.class::isInstance)
                .map(HttpResponse.class::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("expected a response, got " + messages));
    }

    public int status() {
        return head().status();
    }

    public Headers headers() {
        return head().headers();
    }

    public @Nullable String header(String name) {
        return headers().get(name);
    }

    /// The body, files read.
    public byte[] bytes() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Message message : messages) {
            switch (message) {
                case HttpResponse response -> body.writeBytes(response.content());
                case HttpChunk chunk -> body.writeBytes(chunk.content());
                case HttpFile file -> body.writeBytes(read(file));
                default -> {}
            }
        }
        return body.toByteArray();
    }

    private static byte[] read(HttpFile file) {
        try (FileChannel channel = FileChannel.open(file.path())) {
            long count =
                    file.count() == HttpFile.TO_THE_END
                            ? channel.size() - file.offset()
                            : file.count();
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(count));
            while (bytes.hasRemaining()
                    && channel.read(bytes, file.offset() + bytes.position()) >= 0) {
                // on
            }
            return bytes.array();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public String text() {
        return new String(bytes(), UTF_8);
    }

    /// Whether the last message ends the response.
    public boolean isComplete() {
        return switch (messages.getLast()) {
            case HttpResponse response -> !response.moreContent();
            case HttpChunk chunk -> !chunk.moreContent();
            case HttpFile file -> !file.moreContent();
            default -> false;
        };
    }

    public Headers trailers() {
        return messages.getLast() instanceof HttpChunk chunk ? chunk.trailers() : Headers.EMPTY;
    }
}
