package io.likes.core;

import io.likes.Admission.Decision;
import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.Count;
import io.likes.LikeResult;
import io.likes.LikeService;
import io.likes.LikeServiceConfig;
import io.likes.LikeStatus;
import io.likes.LikeView;
import io.likes.LikedContent;
import io.likes.Liker;
import io.likes.LikesListener;
import io.likes.LikesListener.Loss;
import io.likes.LikesListener.Operation;
import io.likes.Outcome;
import io.likes.Page;
import io.likes.PageRequest;
import io.likes.TimeSource;
import io.likes.UserId;
import io.likes.core.CellRouter.Changed;
import io.likes.spi.CellHeader;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.CounterStore;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import io.likes.spi.LikeStore;
import io.likes.spi.UniqueLikers;
import io.likes.spi.UserLike;
import io.likes.spi.UserLikePage;
import io.likes.spi.UserLikeStore;
import io.likes.spi.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one {@link LikeService}: checks arguments, and puts the paths together. */
public final class CoreLikeService implements LikeService {
  private final CoreParts parts;
  private final LikesListener listener;
  private final TimeSource time;
  private final boolean listened;
  private final Background background;
  private final Contents contents;
  private final HotContents hotContents;
  private final CellRouter router;
  private final CountReader counts;
  private final LikerPages likerPages;
  private final Publisher publisher;

  private CoreLikeService(CoreParts parts) {
    this.parts = parts;
    LikeServiceConfig config = parts.config();
    LikeStore store = parts.likeStore();
    listener = parts.listener();
    time = parts.time();
    listened = listener != LikesListener.none();
    background = new Background(parts.executor());
    contents = new Contents(config.maxCachedCells(), time);
    publisher = publisher();
    CounterStore counterStore = parts.counterStore();
    CellSums sums = new CellSums(store, contents, listener, time);
    counts =
        new CountReader(
            sums, counterStore, contents, config, listener, time, parts.random(), background);
    ClosedRows closedRows = new ClosedRows(store, background, config.maxRememberedRows());
    CellCloser closer = new CellCloser(store, contents, publisher, listener, time, background);
    router = new CellRouter(store, parts.limits(), contents, closedRows, closer, listener, time);
    likerPages = new LikerPages(store, sums, contents);
    hotContents = new HotContents(config, counts, listener, time);
  }

  private Publisher publisher() {
    LikeServiceConfig config = parts.config();
    int maxPending = config.maxPendingEvents();
    EventSink sink = parts.eventSink();
    if (sink != null) {
      return new EventPublisher(sink, listener, time, background, maxPending, config.eventRetry());
    }
    CounterStore counterStore = parts.counterStore();
    if (counterStore != null) {
      return new InlinePublisher(
          counterStore, listener, time, background, maxPending, config.eventRetry());
    }
    return (cell, event) -> {};
  }

  /** Builds a service and starts its background work. */
  public static LikeService start(CoreParts parts) {
    return new CoreLikeService(parts);
  }

  @Override
  public LikeResult like(ContentId content, UserId user, ContentType type) {
    present("content", content);
    present("user", user);
    present("type", type);
    return timed(Operation.LIKE, () -> change(content, user, type, true));
  }

  @Override
  public LikeResult unlike(ContentId content, UserId user) {
    present("content", content);
    present("user", user);
    return timed(Operation.UNLIKE, () -> change(content, user, ContentType.UNSPECIFIED, false));
  }

  private LikeResult change(ContentId id, UserId user, ContentType type, boolean like) {
    Decision decision = parts.admission().decide(id, user, like);
    if (decision == null) {
      throw new IllegalStateException("the admission answered null for " + id + " and " + user);
    }
    if (decision.refusal() != null) {
      return answered(
          id,
          user,
          new LikeResult(decision.refusal(), false, Count.UNKNOWN, decision.retryAfter()));
    }
    long start = time.nanoTime();
    Content content = contents.get(id);
    hotContents.record(content, start);
    Change change = new Change(user, like, time.currentTimeMillis(), type);
    Changed made = router.change(content, change, start + parts.config().writeTimeout().toNanos());
    boolean changed = made.result().effect() == ChangeResult.Effect.CHANGED;
    content = contents.current(made.cell(), made.header());
    Cell cell = content.find(made.header().cell());
    // Also if nothing changed: a retry completes whatever the first try left undone.
    spread(cell != null ? cell : made.cell(), change, made, changed);
    Count count = counts.afterChange(content, made.header(), start);
    return answered(id, user, new LikeResult(outcome(like, changed), like, count, null));
  }

