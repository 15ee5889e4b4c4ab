package dev.skein.server;

import dev.skein.loop.EventLoop;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Runs something on a loop and waits for its result, wherever the caller is.
final class OnLoop {
    private OnLoop() {}

    /// @throws IOException if the operation did
    /// @throws InterruptedException if the caller is interrupted; the operation takes place all the same
    static <T extends @Nullable Object> T call(EventLoop loop, Callable<T> operation)
            throws IOException, InterruptedException {
        if (!loop.enter()) {
            return callFromElsewhere(loop, operation);
        }
        try {
            return operation.call();
        } catch (Exception e) {
            throw unchecked(e);
        } finally {
            loop.exit();
        }
    }

    private static <T extends @Nullable Object> T callFromElsewhere(
            EventLoop loop, Callable<T> operation) throws IOException, InterruptedException {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.run(
                () -> {
                    try {
                        result.complete(operation.call());
                    } catch (Exception e) {
                        result.completeExceptionally(e);
                    }
                });
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    /// What an operation may throw is an [IOException] or unchecked.
    private static RuntimeException unchecked(@Nullable Throwable e) throws IOException {
        switch (e) {
            case IOException io -> throw io;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            case null, default ->
                    throw new IllegalStateException("an operation on the loop failed", e);
        }
    }
}
