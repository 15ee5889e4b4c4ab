package dev.skein.bench;

import java.nio.ByteBuffer;

/// Heads of messages as they come, and where they end.
final class Heads {
    /// What `curl -H 'Accept-Encoding: gzip'` sends.
    static final String CURL =
            """
            GET /hello HTTP/1.1
            Host: 127.0.0.1:8000
            User-Agent: curl/8.14.1
            Accept: */*
            Accept-Encoding: gzip

            """
                    .replace("\n", "\r\n");

    /// What a browser sends for a page.
    static final String BROWSER =
            """
            GET /articles/2026/november/threads-on-loops?from=front HTTP/1.1
            Host: www.example.org
            User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
            Accept-Language: de,en-US;q=0.7,en;q=0.3
            Accept-Encoding: gzip, deflate, br, zstd
            Referer: https://www.example.org/articles/2026/november/
            DNT: 1
            Connection: keep-alive
            Cookie: session=0123456789abcdef0123456789abcdef; theme=dark; consent=necessary
            Upgrade-Insecure-Requests: 1
            Sec-Fetch-Dest: document
            Sec-Fetch-Mode: navigate
            Sec-Fetch-Site: same-origin
            Sec-Fetch-User: ?1
            Priority: u=0, i
            If-None-Match: "6920f1c5-3a7b"

            """
                    .replace("\n", "\r\n");

    private Heads() {}

    static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /// The index after the first empty line, found byte by byte; -1 without one.
    static int end(ByteBuffer in) {
        for (int i = 3; i < in.capacity(); i++) {
            if (in.get(i) == '\n'
                    && in.get(i - 1) == '\r'
                    && in.get(i - 2) == '\n'
                    && in.get(i - 3) == '\r') {
                return i + 1;
            }
        }
        return -1;
    }
}
