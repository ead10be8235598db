package io.likes;

import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.ChangeResult.Effect;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeRow;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import io.likes.spi.StoredCount;
import io.likes.spi.UserLike;
import io.likes.spi.UserLikePage;
import io.likes.spi.UserLikeStore;
import io.likes.spi.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Small stores for one thread whose contents a test can break, and a clock that waiting moves on.
 */
final class AuditFixture {
  static final long NOW = Duration.ofDays(20_000).toMillis();
  static final long LONG_AGO = NOW - ContentCheck.UNDER_WAY.toMillis();

  final Likes likes = new Likes();
  final Counters counters = new Counters();
  final Lists lists = new Lists();
  final Clock clock = new Clock();
  final List<AuditReport> heard = new ArrayList<>();

  /** An audit of all stores that goes over the given contents. */
  LikeAudit.Builder audit(ContentId... contents) {
    return LikeAudit.builder()
        .likeStore(likes)
        .counterStore(counters)
        .userLikeStore(lists)
        .contents(AuditSource.of(List.of(contents)))
        .time(clock)
        .pause(clock::pass)
        .listener(
            new LikesListener() {
              @Override
              public void audited(AuditReport report) {
                heard.add(report);
              }
            });
  }

  static ContentId content() {
    return ContentId.of("content-" + UUID.randomUUID());
  }

  static UserId user() {
    return UserId.of("user-" + UUID.randomUUID());
  }

  static BackendException down() {
    return new BackendException(BackendException.Effect.NOT_APPLIED, "down", null);
  }

  /** Likes as a service does: the way down, the list entry, the merge. */
  CellId like(ContentId content, UserId user) {
    return change(content, user, true);
  }

  CellId unlike(ContentId content, UserId user) {
    return change(content, user, false);
  }

  void close(CellId cell, int children) {
    int siblings = cell.depth() == 0 ? 0 : likes.cell(cell.parent()).children;
    counters.merge(List.of(likes.close(cell, siblings, children)));
  }

  private CellId change(ContentId content, UserId user, boolean liked) {
    CellId cell = CellId.root(content);
    int siblings = 0;
    while (true) {
      Change change = new Change(user, liked, LONG_AGO, ContentType.UNSPECIFIED);
      BatchResult result = likes.apply(new CellBatch(cell, siblings, List.of(change)));
      ChangeResult changed = result.results().get(0);
      if (changed.effect() != Effect.WRONG_PLACE) {
        Version version = new Version(cell.depth(), changed.seq());
        lists.record(
            List.of(
                new UserLike(user, content, liked, version, LONG_AGO, ContentType.UNSPECIFIED)));
        counters.merge(List.of(result.header()));
        return cell;
      }
      siblings = result.header().children();
      cell = cell.child(user, siblings);
    }
  }

  /** A cell that can be broken. */
  static final class Cell {
    final TreeMap<String, LikeRow> rows = new TreeMap<>();
    long seq;
    long total;
    int children;
    int siblings;

    void put(UserId user) {
      seq++;
      total++;
      rows.put(user.value(), new LikeRow(user, seq, LONG_AGO, ContentType.UNSPECIFIED));
    }

    CellHeader header(CellId id) {
      return new CellHeader(id, seq, total, children, siblings);
    }
  }

  /** The truth. */
  static class Likes implements LikeStore {
    final Map<CellId, Cell> cells = new HashMap<>();
    final Set<ContentId> unreadable = new HashSet<>();
    Consumer<CellId> onRows = cell -> {};
    Consumer<Collection<CellId>> onHeaders = cells -> {};
    int pageSize = 2;
    boolean readOnly;
    int statesReads;

    Cell cell(CellId id) {
      return cells.computeIfAbsent(id, absent -> new Cell());
    }

    private Cell readable(CellId id) {
      if (unreadable.contains(id.content())) {
        throw down();
      }
      return cells.getOrDefault(id, new Cell());
    }

    private Cell writable(CellId id) {
      if (readOnly) {
        throw down();
      }
      return cell(id);
    }

    @Override
    public BatchResult apply(CellBatch batch) {
      Cell cell = writable(batch.cell());
      List<ChangeResult> results = new ArrayList<>();
      for (Change change : batch.changes()) {
        LikeRow row = cell.rows.get(change.user().value());
        Effect effect = Effect.UNCHANGED;
        if (row == null && cell.children != 0) {
          effect = Effect.WRONG_PLACE;
        } else if (row == null && change.liked()) {
          cell.siblings = batch.siblings();
          cell.put(change.user());
          effect = Effect.CHANGED;
        } else if (row != null && !change.liked()) {
          cell.rows.remove(change.user().value());
          cell.seq++;
          cell.total--;
          effect = Effect.CHANGED;
        }
        results.add(new ChangeResult(effect, cell.seq, change.timeMillis()));
      }
      return new BatchResult(cell.header(batch.cell()), results, 0);
    }

