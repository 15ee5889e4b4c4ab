package dev.skein.http;

/// The status codes that IANA has registered, and the reasons that go with them (RFC 9110 §15).
public final class Status {
    private static final String[] REASONS = new String[600];

    static {
        register(
                100,
                "Continue",
                "Switching Protocols",
                "Processing",
                "Early Hints",
                "Upload Resumption Supported");
        register(
                200,
                "OK",
                "Created",
                "Accepted",
                "Non-Authoritative Information",
                "No Content",
                "Reset Content",
                "Partial Content",
                "Multi-Status",
                "Already Reported");
        register(226, "IM Used");
        register(
                300,
                "Multiple Choices",
                "Moved Permanently",
                "Found",
                "See Other",
                "Not Modified",
                "Use Proxy",
                "",
                "Temporary Redirect",
                "Permanent Redirect");
        register(
                400,
                "Bad Request",
                "Unauthorized",
                "Payment Required",
                "Forbidden",
                "Not Found",
                "Method Not Allowed",
                "Not Acceptable",
                "Proxy Authentication Required",
                "Request Timeout",
                "Conflict",
                "Gone",
                "Length Required",
                "Precondition Failed",
                "Content Too Large",
                "URI Too Long",
                "Unsupported Media Type",
                "Range Not Satisfiable",
                "Expectation Failed");
        register(
                421,
                "Misdirected Request",
                "Unprocessable Content",
                "Locked",
                "Failed Dependency",
                "Too Early");
        register(426, "Upgrade Required", "", "Precondition Required", "Too Many Requests");
        register(431, "Request Header Fields Too Large");
        register(451, "Unavailable For Legal Reasons");
        register(
                500,
                "Internal Server Error",
                "Not Implemented",
                "Bad Gateway",
                "Service Unavailable",
                "Gateway Timeout",
                "HTTP Version Not Supported",
                "Variant Also Negotiates",
                "Insufficient Storage",
                "Loop Detected",
                "",
                "Not Extended",
                "Network Authentication Required");
    }

    private Status() {}

    private static void register(int first, String... reasons) {
        System.arraycopy(reasons, 0, REASONS, first, reasons.length);
    }

    /// The registered reason, or `""` when there is none for that number.
    public static String reason(int status) {
        String reason = status >= 0 && status < REASONS.length ? REASONS[status] : null;
        return reason == null ? "" : reason;
    }

    /// Whether another response to the same request follows (RFC 9110 §15.2).
    public static boolean isInformational(int status) {
        return status >= 100 && status < 200;
    }
}
