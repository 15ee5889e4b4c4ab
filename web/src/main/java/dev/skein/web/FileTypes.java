package dev.skein.web;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Media types by the ends of file names. Contents are never looked at: what somebody has uploaded as a picture must not turn into a
/// page.
final class FileTypes {
    static final String UNKNOWN = "application/octet-stream";

    /// A type, then the ends of names. Text is taken for UTF-8; JSON, XML and SVG say or know theirs themselves (RFC 8259 §11,
    /// RFC 7303 §3.2).
    private static final String TABLE =
            """
            text/html html htm shtml
            text/css css
            text/javascript js mjs cjs
            text/plain txt text log conf ini def list diff patch
            text/csv csv
            text/tab-separated-values tsv
            text/markdown md markdown
            text/calendar ics ifb
            text/vcard vcf vcard
            text/vtt vtt
            text/cache-manifest appcache
            text/x-java java
            text/x-python py
            text/x-c c h
            text/x-c++ cpp hpp cc hh
            text/x-shellscript sh
            text/troff man roff
            application/json json map
            application/ld+json jsonld
            application/geo+json geojson
            application/manifest+json webmanifest
            application/x-ndjson ndjson jsonl
            application/yaml yaml yml
            application/toml toml
            application/sql sql
            application/graphql graphql gql
            application/xml xml xsd xsl rng
            application/xslt+xml xslt
            application/xhtml+xml xhtml xht
            application/atom+xml atom
            application/rss+xml rss
            application/gpx+xml gpx
            application/mathml+xml mathml
            application/vnd.google-earth.kml+xml kml
            application/vnd.google-earth.kmz kmz
            application/dash+xml mpd
            application/vnd.apple.mpegurl m3u8
            application/wasm wasm
            application/pdf pdf
            application/postscript ps eps ai
            application/rtf rtf
            application/epub+zip epub
            application/msword doc dot
            application/vnd.ms-excel xls
            application/vnd.ms-powerpoint ppt
            application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
            application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
            application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
            application/vnd.oasis.opendocument.text odt
            application/vnd.oasis.opendocument.spreadsheet ods
            application/vnd.oasis.opendocument.presentation odp
            application/vnd.oasis.opendocument.graphics odg
            application/zip zip
            application/gzip gz tgz
            application/zstd zst
            application/x-brotli br
            application/x-bzip2 bz2
            application/x-xz xz
            application/x-tar tar
            application/x-7z-compressed 7z
            application/vnd.rar rar
            application/java-archive jar war ear
            application/java-vm class
            application/vnd.android.package-archive apk
            application/vnd.debian.binary-package deb
            application/x-rpm rpm
            application/x-iso9660-image iso
            application/x-apple-diskimage dmg
            application/x-msdownload exe dll
            application/x-msi msi
            application/x-sh bash
            application/x-tex tex
            application/x-bittorrent torrent
            application/pgp-signature sig asc
            application/pkix-cert cer crt
            application/x-pem-file pem
            application/x-x509-ca-cert der
            application/vnd.sqlite3 sqlite sqlite3
            application/vnd.apache.parquet parquet
            application/protobuf pb
            image/svg+xml svg
            image/png png
            image/apng apng
            image/jpeg jpg jpeg jpe jfif
            image/gif gif
            image/webp webp
            image/avif avif
            image/heic heic
            image/heif heif
            image/jxl jxl
            image/bmp bmp
            image/tiff tif tiff
            image/vnd.microsoft.icon ico cur
            image/vnd.adobe.photoshop psd
            audio/mpeg mp3 mpga
            audio/mp4 m4a
            audio/aac aac
            audio/ogg ogg oga
            audio/opus opus
            audio/flac flac
            audio/wav wav
            audio/webm weba
            audio/midi mid midi
            audio/x-aiff aif aiff
            video/mp4 mp4 m4v
            video/mpeg mpeg mpg
            video/mp2t ts
            video/webm webm
            video/ogg ogv
            video/quicktime mov
            video/x-msvideo avi
            video/matroska mkv
            video/x-flv flv
            video/x-ms-wmv wmv
            video/3gpp 3gp
            font/woff woff
            font/woff2 woff2
            font/ttf ttf
            font/otf otf
            font/collection ttc
            application/vnd.ms-fontobject eot
            model/gltf+json gltf
            model/gltf-binary glb
            model/obj obj
            model/stl stl
            """;

    private static final Map<String, String> BY_END = read();

    private FileTypes() {}

    private static Map<String, String> read() {
        Map<String, String> types = new HashMap<>();
        TABLE.lines().map(line -> line.split(" ", -1)).forEach(line -> add(line, types));
        return Map.copyOf(types);
    }

    private static void add(String[] line, Map<String, String> types) {
        String type = line[0].startsWith("text/") ? line[0] + "; charset=utf-8" : line[0];
        for (int i = 1; i < line.length; i++) {
            if (types.put(line[i], type) != null) {
                throw new IllegalStateException("expected one type for ." + line[i] + ", got two");
            }
        }
    }

    /// The value of `content-type` for a file of that name; [#UNKNOWN] if nothing is known.
    static String of(String fileName) {
        String end = fileName.substring(fileName.lastIndexOf('.') + 1);
        return BY_END.getOrDefault(end.toLowerCase(Locale.ROOT), UNKNOWN);
    }
}
