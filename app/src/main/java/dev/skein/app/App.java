package dev.skein.app;

/// An application: gets messages, answers through channels.
///
/// ```java
/// static void hello(Message message, Channels channels) throws Exception {
///     channels.reply().send(HttpResponse.text("Hello, world"));
/// }
/// ```
@FunctionalInterface
public interface App {
    /// Handles one message. The server calls it in a task of its own, in which blocking is fine: it holds up nothing but the
    /// connection the message came from.
    ///
    /// @throws Exception anything; the server logs it, and answers 500 if nothing was answered yet, or aborts the connection if the answer
    ///     is not complete. An exception from [LifespanStartup] keeps the server from starting
    void handle(Message message, Channels channels) throws Exception;
}
