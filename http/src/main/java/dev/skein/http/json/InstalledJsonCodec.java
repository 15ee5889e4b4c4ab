package dev.skein.http.json;

import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// Looks for a codec once.
final class InstalledJsonCodec {
    private static final @Nullable JsonCodec CODEC =
            ServiceLoader.load(JsonCodec.class, JsonCodec.class.getClassLoader())
                    .findFirst()
                    .orElse(null);

    private InstalledJsonCodec() {}

    static JsonCodec require() {
        if (CODEC == null) {
            throw new IllegalStateException(
                    "no JSON codec: add the module skein-jackson (dev.skein:skein-jackson)"
                            + " or provide dev.skein.http.json.JsonCodec by ServiceLoader");
        }
        return CODEC;
    }
}
