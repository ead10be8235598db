package io.likes.redis;

import static io.likes.redis.Command.decimal;
import static io.likes.redis.Reply.bytes;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.likes.ContentId;
import io.likes.TimeSource;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CounterStore;
import io.likes.spi.StoredCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * Copies of headers in Redis: one small hash for each content. Thread-safe.
 *
 * <p>Times are those of the server that has the content. A copy goes by itself when the last of its
 * cells expires; Redis may also evict it before, without loss.
 */
public final class RedisCounterStore implements CounterStore {
  /** How long a copy lives if nothing else is said. */
  public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofMinutes(5);

  /** Field of the time of the last full sum; no cell has this path. */
  private static final String SUMMED = "sum";

  /** Field of the time at which a merge began a copy behind the last full sum. */
  private static final String BEGUN = "begun";

  private static final long UNKNOWN = -1;
  private static final int PARTS = 5;

  private final RedisCalls calls;
  private final Keys keys;
  private final long timeToLiveMillis;

  private RedisCounterStore(RedisBuilder.Parts parts, Duration timeToLive) {
    this.calls = parts.calls();
    this.keys = parts.keys();
    this.timeToLiveMillis = timeToLive.toMillis();
  }

  /** Returns a builder. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public void merge(Collection<CellHeader> headers) {
    write(headers, "merge");
  }

  @Override
  public void sum(Collection<CellHeader> headers) {
    write(headers, SUMMED);
  }

  private void write(Collection<CellHeader> headers, String kind) {
    Map<ContentId, List<byte[]>> byContent = new LinkedHashMap<>();
    for (CellHeader header : headers) {
      List<byte[]> arguments =
          byContent.computeIfAbsent(
              header.cell().content(),
              content ->
                  new ArrayList<>(List.of(decimal(timeToLiveMillis), kind.getBytes(US_ASCII))));
      arguments.add(header.cell().path().getBytes(US_ASCII));
      arguments.add(decimal(header.seq()));
      String rest = header.total() + " " + header.children() + " " + header.siblings();
      arguments.add(rest.getBytes(US_ASCII));
    }
    List<Command> commands = new ArrayList<>();
    byContent.forEach(
        (content, arguments) ->
            commands.add(Command.script(Script.MERGE, List.of(keys.counts(content)), arguments)));
    calls.write(commands);
  }

  @Override
  public Map<ContentId, StoredCount> read(Collection<ContentId> contents) {
    List<ContentId> asked = List.copyOf(new LinkedHashSet<>(contents));
    List<@Nullable Object> answers =
        calls.read(
            asked.stream()
                .map(
                    content ->
                        Command.script(Script.COUNTS, List.of(keys.counts(content)), List.of()))
                .toList());
    Map<ContentId, StoredCount> counts = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      counts.put(asked.get(i), count(asked.get(i), bytes(answers.get(i))));
    }
    return counts;
  }

  private StoredCount count(ContentId content, byte[] answer) {
    String[] lines = new String(answer, US_ASCII).split("\n", -1);
    long now = Long.parseLong(lines[0]);
    List<CellHeader> cells = new ArrayList<>();
    long oldest = 0;
    long summed = UNKNOWN;
    boolean begun = false;
    for (int i = 1; i + 1 < lines.length; i += 2) {
      String path = lines[i];
      String[] parts = lines[i + 1].split(" ", PARTS);
      long since = Long.parseLong(parts[parts.length - 1]);
      long age = Math.max(0, now - since);
      if (path.equals(SUMMED)) {
        // Of a server that was promoted, the clock may be behind that of the one before.
        summed = since > now ? UNKNOWN : age;
      } else if (path.equals(BEGUN)) {
        begun = true;
      } else if (age < timeToLiveMillis) {
        cells.add(Stored.header(CellId.of(content, path), parts));
        oldest = Math.max(oldest, age);
      }
    }
    // A copy that a merge began behind the sum may be of any age.
    boolean aged = summed != UNKNOWN && !begun;
    return cells.isEmpty()
        ? StoredCount.NONE
        : new StoredCount(
            cells,
            aged ? Duration.ofMillis(summed) : null,
            Duration.ofMillis(timeToLiveMillis - oldest));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if {@code length} is less than a millisecond
   */
  @Override
  public boolean tryLease(ContentId content, Duration length) {
    if (length.toMillis() < 1) {
      throw new IllegalArgumentException("length must be 1 ms or more, but is " + length);
    }
    Command lease =
        Command.plain(
            Protocol.Command.SET,
            keys.lease(content),
            decimal(1),
            "NX".getBytes(US_ASCII),
            "PX".getBytes(US_ASCII),
            decimal(length.toMillis()));
    return calls.write(List.of(lease)).get(0) != null;
  }

  /** Builds a store. Not thread-safe. */
  public static final class Builder extends RedisBuilder<Builder> {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    private Duration timeToLive = DEFAULT_TIME_TO_LIVE;

    private Builder() {}

    /**
     * Sets how long a copy lives after the sum or merge that its time runs from; 1 s to 30 days.
     * Default 5 minutes.
     */
    public Builder timeToLive(Duration timeToLive) {
      this.timeToLive = present("timeToLive", timeToLive);
      return this;
    }

    /**
     * Builds the store. Connects to nothing.
     *
     * @throws IllegalArgumentException if something is missing or out of range; names all of it
     */
    public RedisCounterStore build() {
      return new RedisCounterStore(parts(DEFAULT_PATIENCE, TimeSource.system()), timeToLive);
    }

    @Override
    Builder self() {
      return this;
    }

    @Override
    void check(List<String> problems) {
      checkRange(problems, "timeToLive", timeToLive, SHORTEST, LONGEST);
    }
  }
}
