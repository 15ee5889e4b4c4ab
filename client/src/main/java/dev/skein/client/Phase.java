package dev.skein.client;

/// How far a request had come.
public enum Phase {
    /// Looking at the request; nothing has been sent.
    PREPARE,
    /// Waiting for a free place in the pool.
    QUEUE,
    /// Looking up the host's addresses.
    RESOLVE,
    /// Opening the connection.
    CONNECT,
    /// Talking with a proxy.
    PROXY,
    /// The TLS handshake.
    TLS,
    /// Sending the request.
    SEND,
    /// Waiting for the head of the response.
    HEAD,
    /// Reading the body of the response.
    BODY,
    /// Following a redirect.
    REDIRECT
}
