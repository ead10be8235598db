package io.likes.redis;

import static io.likes.redis.Command.decimal;
import static io.likes.redis.Reply.bytes;
import static io.likes.redis.Reply.list;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.TimeSource;
import io.likes.UserId;
import io.likes.spi.UserLike;
import io.likes.spi.UserLikePage;
import io.likes.spi.UserLikeStore;
import io.likes.spi.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * What each user likes, in Redis: for each user a hash of entries and a sorted set of contents,
 * newest first. Thread-safe.
 *
 * <p>Entries that say not liked stay, so that an older one that arrives late cannot win. A list
 * grows with all that its user ever liked, about 250 bytes each; it is one key on one server.
 */
public final class RedisUserLikeStore implements UserLikeStore {
  private static final int PLACE_BYTES = Long.BYTES;
  private static final int VERSION_BITS = 56;

  private final RedisCalls calls;
  private final Keys keys;

  private RedisUserLikeStore(RedisBuilder.Parts parts) {
    calls = parts.calls();
    keys = parts.keys();
  }

  /** Returns a builder. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public void record(Collection<UserLike> entries) {
    Map<UserId, List<byte[]>> byUser = new LinkedHashMap<>();
    for (UserLike entry : entries) {
      List<byte[]> arguments = byUser.computeIfAbsent(entry.user(), user -> new ArrayList<>());
      arguments.add(entry.content().value().getBytes(UTF_8));
      arguments.add((entry.liked() ? "+" : "-").getBytes(US_ASCII));
      arguments.add(place(entry.timeMillis()));
      arguments.add(decimal(entry.version().toLong()));
      arguments.add(entry.type().value().getBytes(UTF_8));
    }
    List<Command> commands = new ArrayList<>();
    byUser.forEach(
        (user, arguments) ->
            commands.add(
                Command.script(
                    Script.RECORD, List.of(keys.entries(user), keys.list(user)), arguments)));
    calls.write(commands);
  }

  @Override
  public Set<ContentId> liked(UserId user, Collection<ContentId> contents) {
    List<ContentId> asked = List.copyOf(new LinkedHashSet<>(contents));
    Set<ContentId> liked = new HashSet<>();
    if (asked.isEmpty()) {
      return liked;
    }
    byte[][] fields =
        asked.stream().map(content -> content.value().getBytes(UTF_8)).toArray(byte[][]::new);
    List<?> entries =
        list(
            calls
                .read(List.of(Command.plain(Protocol.Command.HMGET, keys.entries(user), fields)))
                .get(0));
    for (int i = 0; i < asked.size(); i++) {
      byte[] entry = bytes(entries.get(i));
      if (entry.length > 0 && entry[0] == '+') {
        liked.add(asked.get(i));
      }
    }
    return liked;
  }

  @Override
  public UserLikePage page(UserId user, @Nullable String after, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
    }
    Command command =
        Command.script(
            Script.LIST,
            List.of(keys.entries(user), keys.list(user)),
            List.of(after == null ? new byte[] {'-'} : behind(after), decimal(limit + 1L)));
    List<?> answer = list(calls.read(List.of(command)).get(0));
    List<UserLike> entries = new ArrayList<>();
    byte[] last = {};
    for (int i = 0; i < answer.size() && entries.size() < limit; i += 2) {
      last = bytes(answer.get(i));
      entries.add(entry(user, last, bytes(answer.get(i + 1))));
    }
    boolean more = answer.size() > 2 * entries.size();
    return new UserLikePage(entries, more ? Base64.getUrlEncoder().encodeToString(last) : null);
  }

  /** Returns eight bytes that sort by time, newest first. */
  private static byte[] place(long timeMillis) {
    return ByteBuffer.allocate(PLACE_BYTES).putLong(~timeMillis ^ Long.MIN_VALUE).array();
  }

  private static byte[] behind(String cursor) {
    byte[] last;
    try {
      last = Base64.getUrlDecoder().decode(cursor.getBytes(UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a cursor of this store: '" + cursor + "'", e);
    }
    if (last.length <= PLACE_BYTES) {
      throw new IllegalArgumentException("not a cursor of this store: '" + cursor + "'");
    }
    return ByteBuffer.allocate(last.length + 1).put((byte) '(').put(last).array();
  }

  private static UserLike entry(UserId user, byte[] place, byte[] entry) {
    long time = ~(ByteBuffer.wrap(place).getLong() ^ Long.MIN_VALUE);
    ContentId content =
        ContentId.of(new String(place, PLACE_BYTES, place.length - PLACE_BYTES, UTF_8));
    String rest = new String(Arrays.copyOfRange(entry, 1 + PLACE_BYTES, entry.length), UTF_8);
    int blank = rest.indexOf(' ');
    long version = Long.parseLong(rest.substring(0, blank));
    String type = rest.substring(blank + 1);
    return new UserLike(
        user,
        content,
        true,
        new Version((int) (version >>> VERSION_BITS), version & ((1L << VERSION_BITS) - 1)),
        time,
        type.isEmpty() ? ContentType.UNSPECIFIED : ContentType.of(type));
  }

  /** Builds a store. Not thread-safe. */
  public static final class Builder extends RedisBuilder<Builder> {
    private Builder() {}

    /**
     * Builds the store. Connects to nothing.
     *
     * @throws IllegalArgumentException if something is missing or out of range; names all of it
     */
    public RedisUserLikeStore build() {
      return new RedisUserLikeStore(parts(DEFAULT_PATIENCE, TimeSource.system()));
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
