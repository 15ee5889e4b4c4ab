package dev.skein.web.middleware;

import dev.skein.http.ByteSink;
import dev.skein.http.Headers;
import dev.skein.http.MediaType;
import dev.skein.http.coding.ContentCoding;
import dev.skein.http.coding.ContentCodings;
import dev.skein.http.coding.ContentEncoder;
import dev.skein.web.Body;
import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Preferences;
import dev.skein.web.Request;
import dev.skein.web.Response;
import dev.skein.web.StreamBody;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Compresses bodies as clients like it (`accept-encoding`, RFC 9110 §12.5.3): with gzip and deflate, and with what else is installed.
///
/// It leaves alone: bodies below 1 KiB, types that are compressed already, server-sent events (unless asked for), parts of something
/// (206), what has a `content-encoding` or a digest of its content, and what says `cache-control: no-transform`. Otherwise
/// `vary: accept-encoding` is added, whatever this client gets. Where it compresses, an `etag` becomes weak, and there are no ranges.
///
/// Streams are compressed as they are written; flushing them flushes the compression too, so that the client can read what is there.
///
/// **BREACH.** Where a page has a secret in it and also something that an attacker chooses, its compressed length tells about the secret,
/// encryption or not. Keep them apart, mask secrets ([Csrf#token] does), or answer such requests with `cache-control: no-transform`.
public final class Compression implements Middleware {
    private static final int MINIMUM = 1024;
    private static final String IDENTITY = "identity";

    private final ContentCodings codings;
    private final String[] names;
    private final int minimum;
    private final Predicate<MediaType> types;

    private Compression(ContentCodings codings, int minimum, Predicate<MediaType> types) {
        this.codings = codings;
        this.names = codings.names().toArray(String[]::new);
        this.minimum = minimum;
        this.types = types;
    }

    /// All codings that are installed, from 1 KiB, for types that are worth it.
    public static Compression defaults() {
        return new Compression(ContentCodings.installed(), MINIMUM, Compression::isWorthIt);
    }

    /// This with other codings; of those that a client likes best the first is taken.
    public Compression withCodings(ContentCodings other) {
        return new Compression(other, minimum, types);
    }

    /// This from another size.
    ///
    /// @throws IllegalArgumentException if it is negative
    public Compression withMinimum(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(
                    "expected a minimum of at least 0 bytes, got " + bytes);
        }
        return new Compression(codings, bytes, types);
    }

    /// This for one more type, or range of types: `text/event-stream`.
    ///
    /// @throws IllegalArgumentException if it is no media type
    public Compression withType(String range) {
        MediaType.parse(range);
        return withTypes(types.or(type -> type.matches(range)));
    }

    /// This for other types.
    public Compression withTypes(Predicate<MediaType> other) {
        return new Compression(codings, minimum, other);
    }

    private static boolean isWorthIt(MediaType type) {
        return switch (type.type()) {
            case "text" -> !type.subtype().equals("event-stream");
            case "font" -> !type.subtype().startsWith("woff");
            default -> type.isJson() || isWorthIt(type.type() + "/" + type.subtype());
        };
    }

    private static boolean isWorthIt(String type) {
        return switch (type) {
            case "application/javascript",
                    "application/xml",
                    "application/wasm",
                    "application/x-ndjson",
                    "application/vnd.ms-fontobject",
                    "image/bmp",
                    "image/x-icon",
                    "image/vnd.microsoft.icon" ->
                    true;
            default -> type.endsWith("+xml");
        };
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        Response response = next.handle(request);
        if (response.status() == 304) {
            return unchanged(request, response);
        }
        if (!isCompressible(response)) {
            return response;
        }
        Response varied = response.withVary("accept-encoding");
        ContentCoding coding = choose(request);
        if (coding == null) {
            return varied;
        }
        Body body = compressed(response.body(), coding);
        return body == null ? varied : with(varied, coding).withBody(body);
    }

    /// RFC 9110 §15.4.5: what says that nothing has changed has the fields that the answer itself would have had. Who asks with a weak tag
    /// has it from here.
    private static Response unchanged(Request request, Response response) {
        Response varied = response.withVary("accept-encoding");
        String tag = response.headers().get("etag");
        boolean known = tag != null && request.headers().hasToken("if-none-match", "W/" + tag);
        return known ? varied.withHeader("etag", "W/" + tag) : varied;
    }

    private boolean isCompressible(Response response) {
        Headers headers = response.headers();
        int status = response.status();
        boolean whole = status >= 200 && status != 204 && status != 205 && status != 206;
        return whole
                && isLongEnough(response.body())
                && hasType(headers.get("content-type"))
                && !headers.contains("content-encoding")
                && !headers.contains("content-range")
                && !headers.contains("content-digest")
                && !headers.hasToken("cache-control", "no-transform");
    }

    private boolean hasType(@Nullable String contentType) {
        MediaType type = contentType == null ? null : MediaType.parseOrNull(contentType);
        return type != null && types.test(type);
    }

    private boolean isLongEnough(Body body) {
        return switch (body) {
            case Body.Bytes all -> all.bytes().length >= Math.max(1, minimum);
            case Body.File file -> file.count() >= Math.max(1, minimum);
            case Body.Stream _ -> true;
            case Body.Sent _ -> false;
        };
    }

    /// Null for as it is. Who says nothing about codings, or nothing in it, gets none.
    private @Nullable ContentCoding choose(Request request) {
        Preferences liked = Preferences.of(request.headers(), "accept-encoding");
        if (liked.isEmpty()) {
            return null;
        }
        String best = liked.bestToken(names);
        if (best == null) {
            return null;
        }
        boolean plain = liked.names(IDENTITY) && liked.qualityOf(IDENTITY) > liked.qualityOf(best);
        return plain ? null : codings.find(best);
    }

    /// Null if that is no shorter.
    private static @Nullable Body compressed(Body body, ContentCoding coding) {
        return switch (body) {
            case Body.Bytes all -> compressed(all.bytes(), coding);
            case Body.File file ->
                    encoded(coding, out -> out.writeFile(file.path(), file.offset(), file.count()));
            case Body.Stream stream -> encoded(coding, stream.writer());
            case Body.Sent sent -> sent;
        };
    }

    private static Body.Stream encoded(ContentCoding coding, StreamBody writer) {
        return new Body.Stream(
                out -> {
                    out.encode(coding.encoder());
                    writer.write(out);
                });
    }

    private static Body.@Nullable Bytes compressed(byte[] bytes, ContentCoding coding) {
        ByteSink out = new ByteSink(Math.max(256, bytes.length / 4));
        try (ContentEncoder encoder = coding.encoder()) {
            encoder.encode(bytes, 0, bytes.length, out);
            encoder.finish(out);
        }
        return out.size() < bytes.length ? new Body.Bytes(out.toByteArray()) : null;
    }

    private static Response with(Response response, ContentCoding coding) {
        Headers.Builder headers =
                response.headers().toBuilder()
                        .set("content-encoding", coding.name())
                        .remove("content-length")
                        .remove("accept-ranges");
        String tag = response.headers().get("etag");
        if (tag != null && !tag.startsWith("W/")) {
            headers.set("etag", "W/" + tag);
        }
        return response.withHeaders(headers.build());
    }
}
