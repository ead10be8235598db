package io.likes.redis;

import java.util.List;
import redis.clients.jedis.UnifiedJedis;

/** One server, or the master that Sentinel names: the client knows where to go. Thread-safe. */
final class SingleRedis implements Redis {
  private final Wire wire;
  private final SharedPipeline pipeline;

  SingleRedis(UnifiedJedis client, long patienceNanos) {
    wire = new Wire(client::pipelined);
    pipeline = new SharedPipeline(wire::exchange, patienceNanos);
  }

  @Override
  public List<Reply> call(List<Command> commands) {
    if (commands.isEmpty()) {
      return List.of();
    }
    // One that waits for replicas goes alone, so that nobody else waits for them.
    return commands.stream().anyMatch(command -> command.replicas() > 0)
        ? wire.exchange(commands)
        : pipeline.call(commands);
  }

  @Override
  public int clockOf(byte[] key) {
    return 0;
  }

  @Override
  public int clocks() {
    return 1;
  }
}
