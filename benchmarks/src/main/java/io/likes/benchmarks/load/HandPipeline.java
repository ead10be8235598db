package io.likes.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.likes.redis.RedisLikeStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

/**
 * What the library's script can do at best: one thread, one connection, likes of new users of one
 * content sent to it by hand. Nobody waits for anybody, and nothing can go wrong here.
 */
final class HandPipeline {
  private static final int ROWS_ALONE = 96;
  private static final int ROWS = 40;
  private static final int WINDOW_MILLIS = 60_000;

  // The type is not given: a row is its seq, which the script puts before it, and the time.
  private static final byte[] ROW = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 1};

  private final Jedis jedis;
  private final int likes;
  private final int calls;
  private final byte[] digest;
  private final MessageDigest sha1;
  private final String first;
  private long total;
  private int buckets = 1;

  /**
   * Prepares a pipeline.
   *
   * @param likes of each call of the script
   * @param calls of each round trip
   */
  HandPipeline(Jedis jedis, int likes, int calls) {
    this.jedis = jedis;
    this.likes = likes;
    this.calls = calls;
    this.first = "likes:1:{hand-" + likes + "-" + calls + "/root}";
    try (InputStream script = RedisLikeStore.class.getResourceAsStream("apply.lua")) {
      digest = jedis.scriptLoad(Objects.requireNonNull(script).readAllBytes());
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  Measured run(Duration length) {
    Histogram micros = new Histogram(3);
    long start = System.nanoTime() + length.toNanos() / 3;
    long end = start + length.toNanos();
    long done = 0;
    for (long now = System.nanoTime(); now - end < 0; now = System.nanoTime()) {
      roundTrip();
      if (now - start >= 0) {
        done += (long) likes * calls;
        micros.recordValue((System.nanoTime() - now) / 1000);
      }
    }
    return new Measured(done, 0, length, micros);
  }

  long total() {
    return total;
  }

  private void roundTrip() {
    List<Response<Object>> answers = new ArrayList<>();
    try (Pipeline pipeline = jedis.pipelined()) {
      for (int i = 0; i < calls; i++) {
        answers.add(call(pipeline));
      }
    }
    for (Response<Object> answer : answers) {
      List<?> parts = (List<?>) answer.get();
      if (!"ok".equals(new String((byte[]) parts.get(0), US_ASCII))) {
        throw new IllegalStateException("refused: " + new String((byte[]) parts.get(0), US_ASCII));
      }
    }
  }

  private Response<Object> call(Pipeline pipeline) {
    Map<String, Integer> keys = new LinkedHashMap<>();
    keys.put(first, 1);
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(decimal(System.currentTimeMillis() + WINDOW_MILLIS / 2));
    arguments.add(decimal(WINDOW_MILLIS));
    arguments.add(decimal(buckets));
    arguments.add(decimal(0));
    long after = total + likes;
    List<byte[]> splits = new ArrayList<>();
    int behind = buckets;
    for (; after > capacity(behind); behind++) {
      int level = Integer.highestOneBit(behind);
      splits.add(decimal(capacity(behind)));
      splits.add(number(keys, behind - level));
      splits.add(number(keys, behind));
      splits.add(decimal(2L * level));
      splits.add(decimal(behind));
    }
    arguments.add(decimal(behind - buckets));
    arguments.addAll(splits);
    for (; total < after; total++) {
      byte[] user = ("user-" + total).getBytes(US_ASCII);
      long hash = Integer.toUnsignedLong(ByteBuffer.wrap(sha1.digest(user)).getInt());
      arguments.add(number(keys, bucket(hash)));
      arguments.add(decimal(hash));
      arguments.add(user);
      arguments.add(ROW);
    }
    buckets = behind;
    List<byte[]> names = keys.keySet().stream().map(key -> key.getBytes(US_ASCII)).toList();
    return pipeline.evalsha(digest, names, arguments);
  }

  private int bucket(long hash) {
    int level = Integer.highestOneBit(buckets);
    long bucket = hash % (2L * level);
    return (int) (bucket < buckets ? bucket : bucket - level);
  }

  private static long capacity(int buckets) {
    return Math.max(ROWS_ALONE, (long) ROWS * buckets);
  }

  private byte[] number(Map<String, Integer> keys, int bucket) {
    String key = bucket == 0 ? first : first + ":" + bucket;
    return decimal(keys.computeIfAbsent(key, absent -> keys.size() + 1));
  }

  private static byte[] decimal(long number) {
    return Long.toString(number).getBytes(US_ASCII);
  }
}
