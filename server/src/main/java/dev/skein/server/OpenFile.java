package dev.skein.server;

import dev.skein.app.HttpFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/// What a file message stands for once it is opened.
record OpenFile(FileChannel channel, long offset, long count, boolean moreContent) {
    static OpenFile of(HttpFile message) throws IOException {
        FileChannel channel = FileChannel.open(message.path(), StandardOpenOption.READ);
        try {
            long count = count(message, channel.size());
            return new OpenFile(channel, message.offset(), count, message.moreContent());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static long count(HttpFile message, long size) throws IOException {
        long rest = size - message.offset();
        long count = message.count() == HttpFile.TO_THE_END ? rest : message.count();
        if (rest < 0 || count > rest) {
            throw new IOException(
                    "expected "
                            + message.path()
                            + " to hold "
                            + Math.max(0, count)
                            + " bytes from offset "
                            + message.offset()
                            + ", but it ends after "
                            + size);
        }
        return count;
    }
}
