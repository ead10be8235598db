package io.likes.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.likes.UserId;
import io.likes.spi.CellId;
import io.likes.testkit.StorageView;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import redis.clients.jedis.UnifiedJedis;

/** Reads cells with plain commands, as a person would in redis-cli. */
record StoredCells(UnifiedJedis client, String prefix) implements StorageView {
  private static final byte[] HEADER = {(byte) 0xff};

  @Override
  public StoredCell read(CellId cell) {
    String first = prefix + ":1:{" + escaped(cell.content().value()) + "/" + cell.path() + "}";
    byte[] header = client.hget(first.getBytes(UTF_8), HEADER);
    if (header == null) {
      return StoredCell.UNTOUCHED;
    }
    long[] numbers =
        Arrays.stream(new String(header, UTF_8).split(" ", -1))
            .mapToLong(Long::parseLong)
            .toArray();
    Set<UserId> users = new HashSet<>();
    for (int bucket = 0; bucket < numbers[4]; bucket++) {
      String key = bucket == 0 ? first : first + ":" + bucket;
      for (byte[] field : client.hgetAll(key.getBytes(UTF_8)).keySet()) {
        if (!Arrays.equals(field, HEADER) && !users.add(UserId.of(new String(field, UTF_8)))) {
          throw new AssertionError("a user in two buckets of " + cell);
        }
      }
    }
    return new StoredCell(users, numbers[1], numbers[0], (int) numbers[2]);
  }

  private static String escaped(String id) {
    return id.replace("%", "%25").replace("}", "%7D");
  }
}
