package dev.skein.jackson;

import dev.skein.http.json.JsonCodec;
import dev.skein.http.json.JsonException;
import java.lang.reflect.Type;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// JSON by Jackson 3: records, collections, `Optional` and `java.time` work as Jackson has them.
///
/// It reads UTF-8 only (RFC 8259 §8.1), without a byte order mark. Unless a mapper is given, it
/// refuses what stands after the value, and a name that comes twice in an object; names that the
/// type does not have are passed over. Depth, lengths of numbers and of strings are limited by
/// Jackson's `StreamReadConstraints`.
///
/// May be shared by threads.
public final class JacksonCodec implements JsonCodec {
    private final ObjectMapper mapper;

    /// A codec with Skein's strict settings.
    public JacksonCodec() {
        this(strict());
    }

    private JacksonCodec(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /// A codec by a mapper, whose settings count as they are.
    public static JacksonCodec of(ObjectMapper mapper) {
        return new JacksonCodec(mapper);
    }

    private static JsonMapper strict() {
        return JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    @Override
    public byte[] encode(Object value) throws JsonException {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw JacksonErrors.toJsonException(e);
        }
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as in the interface
    public <T> T decode(byte[] bytes, Type type) throws JsonException {
        JsonText.requireUtf8(bytes);
        T value;
        try {
            value = mapper.readValue(bytes, mapper.constructType(type));
        } catch (JacksonException e) {
            throw JacksonErrors.toJsonException(e);
        }
        if (value == null) {
            throw new JsonException("expected a value, came null", "$", 0, 0, null);
        }
        return value;
    }
}
