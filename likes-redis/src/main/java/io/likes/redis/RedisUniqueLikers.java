package io.likes.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.likes.ContentId;
import io.likes.TimeSource;
import io.likes.UserId;
import io.likes.spi.UniqueLikers;
import java.util.List;
import redis.clients.jedis.Protocol;

/**
 * Estimates of unique likers by Redis' HyperLogLog: up to 12 KB a content, with an error of about 1
 * %. Thread-safe.
 */
public final class RedisUniqueLikers implements UniqueLikers {
  private final RedisCalls calls;
  private final Keys keys;

  private RedisUniqueLikers(RedisBuilder.Parts parts) {
    calls = parts.calls();
    keys = parts.keys();
  }

  /** Returns a builder. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public void add(ContentId content, UserId user) {
    calls.write(
        List.of(
            Command.plain(
                Protocol.Command.PFADD, keys.uniqueLikers(content), user.value().getBytes(UTF_8))));
  }

  @Override
  public long estimate(ContentId content) {
    Object estimate =
        calls
            .read(List.of(Command.plain(Protocol.Command.PFCOUNT, keys.uniqueLikers(content))))
            .get(0);
    return estimate instanceof Long number ? number : 0;
  }

  /** Builds a store. Not thread-safe. */
  public static final class Builder extends RedisBuilder<Builder> {
    private Builder() {}

    /**
     * Builds the store. Connects to nothing.
     *
     * @throws IllegalArgumentException if something is missing or out of range; names all of it
     */
    public RedisUniqueLikers build() {
      return new RedisUniqueLikers(parts(DEFAULT_PATIENCE, TimeSource.system()));
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
