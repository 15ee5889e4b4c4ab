package dev.skein.web;

import dev.skein.app.Channel;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpFile;
import dev.skein.app.HttpResponse;
import dev.skein.http.Headers;
import dev.skein.web.exception.HttpException;
import dev.skein.web.exception.WebSocketException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Has a request handled, and sends the response: the end of the way through an application.
final class Responder {
    private static final int INTERNAL_ERROR = 1011;

    private final ErrorAnswers errors = new ErrorAnswers();

    /// @throws Exception what nobody foresaw, when it has been answered: the server, or a test, wants to know
    void answer(Request request, Handler handler) throws Exception {
        Response response;
        try {
            response = require(handler.handle(request), request);
        } catch (Exception e) {
            answerFailure(request.latest(), e);
            return;
        } catch (StackOverflowError | AssertionError | LinkageError e) {
            answerFailure(request.latest(), new ExecutionException("the handler failed", e));
            return;
        }
        if (response.body() instanceof Body.Sent) {
            closeSocket(request);
        } else if (request.hasWebSocket()) {
            answerFailure(request, answeredInstead(response));
        } else {
            send(request.latest(), response);
        }
        throwIfFailed(request);
    }

    private static void closeSocket(Request request) {
        WebSocket socket = request.acceptedWebSocket();
        if (socket != null) {
            socket.close();
        }
    }

    private static IllegalStateException answeredInstead(Response response) {
        return new IllegalStateException(
                "expected response() of the WebSocket that was accepted, got " + response);
    }

    private static void throwIfFailed(Request request) throws Exception {
        Exception failure = request.failure();
        if (failure != null) {
            throw failure;
        }
    }

    private static Response require(@Nullable Response response, Request request) {
        if (response == null) {
            throw new IllegalStateException(
                    "expected a Response from "
                            + request.route()
                            + " or a middleware around it, got null");
        }
        return response;
    }

    private void answerFailure(Request request, Exception failure) throws Exception {
        WebSocket socket = request.acceptedWebSocket();
        if (socket != null) {
            closeFailed(socket, failure);
            return;
        }
        HttpException answer = answer(failure);
        send(request, errors.answer(request, failure, answer));
        throwIfUnforeseen(failure, answer);
    }

    private static void closeFailed(WebSocket socket, Exception failure) throws Exception {
        if (failure instanceof WebSocketException why) {
            socket.close(why.code(), why.reason());
            return;
        }
        socket.close(INTERNAL_ERROR, "");
        throw failure;
    }

    /// @throws Exception the failure itself, if there is nobody to be answered: the server knows what to do
    private static HttpException answer(Exception failure) throws Exception {
        HttpException answer = HttpException.of(failure);
        if (answer == null) {
            throw failure instanceof UncheckedIOException wrapped ? wrapped.getCause() : failure;
        }
        return answer;
    }

    private static void throwIfUnforeseen(Exception failure, HttpException answer)
            throws Exception {
        if (answer != failure && answer.status() >= 500) {
            throw failure;
        }
    }

    // ---- sending
    // --------------------------------------------------------------------------------------------------------------

    private void send(Request request, Response response) throws Exception {
        Response prepared;
        try {
            prepared = request.prepared(response);
        } catch (Exception e) {
            HttpException answer = answer(e);
            sendPrepared(request, prepared(request, errors.answer(request, e, answer), e));
            throwIfUnforeseen(e, answer);
            return;
        }
        sendPrepared(request, prepared);
    }

    /// The other hooks still have something to say when one has failed.
    private static Response prepared(Request request, Response error, Exception failure) {
        try {
            return request.prepared(error);
        } catch (Exception again) {
            if (again != failure) {
                failure.addSuppressed(again);
            }
            return error;
        }
    }

    private void sendPrepared(Request request, Response response) throws Exception {
        Channel reply = request.channels().reply();
        Headers headers = headers(request, response);
        switch (response.body()) {
            case Body.Bytes body ->
                    reply.send(HttpResponse.of(response.status(), headers, body.bytes()));
            case Body.File body -> sendFile(request, response.status(), headers, body);
            case Body.Stream body -> sendStream(request, response.status(), headers, body);
            case Body.Sent _ -> {}
        }
    }

    private static Headers headers(Request request, Response response) {
        if (response.cookies().isEmpty()) {
            return response.headers();
        }
        Headers.Builder headers = response.headers().toBuilder();
        for (SetCookie cookie : response.cookies()) {
            headers.add("set-cookie", cookie.format(request.isSecure()));
        }
        return headers.build();
    }

    private static void sendFile(Request request, int status, Headers headers, Body.File body)
            throws IOException, InterruptedException {
        Channel reply = request.channels().reply();
        Headers all = headers.with("content-length", String.valueOf(body.count()));
        if (isHead(request) || body.count() == 0) {
            reply.send(HttpResponse.of(status, all));
            return;
        }
        reply.send(HttpResponse.start(status, all));
        reply.send(HttpFile.of(body.path(), body.offset(), body.count()));
    }

    private void sendStream(Request request, int status, Headers headers, Body.Stream body)
            throws Exception {
        if (isHead(request)) {
            Channel reply = request.channels().reply();
            reply.send(HttpResponse.start(status, headers)); // of a length that nobody knows
            reply.send(HttpChunk.end());
            return;
        }
        ResponseStream out = new ResponseStream(request, status, headers);
        try {
            body.writer().write(out);
            out.finish();
        } catch (Exception e) {
            if (out.hasBegun()) {
                throw e; // the server aborts: the client must not take the body for whole
            }
            answerFailure(request, e);
        } finally {
            out.release();
        }
    }

    private static boolean isHead(Request request) {
        return request.method().equals("HEAD");
    }
}
