package io.likes.benchmarks.subject;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.redisson.Redisson;
import org.redisson.api.RAtomicLong;
import org.redisson.api.RBatch;
import org.redisson.api.RFuture;
import org.redisson.api.RLongAdder;
import org.redisson.api.RSet;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import redis.clients.jedis.RedisClient;

/** The objects of Redisson: a set, and a counter that each like changes in Redis or at home. */
final class RedissonSubject implements Subject {
  private static final String LINK =
      "[Redisson](https://redisson.pro/docs/data-and-services/counters/)'s `RSet.add`, then ";

  private final boolean adder;

  private RedissonSubject(boolean adder) {
    this.adder = adder;
  }

  /** Counts with {@code RAtomicLong}. */
  static Subject atomicLong() {
    return new RedissonSubject(false);
  }

  /** Counts with {@code RLongAdder}. */
  static Subject longAdder() {
    return new RedissonSubject(true);
  }

  @Override
  public String name() {
    return adder ? "Redisson RSet + RLongAdder" : "Redisson RSet + RAtomicLong";
  }

  @Override
  public String description() {
    return LINK
        + (adder
            ? "`RLongAdder.increment` if the user was new: the counter stays in this process until"
                + " somebody asks for the sum, is lost if the process dies, and each sum asks all"
                + " processes; each content takes a subscription of its own, of which a client"
                + " has 250, so it is measured on one content only"
            : "`RAtomicLong.incrementAndGet` if the user was new: two round trips on its shared"
                + " connections");
  }

  @Override
  public Store store() {
    return Store.REDIS;
  }

  @Override
  public boolean manyContents() {
    return !adder;
  }

  @Override
  public Likes open(String address) {
    Config config = new Config();
    config.useSingleServer().setAddress("redis://" + address);
    RedissonClient client = Redisson.create(config);
    client.getKeys().flushall();
    return adder ? new Adders(client, address) : new AtomicLongs(client, address);
  }

  private abstract static class RedissonLikes implements Likes {
    final RedissonClient client;
    private final String address;

    RedissonLikes(RedissonClient client, String address) {
      this.client = client;
      this.address = address;
    }

    abstract void add(String content, long change);

    private RSet<String> users(String content) {
      return client.getSet("users:{" + content + "}", StringCodec.INSTANCE);
    }

    static String counter(String content) {
      return "count:{" + content + "}";
    }

    @Override
    public boolean like(String content, String user) {
      if (!users(content).add(user)) {
        return false;
      }
      add(content, 1);
      return true;
    }

    @Override
    public boolean unlike(String content, String user) {
      if (!users(content).remove(user)) {
        return false;
      }
      add(content, -1);
      return true;
    }

    /** Sends a batch, with the user's status of each content in it, and sums those. */
    final long liked(RBatch batch, List<String> contents, String user) {
      List<RFuture<Boolean>> statuses = new ArrayList<>();
      for (String content : contents) {
        statuses.add(
            batch.getSet("users:{" + content + "}", StringCodec.INSTANCE).containsAsync(user));
      }
      batch.execute();
      return statuses.stream().filter(status -> status.toCompletableFuture().join()).count();
    }

    @Override
    public long bytes() {
      try (RedisClient redis = RedisLikes.client(address)) {
        return RedisLikes.usedMemory(redis);
      }
    }

    @Override
    public void close() {
      client.shutdown();
    }
  }

  private static final class AtomicLongs extends RedissonLikes {
    AtomicLongs(RedissonClient client, String address) {
      super(client, address);
    }

    private RAtomicLong value(String content) {
      return client.getAtomicLong(counter(content));
    }

    @Override
    void add(String content, long change) {
      value(content).addAndGet(change);
    }

    @Override
    public long count(String content) {
      return value(content).get();
    }

    @Override
    public long feed(List<String> contents, String user) {
      RBatch batch = client.createBatch();
      List<RFuture<Long>> counts = new ArrayList<>();
      for (String content : contents) {
        counts.add(batch.getAtomicLong(counter(content)).getAsync());
      }
      long sum = liked(batch, contents, user);
      for (RFuture<Long> count : counts) {
        sum += count.toCompletableFuture().join();
      }
      return sum;
    }
  }

  private static final class Adders extends RedissonLikes {
    private final ConcurrentHashMap<String, RLongAdder> adders = new ConcurrentHashMap<>();

    Adders(RedissonClient client, String address) {
      super(client, address);
    }

    private RLongAdder adder(String content) {
      return adders.computeIfAbsent(content, id -> client.getLongAdder(counter(id)));
    }

    @Override
    void add(String content, long change) {
      adder(content).add(change);
    }

    @Override
    public long count(String content) {
      return adder(content).sum();
    }

    @Override
    public long feed(List<String> contents, String user) {
      return contents.stream().mapToLong(this::count).sum()
          + liked(client.createBatch(), contents, user);
    }
  }
}
