package io.likes.redis;

import java.util.List;
import redis.clients.jedis.UnifiedJedis;

/** One server, or the master that Sentinel names: the client knows where to go. Thread-safe. */
final class SingleRedis implements Redis {
  private final SharedPipeline pipeline;

  SingleRedis(UnifiedJedis client, long patienceNanos) {
    pipeline = new SharedPipeline(new Wire(client::pipelined)::exchange, patienceNanos);
  }

  @Override
  public List<Reply> call(List<Command> commands) {
    return commands.isEmpty() ? List.of() : pipeline.call(commands);
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
