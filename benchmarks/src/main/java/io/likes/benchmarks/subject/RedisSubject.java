package io.likes.benchmarks.subject;

import io.likes.redis.RedisCounterStore;
import io.likes.redis.RedisLikeStore;
import redis.clients.jedis.RedisClient;

/** The library on one Redis server, with a counter store or without. */
final class RedisSubject extends LibrarySubject {
  private final boolean inline;

  private RedisSubject(boolean inline) {
    this.inline = inline;
  }

  /** Counts are read from the cells. */
  static Subject exact() {
    return new RedisSubject(false);
  }

  /** Counts are handed to a counter store on the same server. */
  static Subject inline() {
    return new RedisSubject(true);
  }

  @Override
  public String name() {
    return inline ? "likes-redis INLINE" : "likes-redis";
  }

  @Override
  public String description() {
    return inline
        ? "the same with counting INLINE: each new total goes to the counter store of likes-redis"
            + " too, and a count is served from the local cache"
        : "the library on likes-redis, counting EXACT: callers share pipelines, changes of one cell"
            + " that come together share one call of a script, and a count reads the cell";
  }

  @Override
  public Store store() {
    return Store.REDIS;
  }

  @Override
  public boolean asksForEachCount() {
    return !inline;
  }

  @Override
  Stores stores(String address) {
    RedisClient client = RedisLikes.client(address);
    client.flushAll();
    RedisCommands commands = new RedisCommands(address);
    return new Stores(
        () -> RedisLikeStore.builder().client(client).build(),
        null,
        inline ? RedisCounterStore.builder().client(client).build() : null,
        () -> RedisLikes.usedMemory(client),
        commands::count,
        () -> {
          commands.close();
          client.close();
        });
  }
}
