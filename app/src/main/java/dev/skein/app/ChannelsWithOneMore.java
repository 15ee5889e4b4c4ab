package dev.skein.app;

/// What [Channels#with] returns.
record ChannelsWithOneMore(Channels others, String name, Channel more) implements Channels {
    @Override
    public Channel reply() {
        return name.equals("reply") ? more : others.reply();
    }

    @Override
    public Channel body() {
        return name.equals("body") ? more : others.body();
    }

    @Override
    public Channel channel(String wanted) {
        return name.equals(wanted) ? more : others.channel(wanted);
    }
}
