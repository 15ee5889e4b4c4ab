package dev.skein.cli;

import dev.skein.client.RedirectPolicy;
import java.nio.file.Path;
import java.util.List;

/// The table of options of `skein get`. Where curl has the same, it has the same name.
final class GetOptions {
    static final List<OptionGroup<GetSettings>> GROUPS =
            List.of(
                    new OptionGroup<>("Request", request()),
                    new OptionGroup<>("Response", response()),
                    new OptionGroup<>("Connection", connection()));

    private GetOptions() {}

    private static List<Option<GetSettings>> request() {
        return List.of(
                new Option<>(
                        "-X, --request",
                        "METHOD",
                        "",
                        "The method; GET is the default, or POST with a body.",
                        (s, v) -> s.method = v),
                new Option<>(
                        "-H, --header",
                        "LINE",
                        "",
                        "A field, 'Name: value'. Repeat it for more.",
                        GetSettings::header),
                new Option<>(
                        "-d, --data",
                        "DATA",
                        "",
                        "Send this, as a form unless a field says otherwise; @file sends a file.",
                        GetSettings::data),
                new Option<>("--json", "JSON", "", "Send this as JSON.", GetSettings::json),
                new Option<>(
                        "-F, --form",
                        "FIELD",
                        "",
                        "Send a form with files: name=value or name=@file. Repeat it for more.",
                        GetSettings::form),
                new Option<>(
                        "-u, --user",
                        "USER:PASSWORD",
                        "",
                        "Basic authentication.",
                        (s, v) -> s.user = v),
                Option.flag("-I, --head", "Ask for the head only.", (s, _) -> s.method = "HEAD"));
    }

    private static List<Option<GetSettings>> response() {
        return List.of(
                new Option<>(
                        "-o, --output",
                        "FILE",
                        "",
                        "Write the body to a file, with a progress bar on standard error.",
                        (s, v) -> s.output = Path.of(v)),
                Option.flag("-i, --include", "Print the head too.", (s, _) -> s.include = true),
                Option.flag(
                        "--timings",
                        "Tell on standard error how long each phase took.",
                        (s, _) -> s.timings = true),
                Option.flag(
                        "-f, --fail",
                        "A status of 400 and more is a failure: print no body, exit with 1.",
                        (s, _) -> s.fail = true),
                Option.flag("-s, --silent", "No progress bar.", (s, _) -> s.quiet = true),
                Option.flag(
                        "--raw",
                        "Leave the body in its content coding.",
                        (s, _) ->
                                s.client =
                                        s.client.withRequest(s.client.request().withDecode(false))),
                new Option<>(
                        "--max-redirs",
                        "COUNT",
                        Integer.toString(RedirectPolicy.defaults().max()),
                        "Redirects to follow; 0 for none.",
                        (s, v) -> s.redirects(Sizes.parseCount(v))),
                Option.flag("-h, --help", "Print this and exit.", (s, _) -> s.help = true));
    }

    private static List<Option<GetSettings>> connection() {
        return List.of(
                new Option<>(
                        "-m, --max-time",
                        "TIME",
                        "300",
                        "For everything, in seconds; 0 for as long as it takes.",
                        GetSettings::maxTime),
                new Option<>(
                        "--connect-timeout",
                        "TIME",
                        "30",
                        "For opening the connection.",
                        (s, v) -> s.timeouts(t -> t.withSocketConnect(Durations.parse(v)))),
                new Option<>(
                        "-x, --proxy",
                        "URL",
                        "",
                        "Go through a proxy: http, https, socks5 or socks5h.",
                        GetSettings::proxy),
                Option.flag(
                        "--trust-env",
                        "Take proxies from the environment and passwords from the netrc file.",
                        (s, _) -> s.client = s.client.withTrustEnvironment(true)),
                new Option<>(
                        "--unix-socket",
                        "FILE",
                        "",
                        "Connect to this socket, whatever the URL's host.",
                        (s, v) ->
                                s.client =
                                        s.client.withConnect(
                                                s.client.connect().withUnixSocket(Path.of(v)))),
                new Option<>(
                        "--cacert",
                        "FILE",
                        "",
                        "Trust exactly these certificates (PEM).",
                        (s, v) -> s.trusted = Path.of(v)),
                new Option<>(
                        "-E, --cert",
                        "FILE",
                        "",
                        "Our own certificate (PEM), with --key.",
                        (s, v) -> s.certificate = Path.of(v)),
                new Option<>("--key", "FILE", "", "Its key (PEM).", (s, v) -> s.key = Path.of(v)),
                Option.flag(
                        "-k, --insecure",
                        "Trust anybody. Never with anything secret.",
                        (s, _) -> s.insecure = true));
    }
}