  /** Brings a change to where it is copied: the user's list, the counts, the unique likers. */
  private void spread(Cell cell, Change change, Changed made, boolean changed) {
    ContentId content = cell.id.content();
    ChangeResult result = made.result();
    CellHeader header = made.header();
    Version version = new Version(header.cell().depth(), result.seq());
    UserLikeStore lists = parts.userLikeStore();
    if (lists != null) {
      try {
        lists.record(
            List.of(
                new UserLike(
                    change.user(),
                    content,
                    change.liked(),
                    version,
                    result.timeMillis(),
                    change.type())));
      } catch (RuntimeException e) {
        throw new BackendException(
            Effect.UNKNOWN,
            "the change is stored, but not in the user's list; a retry completes it",
            e);
      }
    }
    // The answer to an unlike has the time of the like that it took back.
    long eventTime = changed ? change.timeMillis() : result.timeMillis();
    publisher.publish(
        cell,
        new LikeEvent(header, change.user(), change.liked(), change.type(), version, eventTime));
    UniqueLikers uniqueLikers = parts.uniqueLikers();
    if (uniqueLikers != null && change.liked()) {
      try {
        uniqueLikers.add(content, change.user());
      } catch (RuntimeException e) {
        listener.lost(Loss.UNIQUE_LIKER, e);
      }
    }
  }

  private static Outcome outcome(boolean like, boolean changed) {
    if (like) {
      return changed ? Outcome.LIKED : Outcome.ALREADY_LIKED;
    }
    return changed ? Outcome.UNLIKED : Outcome.NOT_LIKED;
  }

  private LikeResult answered(ContentId content, UserId user, LikeResult result) {
    if (listened) {
      listener.answered(content, user, result);
    }
    return result;
  }

  @Override
  public boolean liked(ContentId content, UserId user) {
    present("content", content);
    present("user", user);
    return timed(
        Operation.LIKED,
        () -> reading(() -> !router.liked(List.of(contents.get(content)), user).isEmpty()));
  }

  @Override
  public Count count(ContentId content) {
    present("content", content);
    Count known = counts.fromMemory(content);
    if (known != null) {
      return known;
    }
    return timed(
        Operation.COUNT,
        () -> {
          Count count = counts.read(List.of(content)).get(content);
          if (count == null || !count.known()) {
            throw new BackendException(
                Effect.NOT_APPLIED, "no backend told the count of " + content, null);
          }
          return count;
        });
  }

  @Override
  public List<LikeView> view(List<ContentId> wanted, @Nullable UserId user) {
    present("contents", wanted);
    if (wanted.size() > MAX_VIEW_SIZE) {
      throw new IllegalArgumentException(
          "contents must have at most " + MAX_VIEW_SIZE + " elements, but has " + wanted.size());
    }
    List<ContentId> copy = new ArrayList<>(wanted);
    for (int i = 0; i < copy.size(); i++) {
      present("contents[" + i + "]", copy.get(i));
    }
    return timed(Operation.VIEW, () -> viewDistinct(copy, new LinkedHashSet<>(copy), user));
  }

  private List<LikeView> viewDistinct(
      List<ContentId> wanted, Set<ContentId> distinct, @Nullable UserId user) {
    Map<ContentId, LikeStatus> statuses =
        user == null || distinct.isEmpty() ? Map.of() : statuses(distinct, user);
    Map<ContentId, Count> found = new HashMap<>();
    List<ContentId> missing = new ArrayList<>();
    for (ContentId id : distinct) {
      Count known = counts.fromMemory(id);
      if (known == null) {
        missing.add(id);
      } else {
        found.put(id, known);
      }
    }
    if (!missing.isEmpty()) {
      found.putAll(counts.read(missing));
    }
    List<LikeView> views = new ArrayList<>(wanted.size());
    for (ContentId id : wanted) {
      views.add(
          new LikeView(
              id,
              found.getOrDefault(id, Count.UNKNOWN),
              statuses.getOrDefault(id, LikeStatus.UNKNOWN)));
    }
    return views;
  }

