package io.likes.benchmarks.subject;

/** The way that is written first. */
final class RedisTwoTripsSubject implements Subject {
  @Override
  public String name() {
    return "Redis SADD + INCR";
  }

  @Override
  public String description() {
    return "[SADD](https://redis.io/docs/latest/commands/sadd/), then"
        + " [INCR](https://redis.io/docs/latest/commands/incr/) if the user was new: two"
        + " round trips through Jedis and its pool; a crash between them leaves the count"
        + " wrong for ever";
  }

  @Override
  public Store store() {
    return Store.REDIS;
  }

  @Override
  public Likes open(String address) {
    return new TwoTrips(address);
  }

  private static final class TwoTrips extends RedisLikes {
    TwoTrips(String address) {
      super(address);
    }

    @Override
    public boolean like(String content, String user) {
      if (redis.sadd(users(content), user) == 0) {
        return false;
      }
      redis.incr(counter(content));
      return true;
    }

    @Override
    public boolean unlike(String content, String user) {
      if (redis.srem(users(content), user) == 0) {
        return false;
      }
      redis.decr(counter(content));
      return true;
    }
  }
}
