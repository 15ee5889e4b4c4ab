package dev.skein.client;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the text of a `.netrc` file once from beginning to end.
final class NetrcParser {
    /// The text is no netrc. The message names the line but shows nothing of it.
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;

        private Malformed(int line, String expected) {
            super("line " + line + ": expected " + expected);
        }
    }

    private static final String DEFAULT = "";

    private final String text;
    private int at;
    private int line = 1;

    private final Map<String, Netrc.Login> logins = new HashMap<>();

    /// The host of the open entry; null before the first.
    private @Nullable String host;

    private @Nullable String user;
    private @Nullable String password;
    private @Nullable String account;

    NetrcParser(String text) {
        this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    Netrc parse() throws Malformed {
        while (skipToKeyword()) {
            int keywordLine = line;
            switch (word()) {
                case "machine" -> open(machine());
                case "default" -> open(DEFAULT);
                case "login" -> user = ownValue("login");
                case "password" -> password = ownValue("password");
                case "account" -> account = ownValue("account");
                case "macdef" -> skipMacro();
                default ->
                        throw new Malformed(
                                keywordLine,
                                "machine, default, login, password, account, macdef or a comment;"
                                        + " if it is part of a password, put that in double quotes");
            }
        }
        close();
        Netrc.Login otherwise = logins.remove(DEFAULT);
        return new Netrc(logins, otherwise);
    }

    private void open(String newHost) {
        close();
        host = newHost;
    }

    private String machine() throws Malformed {
        String expected = "the host of a machine";
        String value = value(expected);
        if (value.isEmpty()) {
            throw new Malformed(line, expected + ", not an empty word");
        }
        return Netrc.key(value);
    }

    private void close() {
        if (host != null && (user != null || password != null)) {
            logins.putIfAbsent(host, new Netrc.Login(orEmpty(user), orEmpty(password), account));
        }
        user = null;
        password = null;
        account = null;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private String ownValue(String keyword) throws Malformed {
        if (host == null) {
            throw new Malformed(line, "machine or default before " + keyword);
        }
        return value("a word after " + keyword);
    }

    private String value(String expected) throws Malformed {
        int keywordLine = line;
        skipBlanks();
        if (at == text.length()) {
            throw new Malformed(keywordLine, expected + ", not the end of the file");
        }
        return word();
    }

    private boolean skipToKeyword() {
        skipBlanks();
        while (at < text.length() && text.charAt(at) == '#') {
            skipLine();
            skipBlanks();
        }
        return at < text.length();
    }

    /// A macro ends at an empty line, or with the file.
    private void skipMacro() throws Malformed {
        value("the name of a macro");
        do {
            skipLine();
        } while (at < text.length() && !isEmptyLine());
    }

    private boolean isEmptyLine() {
        return text.charAt(at) == '\n' || text.startsWith("\r\n", at);
    }

    private void skipLine() {
        int end = text.indexOf('\n', at);
        line += end < 0 ? 0 : 1;
        at = end < 0 ? text.length() : end + 1;
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            line += text.charAt(at++) == '\n' ? 1 : 0;
        }
    }

    private String word() throws Malformed {
        if (text.charAt(at) == '"') {
            at++;
            return quoted();
        }
        int from = at;
        while (at < text.length() && !isBlank(text.charAt(at))) {
            at++;
        }
        return text.substring(from, at);
    }

    private String quoted() throws Malformed {
        StringBuilder word = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '\n') {
            char c = text.charAt(at++);
            if (c == '"') {
                return word.toString();
            }
            boolean escape = c == '\\' && at < text.length() && text.charAt(at) != '\n';
            word.append(escape ? unescape(text.charAt(at++)) : c);
        }
        throw new Malformed(line, "a closing double quote before the end of the line");
    }

    private static char unescape(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
