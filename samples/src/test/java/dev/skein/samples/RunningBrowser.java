package dev.skein.samples;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A browser without a window that does what it is told, by the DevTools protocol. For one thread.
final class RunningBrowser implements AutoCloseable {
    /// For it to start. Seconds.
    private static final long LIMIT = 30;

    /// For it to stop by itself. Seconds.
    private static final long PATIENCE = 5;

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");

    private final Process process;
    private final Thread atExit;
    private final SocketClient socket;
    private int lastId;

    /// @param profile an empty directory, the browser's until it is closed
    /// @throws IOException if it does not start, with what it says
    RunningBrowser(Browser browser, Path profile) throws Exception {
        process = start(browser, profile);
        atExit = new Thread(this::kill);
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            socket = new SocketClient(listening());
        } catch (Exception e) {
            stop();
            throw e;
        }
    }

    private static Process start(Browser browser, Path profile) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        browser.program().toString(),
                        "--headless=new",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "--no-sandbox", // as root there is none
                        "--disable-dev-shm-usage", // containers have little
                        "--disable-gpu",
                        "--no-first-run",
                        "--no-default-browser-check",
                        "--disable-breakpad",
                        "--disable-background-networking",
                        "--use-mock-keychain"); // macOS would ask
        builder.environment().putAll(browser.environment());
        builder.environment().put("TMPDIR", profile.toString()); // it leaves a directory there
        return builder.redirectErrorStream(true).start();
    }

    /// Where it listens: it prints that, among other things.
    private URI listening() throws Exception {
        CompletableFuture<URI> address = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("browser output").start(() -> readOutput(address));
        return address.get(LIMIT, TimeUnit.SECONDS);
    }

    /// Reads to the end, lest the browser wait for a reader.
    private void readOutput(CompletableFuture<URI> address) {
        StringBuilder before = new StringBuilder();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher matcher = LISTENING.matcher(line);
                if (matcher.find()) {
                    address.complete(URI.create(matcher.group(1)));
                } else if (!address.isDone()) {
                    before.append(line).append('\n');
                }
            }
        } catch (IOException e) {
            before.append(e);
        }
        address.completeExceptionally(
                new IOException("the browser did not start, and printed: " + before));
    }

    /// Opens a page in a tab of its own and waits until it is loaded.
    Tab open(URI page) throws Exception {
        JsonNode target =
                ask(null, "Target.createTarget", Map.of("url", "about:blank", "newWindow", true));
        String targetId = target.path("targetId").stringValue();
        JsonNode attached =
                ask(null, "Target.attachToTarget", Map.of("targetId", targetId, "flatten", true));
        Tab tab = new Tab(this, attached.path("sessionId").stringValue());
        tab.load(page);
        return tab;
    }

    /// Sends a command and waits for its result; events in between are dropped.
    ///
    /// @param session of a tab, or null for the browser itself
    /// @throws IOException if the browser refuses
    JsonNode ask(@Nullable String session, String method, Map<String, ?> parameters)
            throws Exception {
        int id = ++lastId;
        var command = JSON.createObjectNode().put("id", id).put("method", method);
        command.set("params", JSON.valueToTree(parameters));
        if (session != null) {
            command.put("sessionId", session);
        }
        socket.send(command.toString());
        JsonNode answer = JSON.readTree(socket.receiveText());
        while (answer.path("id").asInt(0) != id) {
            answer = JSON.readTree(socket.receiveText());
        }
        if (!answer.has("result")) {
            throw new IOException(method + " failed: " + answer);
        }
        return answer.path("result");
    }

    @Override
    public void close() {
        socket.close();
        stop();
    }

    /// Returns when all its processes have ended: only then it leaves its profile alone.
    private void stop() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        process.onExit().completeOnTimeout(process, PATIENCE, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
        for (ProcessHandle child : children) {
            child.destroyForcibly();
            child.onExit().join();
        }
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
