/// # Tests of applications
///
/// **What it is.** A client for one application under test, in memory or over sockets; a clock that a test moves; an extension for JUnit.
///
/// **Where to start.** [TestClient]. A whole test:
///
/// ```java
/// class CounterTest {
///     private static void count(Message message, Channels channels) throws Exception {
///         if (message instanceof HttpRequest request) {
///             String text = new String(request.readBody(channels, 1000), UTF_8);
///             channels.reply().send(HttpResponse.text(Integer.toString(text.length())));
///         }
///     }
///
///     @Test
///     void countsCharacters() throws Exception {
///         try (var client = TestClient.of(CounterTest::count)) {
///             client.post("/").text("seven..").send().expectStatus(200).expectText("7");
///         }
///     }
/// }
/// ```
///
/// or, with [SkeinExtension], `void countsCharacters(TestClient client)`.
///
/// **The walk of the data.** [TestRequest] → [Exchange] (cookies, redirects, failures) → [Wire], which is one of two:
/// ```
/// MemoryWire: head to bytes to head → HttpRequest → Observed → App → MemoryResponse: messages to bytes → MemoryPipe → MemoryAnswer
/// ServerWire: ClientSession → socket → Server → Observed → App → …
/// ```
/// [Observed] notes what the application throws, for a server does not tell its clients.
///
/// **The rules.**
/// * Both wires behave alike; the contract tests run over each. In memory the writers and parsers of `dev.skein.http` are at work
///   too, so that what a server refuses is refused.
/// * Every wait has an end. A test that waits for nothing gets an [AssertionError] that says what was expected and, in memory, where the
///   application's thread stands.
/// * Nothing sleeps: not the tools, and no test needs to.
///
/// **What is not here.** Limits, time limits, access log and TLS of the server: they exist with a [dev.skein.server.Server] only. In
/// memory there is one connection for each request.
@NullMarked
package dev.skein.testing;

import org.jspecify.annotations.NullMarked;
