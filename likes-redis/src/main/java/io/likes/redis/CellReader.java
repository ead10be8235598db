package io.likes.redis;

import static io.likes.redis.Command.decimal;
import static io.likes.redis.Reply.bytes;
import static io.likes.redis.Reply.list;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeRow;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/** Reads cells. Thread-safe. */
final class CellReader {
  /** Rows up to some millions lie in one of so many buckets, whatever their number. */
  private static final int MOST_LEVELS = 17;

  /** Bounds the time that one script takes. */
  private static final int MOST_BUCKETS_AT_ONCE = 16;

  private final RedisCalls calls;
  private final Keys keys;
  private final KnownCells known;

  CellReader(RedisCalls calls, Keys keys, KnownCells known) {
    this.calls = calls;
    this.keys = keys;
    this.known = known;
  }

  Map<CellId, CellHeader> headers(Collection<CellId> cells) {
    List<CellId> asked = List.copyOf(new LinkedHashSet<>(cells));
    List<@Nullable Object> values =
        calls.read(
            asked.stream()
                .map(
                    cell ->
                        Command.plain(Protocol.Command.HGET, keys.bucket(cell, 0), Stored.field()))
                .toList());
    Map<CellId, CellHeader> headers = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      headers.put(asked.get(i), known.learn(asked.get(i), bytes(values.get(i))).header());
    }
    return headers;
  }

  Map<CellId, PairState> states(UserId user, Collection<CellId> cells) {
    Map<CellId, PairState> states = new HashMap<>();
    Set<CellId> open = new LinkedHashSet<>(cells);
    long hash = Buckets.hash(user);
    while (!open.isEmpty()) {
      List<CellId> asked = List.copyOf(open);
      List<@Nullable Object> values =
          calls.read(asked.stream().map(cell -> state(user, hash, cell)).toList());
      for (int i = 0; i < asked.size(); i++) {
        CellId cell = asked.get(i);
        PairState state = state(user, hash, cell, values.get(i));
        if (state != null) {
          states.put(cell, state);
          open.remove(cell);
        }
      }
    }
    return states;
  }

  /** Reads an answer; null if the cell has other buckets than the command was for. */
  private @Nullable PairState state(UserId user, long hash, CellId cell, @Nullable Object answer) {
    byte[] header;
    byte[] row;
    if (answer instanceof List<?> fields) {
      header = bytes(fields.get(0));
      row = bytes(fields.get(1));
      if (known.learn(cell, header).buckets().bucketOf(hash) != 0) {
        return null;
      }
    } else {
      byte[] line = bytes(answer);
      int end = 0;
      while (end < line.length && line[end] != '\n') {
        end++;
      }
      header = Arrays.copyOf(line, end);
      if (end == line.length) {
        known.learn(cell, header);
        return null;
      }
      row = Arrays.copyOfRange(line, end + 1, line.length);
    }
    return new PairState(
        row.length == 0 ? null : Row.decode(user, row), known.learn(cell, header).header());
  }

  /** Asks for one bucket if their number is known, else for all that may be the user's. */
  private Command state(UserId user, long hash, CellId cell) {
    Set<Integer> candidates = new LinkedHashSet<>();
    Stored stored = known.get(cell);
    if (stored != null) {
      int bucket = stored.buckets().bucketOf(hash);
      if (bucket == 0) {
        // Without a script, as it has the header too.
        return Command.plain(
            Protocol.Command.HMGET,
            keys.bucket(cell, 0),
            Stored.field(),
            user.value().getBytes(UTF_8));
      }
      candidates.add(bucket);
    } else {
      for (int level = 1; level <= MOST_LEVELS; level++) {
        candidates.add((int) (hash & ((1L << level) - 1)));
      }
    }
    candidates.remove(0);
    List<byte[]> buckets = new ArrayList<>(List.of(keys.bucket(cell, 0)));
    List<byte[]> arguments = new ArrayList<>(List.of(user.value().getBytes(UTF_8), decimal(hash)));
    for (int bucket : candidates) {
      buckets.add(keys.bucket(cell, bucket));
      arguments.add(decimal(bucket));
    }
    Command all = Command.script(Script.STATE, buckets, arguments);
    // The header says which bucket to ask for, unless that is the first one anyway.
    return stored != null
        ? all
        : all.orWhileMoving(
            Command.script(Script.STATE, buckets.subList(0, 1), arguments.subList(0, 2)));
  }

  RowPage rows(CellId cell, @Nullable String after, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
    }
    RowCursor from = after == null ? RowCursor.START : RowCursor.parse(after);
    while (true) {
      Buckets buckets = known.getOrUntouched(cell).buckets();
      Map<Integer, byte[]> wanted = new LinkedHashMap<>();
      long end = from.position();
      for (int i = 0; i < bucketsFor(limit) && end < Buckets.END; i++) {
        int bucket = buckets.bucketAt(end);
        wanted.put(bucket, keys.bucket(cell, bucket));
        end = buckets.end(bucket);
      }
      List<byte[]> all = new ArrayList<>(List.of(keys.bucket(cell, 0)));
      all.addAll(wanted.values());
      List<?> answer =
          list(
              calls
                  .read(
                      List.of(Command.script(Script.ROWS, all, List.of(decimal(buckets.count())))))
                  .get(0));
      CellHeader header = known.learn(cell, bytes(answer.get(0))).header();
      if (answer.size() > 1) {
        RowPage page = page(header, answer, from, end, limit);
        if (!page.rows().isEmpty() || page.next() == null) {
          return page;
        }
        from = new RowCursor(end, null);
      }
    }
  }

  private static int bucketsFor(int limit) {
    return Math.min(MOST_BUCKETS_AT_ONCE, 1 + limit / (2 * Buckets.ROWS));
  }

  private static RowPage page(
      CellHeader header, List<?> answer, RowCursor from, long end, int limit) {
    Map<RowCursor, LikeRow> rows = new HashMap<>();
    for (Object bucket : answer.subList(1, answer.size())) {
      List<?> fields = list(bucket);
      for (int i = 0; i < fields.size(); i += 2) {
        byte[] field = bytes(fields.get(i));
        if (!Stored.isField(field)) {
          UserId user = UserId.of(new String(field, UTF_8));
          RowCursor place = RowCursor.behind(user);
          if (place.compareTo(from) > 0) {
            rows.put(place, Row.decode(user, bytes(fields.get(i + 1))));
          }
        }
      }
    }
    List<RowCursor> places = rows.keySet().stream().sorted(Comparator.naturalOrder()).toList();
    if (places.size() > limit) {
      return new RowPage(
          header,
          places.stream().limit(limit).map(rows::get).toList(),
          places.get(limit - 1).toString());
    }
    return new RowPage(
        header,
        places.stream().map(rows::get).toList(),
        end == Buckets.END ? null : new RowCursor(end, null).toString());
  }
}
