package dev.skein.http.multipart;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skein.http.ByteSink;
import dev.skein.http.Grammar;
import dev.skein.http.Headers;
import java.util.HexFormat;

/// Multipart bodies to bytes (RFC 2046 §5.1): the boundaries and heads; data goes its own way.
///
/// Per part [#partHead], the part's data, [#partEnd]; after all parts [#end]. All sizes can be told
/// beforehand: they depend on the boundary and the headers alone.
///
/// Nobody looks whether the boundary stands in the data: take one from random bytes
/// ([#boundary(byte[])]). One thread at a time.
public final class MultipartWriter {
    private static final String FORM = "form-data";
    private static final int LEAST_RANDOM = 16;
    private static final int LINE_END = 2;
    private static final int HYPHENS = 2;

    private enum State {
        BETWEEN_PARTS,
        IN_PART,
        OVER
    }

    private final String subtype;
    private final String boundary;
    private final byte[] dashBoundary;
    private State state = State.BETWEEN_PARTS;

    /// A writer for one body.
    ///
    /// @param subtype of the media type: `form-data`, `mixed`, `related` or another token
    /// @param boundary 1 to 70 letters, digits, `'()+_,-./:=?` and inner spaces
    /// @throws IllegalArgumentException when one of them is not of that form
    public MultipartWriter(String subtype, String boundary) {
        if (!Grammar.isToken(subtype)) {
            throw new IllegalArgumentException(
                    "expected a subtype like \"form-data\", came none that is a token");
        }
        String flaw = Boundary.flaw(boundary);
        if (flaw != null) {
            throw new IllegalArgumentException(flaw);
        }
        this.subtype = subtype;
        this.boundary = boundary;
        this.dashBoundary = ("--" + boundary).getBytes(US_ASCII);
    }

    /// A writer for a form (RFC 7578).
    ///
    /// @throws IllegalArgumentException when the boundary is none
    public static MultipartWriter forForm(String boundary) {
        return new MultipartWriter(FORM, boundary);
    }

    /// A boundary that no data holds by chance, and nobody can guess.
    ///
    /// @param random 16 to 35 bytes from a secure source
    /// @return their hexadecimal digits
    /// @throws IllegalArgumentException when there are fewer or more
    public static String boundary(byte[] random) {
        String digits = HexFormat.of().formatHex(random);
        if (random.length < LEAST_RANDOM || Boundary.flaw(digits) != null) {
            throw new IllegalArgumentException(
                    "expected 16 to 35 random bytes for a boundary, came " + random.length);
        }
        return digits;
    }

    public String boundary() {
        return boundary;
    }

    /// The value of Content-Type for the whole body.
    public String contentType() {
        // RFC 2046 §5.1.1: the boundary is put in quotes where a parameter's grammar needs them.
        String quote = Grammar.isToken(boundary) ? "" : "\"";
        return "multipart/" + subtype + "; boundary=" + quote + boundary + quote;
    }

    /// Begins a part; its data follows.
    ///
    /// @throws IllegalArgumentException when a part of a form has no Content-Disposition with a
    ///     name; nothing has been put then
    /// @throws IllegalStateException in a part, or after [#end]
    public void partHead(Headers headers, ByteSink out) {
        require(State.BETWEEN_PARTS, "partHead");
        requireName(headers);
        out.put(dashBoundary);
        putLineEnd(out);
        headers.writeTo(out);
        putLineEnd(out);
        state = State.IN_PART;
    }

    /// Ends a part.
    ///
    /// @throws IllegalStateException outside a part
    public void partEnd(ByteSink out) {
        require(State.IN_PART, "partEnd");
        putLineEnd(out);
        state = State.BETWEEN_PARTS;
    }

    /// Ends the body. One without parts is what browsers send for an empty form.
    ///
    /// @throws IllegalStateException in a part, or when the body has ended already
    public void end(ByteSink out) {
        require(State.BETWEEN_PARTS, "end");
        out.put(dashBoundary);
        out.putAscii("--");
        putLineEnd(out);
        state = State.OVER;
    }

    /// How many bytes a part takes with its head and end.
    ///
    /// @param dataBytes how many bytes of data it has
    /// @throws IllegalArgumentException when that is less than 0
    /// @throws ArithmeticException when they are more than a long holds
    public long partSize(Headers headers, long dataBytes) {
        if (dataBytes < 0) {
            throw new IllegalArgumentException(
                    "expected dataBytes of 0 or more, came "
                            + dataBytes
                            + ": the body has no size when a part has none");
        }
        return Math.addExact(headSize(headers) + LINE_END, dataBytes);
    }

    /// How many bytes [#partHead] puts.
    public long headSize(Headers headers) {
        return (long) dashBoundary.length + LINE_END + headers.wireSize() + LINE_END;
    }

    /// How many bytes [#end] puts: with [#partSize] of each part, the whole body.
    public long endSize() {
        return (long) dashBoundary.length + HYPHENS + LINE_END;
    }

    private void require(State expected, String call) {
        if (state != expected) {
            throw new IllegalStateException(
                    call + ": expected the writer " + expected + ", but it is " + state);
        }
    }

    /// RFC 7578 §4.2: each part has a Content-Disposition of type form-data with a name.
    private void requireName(Headers headers) {
        if (!subtype.equals(FORM)) {
            return;
        }
        String value = headers.get("content-disposition");
        ContentDisposition disposition =
                value == null ? null : ContentDisposition.parseOrNull(value);
        if (disposition == null || disposition.name() == null) {
            throw new IllegalArgumentException(
                    "expected a content-disposition of type form-data with a name, came "
                            + headers
                            + ": add ContentDisposition.ofField(name).format()");
        }
    }

    private static void putLineEnd(ByteSink out) {
        out.put('\r');
        out.put('\n');
    }
}
