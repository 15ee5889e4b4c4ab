package dev.skein.web;

/// Names a value that is kept with a request, and its type. Two keys are never the same, whatever they are called: make one, a constant,
/// where the value belongs.
///
/// @param <T> the value's type
@SuppressWarnings("UnusedTypeParameter") // it is what makes access by the key typed
public final class RequestKey<T> {
    private final String name;

    private RequestKey(String name) {
        this.name = name;
    }

    /// A new key.
    ///
    /// @param name for messages
    public static <T> RequestKey<T> of(String name) {
        return new RequestKey<>(name);
    }

    /// The name.
    @Override
    public String toString() {
        return name;
    }
}
