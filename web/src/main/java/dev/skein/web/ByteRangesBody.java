package dev.skein.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Several parts of one representation, as `multipart/byteranges` (RFC 9110 §14.6). Its length is known beforehand.
final class ByteRangesBody implements StreamBody {
    private final String boundary = UUID.randomUUID().toString();
    private final List<ByteRange> parts;
    private final List<byte[]> heads = new ArrayList<>();
    private final byte[] end = ascii("\r\n--" + boundary + "--\r\n");
    private final Body whole;

    /// @param whole bytes or a file, from its beginning
    /// @param type of the whole
    /// @param size of the whole, in bytes
    ByteRangesBody(Body whole, String type, long size, List<ByteRange> parts) {
        this.whole = whole;
        this.parts = parts;
        for (ByteRange part : parts) {
            String before = heads.isEmpty() ? "--" : "\r\n--";
            heads.add(
                    ascii(
                            before
                                    + boundary
                                    + "\r\ncontent-type: "
                                    + type
                                    + "\r\ncontent-range: "
                                    + part.format(size)
                                    + "\r\n\r\n"));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /// The value of `content-type`.
    String type() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /// How many bytes will be written.
    long length() {
        long length = end.length;
        for (int i = 0; i < parts.size(); i++) {
            length += heads.get(i).length + parts.get(i).length();
        }
        return length;
    }

    @Override
    public void write(ResponseStream out) throws IOException {
        for (int i = 0; i < parts.size(); i++) {
            out.write(heads.get(i));
            writePart(out, parts.get(i));
        }
        out.write(end);
    }

    private void writePart(ResponseStream out, ByteRange part) throws IOException {
        switch (whole) {
            case Body.Bytes body ->
                    out.write(body.bytes(), (int) part.first(), (int) part.length());
            case Body.File body -> out.writeFile(body.path(), part.first(), part.length());
            case Body.Stream _, Body.Sent _ ->
                    throw new IllegalStateException("expected bytes or a file, got " + whole);
        }
    }
}
