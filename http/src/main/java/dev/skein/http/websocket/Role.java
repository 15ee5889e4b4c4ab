package dev.skein.http.websocket;

/// Which side of the connection we are. It decides who masks (RFC 6455 §5.1): a client masks every
/// frame, a server none.
public enum Role {
    SERVER,
    CLIENT
}
