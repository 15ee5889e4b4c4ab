package dev.skein.cli;

import dev.skein.client.ClientResponse;
import dev.skein.client.ClientSession;
import dev.skein.client.RequestBuilder;
import dev.skein.http.Header;
import dev.skein.http.Headers;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// `skein get URL`: the client from the command line.
final class GetCommand {
    private static final String USAGE =
            """
            Usage: skein get URL [options]

            Fetches a URL and prints the body. Without a scheme it is http. Redirects are followed, content
            codings are decoded.
            """;
    private static final String STATUS =
            """

            Exit status: 0 if there was a response, 1 if there was none or --fail says so, 2 for a command
            line that makes no sense.
            """;

    private final PrintStream out;
    private final PrintStream err;

    GetCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /// Runs the command and returns the exit status.
    int run(String... arguments) throws CommandException, InterruptedException {
        GetSettings settings = new GetSettings();
        try {
            CommandLine.read(GetOptions.GROUPS, settings, settings.words, arguments);
            if (settings.help) {
                out.print(Help.text(USAGE, GetOptions.GROUPS, STATUS));
                return 0;
            }
            fetch(settings);
            return 0;
        } catch (IOException | UncheckedIOException e) {
            throw CommandException.failed(String.valueOf(e.getMessage()), null);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(String.valueOf(e.getMessage()));
        }
    }

    private void fetch(GetSettings settings)
            throws CommandException, IOException, InterruptedException {
        if (settings.words.size() != 1) {
            throw CommandException.usage(
                    "expected one URL, got "
                            + (settings.words.isEmpty() ? "none" : settings.words)
                            + "; 'skein get --help' tells more");
        }
        Timings timings = new Timings();
        try (ClientSession session =
                        ClientSession.create(settings.options().withTrace(timings::event));
                ClientResponse response = request(session, settings).send()) {
            if (settings.fail) {
                response.raiseForStatus();
            }
            if (settings.include) {
                printHead(response);
            }
            print(response, settings);
        } finally {
            if (settings.timings) {
                timings.print(err);
            }
        }
    }

    private RequestBuilder request(ClientSession session, GetSettings settings) {
        String given = settings.words.getFirst();
        String url = given.contains("://") ? given : "http://" + given;
        String method = settings.method;
        if (method == null) {
            method = settings.body == null ? "GET" : "POST";
        }
        RequestBuilder request = session.request(method, url);
        Headers own = settings.headers.build();
        request.headers(own);
        if (settings.body != null) {
            request.body(settings.body);
        }
        if (settings.user != null) {
            int colon = settings.user.indexOf(':');
            request.auth(
                    colon < 0 ? settings.user : settings.user.substring(0, colon),
                    colon < 0 ? "" : settings.user.substring(colon + 1));
        }
        ProgressBar bar = bar(settings);
        if (bar != null) {
            request.onDownload(bar::moved);
        }
        return request;
    }

    private @Nullable ProgressBar bar(GetSettings settings) {
        return settings.output == null || settings.quiet ? null : new ProgressBar(err);
    }

    private void printHead(ClientResponse response) {
        out.print(
                "HTTP/"
                        + response.version().text()
                        + " "
                        + response.status()
                        + " "
                        + response.reason()
                        + "\r\n");
        for (Header header : response.headers()) {
            out.print(header.name() + ": " + header.value() + "\r\n");
        }
        out.print("\r\n");
    }

    private void print(ClientResponse response, GetSettings settings) throws IOException {
        Path file = settings.output;
        if (file == null) {
            response.saveTo(out);
            out.flush();
            return;
        }
        long bytes = response.saveTo(file);
        if (!settings.quiet) {
            err.println("\r" + file + ": " + bytes + " bytes" + " ".repeat(40));
        }
    }
}
