package client;

import dev.skein.client.ClientResponse;
import dev.skein.client.ClientSession;
import dev.skein.loop.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Skein: the lanes are tasks of one loop; with platform threads the session's own loop carries the
/// connections.
final class SkeinClient implements ClientLoad.Waiting {
    private final ClientLoad.Plan plan;
    private final ClientSession session;
    private final boolean direct;

    private SkeinClient(ClientLoad.Plan plan, ClientSession session, boolean direct) {
        this.plan = plan;
        this.session = session;
        this.direct = direct;
    }

    /// With `-Dbench.direct=true` downloads go into a direct buffer, not an array.
    public static void main(String[] arguments) throws Exception {
        var plan = ClientLoad.Plan.of(arguments);
        boolean direct = Boolean.getBoolean("bench.direct");
        try (var session = ClientSession.create()) {
            var client = new SkeinClient(plan, session, direct);
            if (plan.platform()) {
                ClientLoad.runWaiting(plan, plan.threads(), _ -> client);
            } else {
                var loop = new EventLoop();
                loop.start();
                ClientLoad.runWaiting(plan, lane -> loop.createTask(lane::run), _ -> client);
            }
        }
    }

    @Override
    public long ask() throws Exception {
        try (ClientResponse response = session.get(plan.url()).send()) {
            ClientLoad.requireOk(response.status());
            if (!plan.download()) {
                return response.bytes().length;
            }
            return direct ? drain(response) : ClientLoad.drain(response.body());
        }
    }

    private static long drain(ClientResponse response) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
        long total = 0;
        for (int n = 0; n >= 0; n = response.body().read(buffer.clear())) {
            total += n;
        }
        return total;
    }
}
