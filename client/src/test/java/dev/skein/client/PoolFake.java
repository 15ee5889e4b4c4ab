package dev.skein.client;

/// A connection without a wire.
final class PoolFake implements Pooled {
    private final String name;
    private final Object home;
    private boolean usable = true;

    PoolFake(String name, Object home) {
        this.name = name;
        this.home = home;
    }

    /// As if the server had closed it, or sent something unasked.
    void spoil() {
        usable = false;
    }

    @Override
    public boolean isUsable() {
        return usable;
    }

    @Override
    public Object home() {
        return home;
    }

    @Override
    public String toString() {
        return name;
    }
}
