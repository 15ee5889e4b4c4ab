package dev.skein.loop;

/// Time as it passes.
final class SystemClock implements LoopClock {
    static final SystemClock INSTANCE = new SystemClock();

    private SystemClock() {}

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void started(Waiter waiter) {}

    @Override
    public long idle(Waiter waiter, long now, long nanos) {
        return nanos;
    }

    @Override
    public void busy(Waiter waiter) {}

    @Override
    public void stopped(Waiter waiter) {}
}
