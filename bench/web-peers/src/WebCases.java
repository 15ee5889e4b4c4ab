import java.nio.file.Path;
import java.util.List;

/// What every peer answers with, and what it is told; as `apps/WebBench.java` has it.
final class WebCases {
    static final String HELLO = "Hello, world";
    static final String TEXT_TYPE = "text/plain; charset=utf-8";
    static final String JSON_TYPE = "application/json";

    /// Half of them come before those that are asked for: a router with a list pays its average.
    static final int ROUTES = 100;

    static final int MOST_BODY = 2 * 1024 * 1024;

    static final Account ACCOUNT =
            new Account(
                    4711,
                    "Ada Lovelace",
                    "ada@example.org",
                    "+44 20 7946 0958",
                    36,
                    1815,
                    true,
                    false,
                    List.of("mathematics", "engines", "poetry", "horses", "music"),
                    new Address("12 St James's Square", "London", "United Kingdom", 21815));

    private WebCases() {}

    record Address(String street, String city, String country, int zip) {}

    record Account(
            int id,
            String name,
            String email,
            String phone,
            int age,
            int logins,
            boolean active,
            boolean verified,
            List<String> tags,
            Address address) {}

    /// What a peer is started with: PORT LOOPS DIRECTORY.
    record Options(int port, int loops, Path files) {
        static Options of(String[] arguments) {
            return new Options(
                    Integer.parseInt(arguments[0]),
                    Integer.parseInt(arguments[1]),
                    Path.of(arguments[2]));
        }
    }
}
