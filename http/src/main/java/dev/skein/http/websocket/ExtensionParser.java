package dev.skein.http.websocket;

import static dev.skein.http.websocket.HandshakeFields.EXTENSIONS;

import dev.skein.http.Escapes;
import dev.skein.http.Grammar;
import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.websocket.Extension.Parameter;
import java.util.ArrayList;
import java.util.List;

/// Reads `sec-websocket-extensions`, one line of it per object (RFC 6455 §9.1).
///
/// It goes once through the line and never back. Spaces and tabs may stand around every sign, since
/// the grammar is that of RFC 2616; empty list elements are skipped (RFC 9110 §5.6.1).
final class ExtensionParser {
    private final String line;
    private int at;

    private ExtensionParser(String line) {
        this.line = line;
    }

    /// The extensions of all lines, in order; none when there is no such field.
    ///
    /// @throws RemoteProtocolException status 400 when a line breaks the grammar, or all are empty
    static List<Extension> parse(Headers headers) throws RemoteProtocolException {
        List<String> lines = headers.getAll(EXTENSIONS);
        List<Extension> extensions = new ArrayList<>();
        for (String line : lines) {
            new ExtensionParser(line).addTo(extensions);
        }
        if (extensions.isEmpty() && !lines.isEmpty()) {
            throw new RemoteProtocolException(400, EXTENSIONS + " names no extension");
        }
        return extensions;
    }

    private void addTo(List<Extension> extensions) throws RemoteProtocolException {
        skipBlanks();
        while (at < line.length()) {
            if (!skip(',')) {
                extensions.add(extension());
            }
            skipBlanks();
        }
    }

    private Extension extension() throws RemoteProtocolException {
        String name = token();
        List<Parameter> parameters = new ArrayList<>();
        skipBlanks();
        while (skip(';')) {
            skipBlanks();
            parameters.add(parameter());
            skipBlanks();
        }
        if (at < line.length() && line.charAt(at) != ',') {
            throw unexpected("a comma or semicolon");
        }
        return new Extension(name, parameters);
    }

    private Parameter parameter() throws RemoteProtocolException {
        String name = token();
        skipBlanks();
        if (!skip('=')) {
            return new Parameter(name, null);
        }
        skipBlanks();
        return new Parameter(name, skip('"') ? quoted() : token());
    }

    private String token() throws RemoteProtocolException {
        int from = at;
        while (at < line.length() && Grammar.isToken(line.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw unexpected("a token");
        }
        return line.substring(from, at);
    }

    private String quoted() throws RemoteProtocolException {
        StringBuilder value = new StringBuilder();
        while (!skip('"')) {
            skip('\\');
            // RFC 6455 §9.1: "When using the quoted-string syntax variant, the value after
            // quoted-string unescaping MUST conform to the 'token' ABNF."
            if (at == line.length() || !Grammar.isToken(line.charAt(at))) {
                throw unexpected("the rest of a quoted token");
            }
            value.append(line.charAt(at++));
        }
        if (value.isEmpty()) {
            throw error("has an empty quoted value");
        }
        return value.toString();
    }

    private boolean skip(char sign) {
        boolean there = at < line.length() && line.charAt(at) == sign;
        at += there ? 1 : 0;
        return there;
    }

    private void skipBlanks() {
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
    }

    /// RFC 6455 §9.1: "If a value is received by either the client or the server during negotiation
    /// that does not conform to the ABNF below, the recipient of such malformed data MUST
    /// immediately _Fail the WebSocket Connection_."
    private RemoteProtocolException unexpected(String expected) {
        return error(
                at == line.length()
                        ? "ends where " + expected + " should be"
                        : "has a byte "
                                + Escapes.hex(line.charAt(at))
                                + " where "
                                + expected
                                + " should be");
    }

    private RemoteProtocolException error(String what) {
        return HandshakeFields.error(EXTENSIONS + " " + what, line);
    }
}