  private Map<ContentId, LikeStatus> statuses(Set<ContentId> ids, UserId user) {
    Set<ContentId> liked;
    try {
      liked = likedOf(ids, user);
    } catch (RuntimeException e) {
      listener.lost(Loss.STATUS, e);
      return Map.of();
    }
    Map<ContentId, LikeStatus> statuses = new HashMap<>();
    for (ContentId id : ids) {
      statuses.put(id, liked.contains(id) ? LikeStatus.LIKED : LikeStatus.NOT_LIKED);
    }
    return statuses;
  }

  private Set<ContentId> likedOf(Set<ContentId> ids, UserId user) {
    UserLikeStore lists = parts.userLikeStore();
    if (lists != null) {
      return reading(() -> lists.liked(user, ids));
    }
    Set<ContentId> liked = new LinkedHashSet<>();
    router
        .liked(ids.stream().map(contents::get).toList(), user)
        .forEach(content -> liked.add(content.id));
    return liked;
  }

  @Override
  public Page<LikedContent> likedBy(UserId user, PageRequest page) {
    present("user", user);
    present("page", page);
    UserLikeStore lists = parts.userLikeStore();
    if (lists == null) {
      throw new IllegalStateException(
          "likedBy needs a userLikeStore, and the service was built without one");
    }
    UserLikePage found = page(page, () -> lists.page(user, page.cursor(), page.size()));
    return new Page<>(
        found.entries().stream()
            .map(
                entry ->
                    new LikedContent(
                        entry.content(), Instant.ofEpochMilli(entry.timeMillis()), entry.type()))
            .toList(),
        found.next() == null ? null : new PageRequest(page.size(), found.next()));
  }

  @Override
  public Page<Liker> likersOf(ContentId content, PageRequest page) {
    present("content", content);
    present("page", page);
    return page(page, () -> likerPages.read(content, page));
  }

  @Override
  public long uniqueLikersEstimate(ContentId content) {
    present("content", content);
    UniqueLikers uniqueLikers = parts.uniqueLikers();
    if (uniqueLikers == null) {
      throw new IllegalStateException(
          "uniqueLikersEstimate needs uniqueLikers, and the service was built without them");
    }
    return reading(() -> uniqueLikers.estimate(content));
  }

  @Override
  public void observe(Collection<CellHeader> headers) {
    present("headers", headers);
    List<CellHeader> copy = new ArrayList<>(headers);
    for (int i = 0; i < copy.size(); i++) {
      present("headers[" + i + "]", copy.get(i));
    }
    // A cell is known only behind the closing of the one above it.
    contents.merge(
        copy.stream().sorted(Comparator.comparingInt(header -> header.cell().depth())).toList());
  }

  @Override
  public LikeServiceConfig config() {
    return parts.config();
  }

  @Override
  public void close() {
    hotContents.close();
    publisher.close();
    background.close();
  }

  @Override
  public String toString() {
    return "LikeService" + parts;
  }

  private <T> T timed(Operation operation, Supplier<T> call) {
    if (!listened) {
      return call.get();
    }
    long start = time.nanoTime();
    boolean failed = true;
    try {
      T result = call.get();
      failed = false;
      return result;
    } finally {
      listener.timed(operation, time.nanoTime() - start, failed);
    }
  }

  private static <T> T page(PageRequest page, Supplier<T> call) {
    try {
      return Objects.requireNonNull(call.get(), "the backend answered null");
    } catch (IllegalArgumentException e) {
      if (page.cursor() == null) {
        throw Failures.ofRead(e);
      }
      // A backend names its own argument, which is not the caller's.
      throw new IllegalArgumentException(
          "cursor must be one of this list, but is '" + page.cursor() + "'", e);
    } catch (RuntimeException e) {
      throw Failures.ofRead(e);
    }
  }

  private static <T> T reading(Supplier<T> call) {
    try {
      return Objects.requireNonNull(call.get(), "the backend answered null");
    } catch (RuntimeException e) {
      throw Failures.ofRead(e);
    }
  }

  private static void present(String name, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
  }
}
