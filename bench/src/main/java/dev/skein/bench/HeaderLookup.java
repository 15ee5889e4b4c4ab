package dev.skein.bench;

import dev.skein.http.Header;
import dev.skein.http.Headers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The first value of a field by its name, among 5 and 20: the last one, which is the dearest for whoever searches in order, and one
/// that is not there but is as long as the last.
///
/// The baselines are a sorted map and a search in a list. They have their strings already, where [Headers#get] makes one of each value
/// it finds; making them all, and the map, when the message comes is left out.
@State(Scope.Thread)
public class HeaderLookup extends Measured {
    private static final String LAST = "accept-encoding";

    /// How many fields there are.
    @Param({"5", "20"})
    public int fields;

    /// There as in the message, there with other letters, not there.
    @Param({LAST, "ACCEPT-Encoding", "accept-language"})
    public String name = "";

    private Headers headers = Headers.EMPTY;
    private final Map<String, String> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private List<Header> list = List.of();

    /// For JMH.
    @Setup
    public void prepare() {
        Headers.Builder builder = Headers.builder();
        builder.add("host", "www.example.org").add("user-agent", "curl/8.14.1");
        builder.add("accept", "*/*").add("cookie", "theme=dark");
        for (int i = builder.build().size(); i < fields - 1; i++) {
            builder.add("x-header-number" + i, "value " + i);
        }
        headers = builder.add(LAST, "gzip, br").build();
        headers.forEach(field -> map.putIfAbsent(field.name(), field.value()));
        list = StreamSupport.stream(headers.spliterator(), false).toList();
        require(fields, headers.size());
    }

    /// Skein's.
    @Benchmark
    public @Nullable String headers() {
        return headers.get(name);
    }

    /// A baseline.
    @Benchmark
    public @Nullable String baselineTreeMap() {
        return map.get(name);
    }

    /// A baseline.
    @Benchmark
    public @Nullable String baselineLoop() {
        for (Header field : list) {
            if (field.name().equalsIgnoreCase(name)) {
                return field.value();
            }
        }
        return null;
    }
}
