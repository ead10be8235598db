package io.likes.benchmarks.subject;

/** The way that is written after the first wrong count. */
final class RedisOneScriptSubject implements Subject {
  private static final String LIKE =
      "if redis.call('SADD', KEYS[1], ARGV[1]) == 1 then redis.call('INCR', KEYS[2]) return 1 end"
          + " return 0";
  private static final String UNLIKE =
      "if redis.call('SREM', KEYS[1], ARGV[1]) == 1 then redis.call('DECR', KEYS[2]) return 1 end"
          + " return 0";

  @Override
  public String name() {
    return "Redis one script";
  }

  @Override
  public String description() {
    return "SADD and INCR in one"
        + " [script](https://redis.io/docs/latest/develop/programmability/eval-intro/)"
        + " (EVALSHA): one round trip, atomic";
  }

  @Override
  public Store store() {
    return Store.REDIS;
  }

  @Override
  public Likes open(String address) {
    return new OneScript(address);
  }

  private static final class OneScript extends RedisLikes {
    private final String like;
    private final String unlike;

    OneScript(String address) {
      super(address);
      like = redis.scriptLoad(LIKE);
      unlike = redis.scriptLoad(UNLIKE);
    }

    @Override
    public boolean like(String content, String user) {
      return changed(redis.evalsha(like, 2, users(content), counter(content), user));
    }

    @Override
    public boolean unlike(String content, String user) {
      return changed(redis.evalsha(unlike, 2, users(content), counter(content), user));
    }

    private static boolean changed(Object reply) {
      return reply.equals(1L);
    }
  }
}
