package dev.skein.http.json;

import java.lang.reflect.Type;

/// Makes JSON (RFC 8259) of objects and objects of JSON: a published SPI, found by
/// [java.util.ServiceLoader].
///
/// May be shared by threads.
public interface JsonCodec {
    /// The codec that is found first with Skein's own class loader.
    ///
    /// The first call searches; later ones are free.
    ///
    /// @throws IllegalStateException when there is none
    static JsonCodec installed() {
        return InstalledJsonCodec.require();
    }

    /// The value as JSON in UTF-8, without a byte order mark.
    ///
    /// @throws JsonException when the value has no form in JSON
    byte[] encode(Object value) throws JsonException;

    /// The value that some JSON means. The whole input is one value in UTF-8.
    ///
    /// @param type of the result: a class, or a parameterized type
    /// @return never `null`: where the text is `null` and the type has no value for it, that is an
    ///     error
    /// @throws JsonException when the text is not JSON, or does not fit the type
    @SuppressWarnings("TypeParameterUnusedInFormals") // a Type tells T at run time only
    <T> T decode(byte[] bytes, Type type) throws JsonException;
}
