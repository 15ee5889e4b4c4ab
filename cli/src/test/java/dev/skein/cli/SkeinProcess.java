package dev.skein.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The command as a process of its own; standard error and output come together.
final class SkeinProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final StringBuilder read = new StringBuilder();

    private SkeinProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    static SkeinProcess start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return new SkeinProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /// Reads until a line has `pattern` in it, and returns its first group.
    String await(String pattern) throws IOException {
        Pattern wanted = Pattern.compile(pattern);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            read.append(line).append('\n');
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return matcher.groupCount() == 0 ? line : matcher.group(1);
            }
        }
        throw new AssertionError("expected a line with " + pattern + ", got " + read);
    }

    int awaitPort() throws IOException {
        return Integer.parseInt(await("INFO +listening on http://127.0.0.1:([0-9]+)"));
    }

    /// Types text.
    void enter(String text) throws IOException {
        process.outputWriter().write(text);
        process.outputWriter().flush();
    }

    /// Sends SIGTERM.
    void signal() {
        process.toHandle().destroy(); // Process#destroy would close its output
    }

    /// Sends SIGTERM again and again until it has ended: one that comes too soon after another counts as the same.
    void signalUntilItEnds() throws InterruptedException {
        do {
            signal();
        } while (!process.waitFor(Duration.ofMillis(30)));
    }

    /// Waits until it has ended; returns the exit status.
    int status() throws IOException, InterruptedException {
        read.append(output.readAllAsString());
        return process.waitFor();
    }

    /// What it has printed so far, as far as it has been read.
    String output() {
        return read.toString();
    }

    static Socket ask(int port, String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        String request = "GET " + path + " HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    static String answer(int port, String path) throws IOException {
        try (Socket socket = ask(port, path)) {
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
