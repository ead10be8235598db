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
import java.util.List;
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
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> arguments = new ArrayList<>();
    keys.add(key(0));
    arguments.add(decimal(System.currentTimeMillis() + WINDOW_MILLIS / 2));
    arguments.add(decimal(WINDOW_MILLIS));
    arguments.add(decimal(buckets));
    arguments.add(decimal(0));
    arguments.add(decimal(likes));
    arguments.add(decimal(likes));
    long after = total + likes;
    for (; total < after; total++) {
      byte[] user = ("user-" + total).getBytes(US_ASCII);
      long hash = Integer.toUnsignedLong(ByteBuffer.wrap(sha1.digest(user)).getInt());
      keys.add(key(bucket(hash)));
      arguments.add(user);
      arguments.add(ROW);
    }
    for (; after > capacity(buckets); buckets++) {
      int level = Integer.highestOneBit(buckets);
      keys.add(key(buckets - level));
      keys.add(key(buckets));
      arguments.add(decimal(capacity(buckets)));
      arguments.add(decimal(2L * level));
      arguments.add(decimal(buckets));
    }
    return pipeline.evalsha(digest, keys, arguments);
  }

  private int bucket(long hash) {
    int level = Integer.highestOneBit(buckets);
    long bucket = hash % (2L * level);
    return (int) (bucket < buckets ? bucket : bucket - level);
  }

  private static long capacity(int buckets) {
    return Math.max(ROWS_ALONE, (long) ROWS * buckets);
  }

  private byte[] key(int bucket) {
    return (bucket == 0 ? first : first + ":" + bucket).getBytes(US_ASCII);
  }

  private static byte[] decimal(long number) {
    return Long.toString(number).getBytes(US_ASCII);
  }
}
