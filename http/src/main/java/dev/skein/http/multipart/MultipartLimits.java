package dev.skein.http.multipart;

/// How much a peer may send. Each limit is a number that is still allowed.
///
/// @param parts parts of one body; one more is answered with 413
/// @param headersPerPart field lines of one part's head; 431
/// @param headerBytes bytes of all field lines of one part with their CRLFs, the empty line not
///     counted; 431
/// @param preambleBytes bytes before the first boundary, its own CRLF not counted; 413
/// @param epilogueBytes bytes after the line of the closing boundary; 413
/// @param totalBytes bytes of the whole body, boundaries and all; 413
public record MultipartLimits(
        int parts,
        int headersPerPart,
        int headerBytes,
        int preambleBytes,
        int epilogueBytes,
        long totalBytes) {
    private static final MultipartLimits DEFAULTS =
            new MultipartLimits(128, 8, 4096, 1024, 1024, Long.MAX_VALUE);

    /// Heads may not be longer than this, so that sizes never overflow.
    private static final int MOST = 1 << 28;

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException naming the value that is out of its range
    public MultipartLimits {
        require("parts", parts, 1);
        require("headersPerPart", headersPerPart, 1);
        require("headerBytes", headerBytes, 1);
        require("preambleBytes", preambleBytes, 0);
        require("epilogueBytes", epilogueBytes, 0);
        if (totalBytes < 0) {
            throw new IllegalArgumentException(
                    "expected totalBytes of 0 or more, came " + totalBytes);
        }
    }

    private static void require(String name, int value, int least) {
        if (value < least || value > MOST) {
            throw new IllegalArgumentException(
                    "expected " + name + " from " + least + " to " + MOST + ", came " + value);
        }
    }

    /// 128 parts with 8 fields and 4 KiB of head each, 1 KiB before the first part and 1 KiB after
    /// the last; the whole without limit, because only the application knows it.
    public static MultipartLimits defaults() {
        return DEFAULTS;
    }

    public MultipartLimits withParts(int value) {
        return new MultipartLimits(
                value, headersPerPart, headerBytes, preambleBytes, epilogueBytes, totalBytes);
    }

    public MultipartLimits withHeadersPerPart(int value) {
        return new MultipartLimits(
                parts, value, headerBytes, preambleBytes, epilogueBytes, totalBytes);
    }

    public MultipartLimits withHeaderBytes(int value) {
        return new MultipartLimits(
                parts, headersPerPart, value, preambleBytes, epilogueBytes, totalBytes);
    }

    public MultipartLimits withPreambleBytes(int value) {
        return new MultipartLimits(
                parts, headersPerPart, headerBytes, value, epilogueBytes, totalBytes);
    }

    public MultipartLimits withEpilogueBytes(int value) {
        return new MultipartLimits(
                parts, headersPerPart, headerBytes, preambleBytes, value, totalBytes);
    }

    public MultipartLimits withTotalBytes(long value) {
        return new MultipartLimits(
                parts, headersPerPart, headerBytes, preambleBytes, epilogueBytes, value);
    }
}