    @Override
    public CellHeader close(CellId id, int siblings, int children) {
      Cell cell = writable(id);
      if (cell.children == 0) {
        cell.seq++;
        cell.children = children;
        cell.siblings = siblings;
      }
      return cell.header(id);
    }

    @Override
    public Map<CellId, CellHeader> headers(Collection<CellId> ids) {
      Map<CellId, CellHeader> headers =
          ids.stream().collect(Collectors.toMap(id -> id, id -> readable(id).header(id)));
      onHeaders.accept(ids);
      return headers;
    }

    @Override
    public Map<CellId, PairState> states(UserId user, Collection<CellId> ids) {
      statesReads++;
      return ids.stream()
          .collect(
              Collectors.toMap(
                  id -> id,
                  id ->
                      new PairState(readable(id).rows.get(user.value()), readable(id).header(id))));
    }

    @Override
    public RowPage rows(CellId id, @Nullable String after, int limit) {
      Cell cell = readable(id);
      List<LikeRow> rows =
          (after == null ? cell.rows : cell.rows.tailMap(after, false))
              .values().stream().limit(Math.min(limit, pageSize)).toList();
      String last = rows.isEmpty() ? null : rows.get(rows.size() - 1).user().value();
      String next = last == null || cell.rows.higherKey(last) == null ? null : last;
      onRows.accept(id);
      return new RowPage(readable(id).header(id), rows, next);
    }

    @Override
    public CellLimits limits() {
      throw new UnsupportedOperationException();
    }
  }

  /**
   * The copies; {@code sum} puts copies right only if the store can, as the contract leaves it
   * open.
   */
  static final class Counters implements CounterStore {
    final Map<CellId, CellHeader> copies = new HashMap<>();
    boolean sumReplaces = true;
    int sums;

    @Override
    public void merge(Collection<CellHeader> headers) {
      headers.forEach(
          header -> copies.merge(header.cell(), header, (a, b) -> b.newerThan(a) ? b : a));
    }

    @Override
    public void sum(Collection<CellHeader> headers) {
      sums++;
      merge(headers);
      if (sumReplaces) {
        headers.forEach(header -> copies.put(header.cell(), header));
      }
    }

    @Override
    public Map<ContentId, StoredCount> read(Collection<ContentId> contents) {
      return contents.stream()
          .collect(
              Collectors.toMap(
                  content -> content,
                  content ->
                      new StoredCount(
                          copies.values().stream()
                              .filter(copy -> copy.cell().content().equals(content))
                              .toList(),
                          Duration.ZERO,
                          Duration.ofHours(1))));
    }

    @Override
    public boolean tryLease(ContentId content, Duration length) {
      throw new UnsupportedOperationException();
    }
  }

  /** The users' lists. */
  static final class Lists implements UserLikeStore {
    final Map<UserId, Map<String, UserLike>> entries = new HashMap<>();
    final Set<UserId> unreadable = new HashSet<>();
    boolean readOnly;
    int pages;
    Runnable onPage = () -> {};

    Map<String, UserLike> of(UserId user) {
      if (unreadable.contains(user)) {
        throw down();
      }
      return entries.computeIfAbsent(user, absent -> new TreeMap<>());
    }

    @Override
    public void record(Collection<UserLike> likes) {
      if (readOnly) {
        throw down();
      }
      for (UserLike like : likes) {
        of(like.user())
            .merge(
                like.content().value(),
                like,
                (a, b) -> b.version().compareTo(a.version()) > 0 ? b : a);
      }
    }

    @Override
    public Set<ContentId> liked(UserId user, Collection<ContentId> contents) {
      return of(user).values().stream()
          .filter(like -> like.liked() && contents.contains(like.content()))
          .map(UserLike::content)
          .collect(Collectors.toSet());
    }

    @Override
    public UserLikePage page(UserId user, @Nullable String after, int limit) {
      pages++;
      onPage.run();
      List<UserLike> all = of(user).values().stream().filter(UserLike::liked).toList();
      int from = after == null ? 0 : Integer.parseInt(after);
      int to = Math.min(from + 1, all.size());
      return new UserLikePage(
          all.subList(from, to), to == all.size() ? null : Integer.toString(to));
    }
  }

  /** A clock that only waiting moves on. */
  static final class Clock implements TimeSource {
    long nanos = 7;
    final List<Long> pauses = new ArrayList<>();
    Runnable onPause = () -> {};

    void pass(long length) {
      pauses.add(length);
      nanos += length;
      onPause.run();
    }

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public long currentTimeMillis() {
      return NOW;
    }

    @Override
    public Periodic every(Duration period, Runnable task) {
      throw new UnsupportedOperationException();
    }
  }
}
