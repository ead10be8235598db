package io.likes.benchmarks.subject;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;

/** A set of users and a counter for each content, through Jedis and its pool, read by pipelines. */
abstract class RedisLikes implements Likes {
  private static final int MAX_CONNECTIONS = 64;

  final RedisClient redis;

  RedisLikes(String address) {
    redis = client(address);
    redis.flushAll();
  }

  /** Returns a client with a connection for each of many callers. */
  static RedisClient client(String address) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(MAX_CONNECTIONS);
    pool.setMaxIdle(MAX_CONNECTIONS);
    return RedisClient.builder().hostAndPort(HostAndPort.from(address)).poolConfig(pool).build();
  }

  static String version(String address) {
    try (RedisClient client = client(address)) {
      return "Redis " + field(client.info("server"), "redis_version");
    }
  }

  /** Returns the memory of the server in use, less that of connections, which are not stored. */
  static long usedMemory(RedisClient client) {
    String memory = client.info("memory");
    return Long.parseLong(field(memory, "used_memory"))
        - Long.parseLong(field(memory, "mem_clients_normal"));
  }

  private static String field(String info, String name) {
    Matcher matcher = Pattern.compile("^" + name + ":(.*?)\r?$", Pattern.MULTILINE).matcher(info);
    if (!matcher.find()) {
      throw new IllegalStateException("INFO has no " + name + ": " + info);
    }
    return matcher.group(1);
  }

  static String users(String content) {
    return "users:{" + content + "}";
  }

  static String counter(String content) {
    return "count:{" + content + "}";
  }

  @Override
  public final long count(String content) {
    String value = redis.get(counter(content));
    return value == null ? 0 : Long.parseLong(value);
  }

  @Override
  public final long feed(List<String> contents, String user) {
    List<Response<Boolean>> statuses = new ArrayList<>();
    Response<List<String>> counts;
    try (AbstractPipeline pipeline = redis.pipelined()) {
      counts = pipeline.mget(contents.stream().map(RedisLikes::counter).toArray(String[]::new));
      for (String content : contents) {
        statuses.add(pipeline.sismember(users(content), user));
      }
      pipeline.sync();
    }
    long sum = counts.get().stream().filter(Objects::nonNull).mapToLong(Long::parseLong).sum();
    return sum + statuses.stream().filter(Response::get).count();
  }

  @Override
  public final long bytes() {
    return usedMemory(redis);
  }

  @Override
  public final void close() {
    redis.close();
  }
}
