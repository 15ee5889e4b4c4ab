package dev.skein.web;

/// Names a value that is kept with an application, and its type. Two keys are never the same, whatever they are called: make one, a constant,
/// where the value belongs.
///
/// @param <T> the value's type
@SuppressWarnings("UnusedTypeParameter") // it is what makes access by the key typed
public final class AppKey<T> {
    private final String name;

    private AppKey(String name) {
        this.name = name;
    }

    /// A new key.
    ///
    /// @param name for messages
    public static <T> AppKey<T> of(String name) {
        return new AppKey<>(name);
    }

    /// The name.
    @Override
    public String toString() {
        return name;
    }
}
