package io.likes;

import io.likes.spi.CounterStore;
import io.likes.spi.LikeStore;
import io.likes.spi.UserLike;
import io.likes.spi.UserLikeStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the truth with itself and with its copies, while the service is in use: the rows of each
 * cell with its total, the copies in a CounterStore and in users' lists with the cells. It only
 * reports, unless it is told to repair; {@link AuditReport.Kind} says what can be wrong and what a
 * repair does.
 *
 * <p>A content costs a read of its headers and of all its rows, and a read of the list of each user
 * who likes it if there is a UserLikeStore. A missing entry of a list is found by its content. An
 * entry without a like is found only by its user, so only if {@link Builder#users} are given.
 *
 * <p>A backend that fails makes a content, or a user, unread; the run goes on, and the report names
 * it. Progress is saved behind each page of {@value #PAGE_SIZE}; a run begins with the first page
 * that is not finished, or at the start if none is left that this audit looks at.
 *
 * <p>{@link #run} by one thread at a time, {@link #stop} by any.
 */
public final class LikeAudit {
  private static final int PAGE_SIZE = 100;
  private static final String CONTENTS = "contents";
  private static final String USERS = "users";

  /**
   * How long a change may be stored and not yet in the user's list, unless its caller was told that
   * it failed.
   */
  static final Duration SECOND_LOOK = Duration.ofSeconds(5);

  private static final long SHORTEST_PAUSE = Duration.ofMillis(1).toNanos();

  /** Ends the check of a content, or user, in a run that should end. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stopped() {
      super("the run was stopped", null, false, false);
    }
  }

  /** Waits about that long; may return early. */
  @FunctionalInterface
  interface Pause {
    void nanos(long nanos);
  }

  private final AuditParts parts;
  private final AuditSource<ContentId> contents;
  private final @Nullable AuditSource<UserId> users;
  private final Checkpoint checkpoint;
  private final long nanosPerItem;
  private final long nanosPerRow;
  private final LikesListener listener;
  private final Pause pause;
  private final AtomicReference<@Nullable Run> underWay = new AtomicReference<>();

  private LikeAudit(
      Builder builder, AuditParts parts, AuditSource<ContentId> contents, Pause pause) {
    this.parts = parts;
    this.contents = contents;
    this.users = builder.users;
    this.checkpoint = builder.checkpoint;
    this.nanosPerItem = nanosEach(builder.maxContentsPerSecond);
    this.nanosPerRow = nanosEach(builder.maxRowsPerSecond);
    this.listener = GuardedListener.guard(builder.listener);
    this.pause = pause;
  }

  private static long nanosEach(int perSecond) {
    // Rounded up: at most so many.
    return (Duration.ofSeconds(1).toNanos() + perSecond - 1) / perSecond;
  }

  /** Starts the settings of an audit. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Goes over all contents, then over all users, from where the run before was stopped. The
   * listener hears a report behind each page and at the end.
   *
   * @return what this run saw; not {@linkplain AuditReport#complete() complete} if it was stopped,
   *     or if its thread was interrupted, which stays so
   * @throws IllegalStateException if a run is under way, or the checkpoint holds something else
   *     than a position
   * @throws BackendException if a source failed; the next run begins at that page
   */
  public AuditReport run() {
    Run run = new Run();
    if (!underWay.compareAndSet(null, run)) {
      throw new IllegalStateException("a run of this audit is under way");
    }
    try {
      AuditReport report = run.go();
      listener.audited(report);
      return report;
    } finally {
      underWay.set(null);
    }
  }

  /**
   * Ends the run that is under way, if there is one, behind the rows that are being read and the
   * repair at hand. The next run looks at the page of contents, or users, at hand again.
   */
  public void stop() {
    Run run = underWay.get();
    if (run != null) {
      run.stop();
    }
  }

  /** One run. */
  private final class Run {
    private final AuditTally tally = new AuditTally();
    private final TimeSource time = parts.time();
    private final @Nullable UserListCheck lists =
        parts.userLikeStore() == null
            ? null
            : new UserListCheck(parts, parts.userLikeStore(), tally, this::read);
    private final Thread thread = Thread.currentThread();
    // Of this run alone: one that ends late cannot stop the next, nor a start undo a stop.
    private volatile boolean stopped;
    private long next = time.nanoTime();
    private long nextRows = next;

    void stop() {
      stopped = true;
      LockSupport.unpark(thread);
    }

    private boolean stopping() {
      return stopped || thread.isInterrupted();
    }

    AuditReport go() {
      String position = begin(checkpoint.load());
      boolean complete = true;
      if (!isAt(USERS, position)) {
        complete = pages(CONTENTS, cursor(CONTENTS, position), contents, this::checkContents);
        position = USERS;
      }
      if (complete && users != null) {
        complete = pages(USERS, cursor(USERS, position), users, this::checkUsers);
      }
      if (complete) {
        checkpoint.save(null);
      }
      return tally.report(complete);
    }

    /** Returns where a run begins: at the start if only users are left, and this audit has none. */
    private @Nullable String begin(@Nullable String position) {
      return users == null && isAt(USERS, position) ? null : position;
    }

    private <T> boolean pages(
        String phase, @Nullable String cursor, AuditSource<T> source, Consumer<List<T>> check) {
      PageRequest request = new PageRequest(PAGE_SIZE, cursor);
      while (request != null) {
        checkpoint.save(position(phase, request.cursor()));
        Page<T> page = source.page(request);
        check.accept(page.items());
        if (stopping()) {
          return false;
        }
        listener.audited(tally.report(false));
        request = page.next() == null ? null : new PageRequest(PAGE_SIZE, page.next().cursor());
      }
      return true;
    }

    private void checkContents(List<ContentId> page) {
      for (ContentId content : page) {
        if (!turn()) {
          return;
        }
        tally.contents++;
        try {
          if (!new ContentCheck(parts, content, tally, this::read).run()) {
            tally.busy(content);
          }
        } catch (Stopped e) {
          return;
        } catch (RuntimeException e) {
          tally.unread("content " + content, e);
        }
      }
    }

    private void checkUsers(List<UserId> page) {
      if (lists == null) {
        return;
      }
      Map<UserId, List<UserLike>> suspects = new HashMap<>();
      for (UserId user : page) {
        if (!turn()) {
          return;
        }
        tally.users++;
        reading(user, () -> suspects.put(user, lists.suspects(user)));
      }
      suspects.values().removeIf(List::isEmpty);
      if (!suspects.isEmpty() && waited(time.nanoTime() + SECOND_LOOK.toNanos())) {
        for (Map.Entry<UserId, List<UserLike>> suspect : suspects.entrySet()) {
          if (stopping()) {
            return;
          }
          reading(suspect.getKey(), () -> lists.report(suspect.getKey(), suspect.getValue()));
        }
      }
    }

    private void reading(UserId user, Runnable check) {
      try {
        check.run();
      } catch (Stopped e) {
        return;
      } catch (RuntimeException e) {
        tally.unread("user " + user, e);
      }
    }

    /**
     * Waits as long as rows that were read may take.
     *
     * @throws Stopped if the run should end
     */
    private void read(int rows) {
      nextRows += rows * nanosPerRow;
      long now = time.nanoTime();
      if (nextRows - now < 0) {
        nextRows = now;
      }
      // A shorter wait is not worth a pause, and counts for the next one.
      if (stopping() || (nextRows - now >= SHORTEST_PAUSE && !waited(nextRows))) {
        // What is repaired on the way out may clear the interrupt.
        stopped = true;
        throw new Stopped();
      }
    }

    /** Waits until the next content or user may be looked at; false if the run should end. */
    private boolean turn() {
      if (!waited(next)) {
        return false;
      }
      next = time.nanoTime() + nanosPerItem;
      return true;
    }

    private boolean waited(long until) {
      while (!stopping()) {
        long left = until - time.nanoTime();
        if (left <= 0) {
          return true;
        }
        pause.nanos(left);
      }
      return false;
    }
  }

  private static String position(String phase, @Nullable String cursor) {
    return cursor == null ? phase : phase + ":" + cursor;
  }

  private static boolean isAt(String phase, @Nullable String position) {
    return position != null && (position.equals(phase) || position.startsWith(phase + ":"));
  }

  private static @Nullable String cursor(String phase, @Nullable String position) {
    if (position == null || position.equals(phase)) {
      return null;
    }
    if (!position.startsWith(phase + ":")) {
      throw new IllegalStateException("the checkpoint holds no position of an audit: " + position);
    }
    return position.substring(phase.length() + 1);
  }

  /** Settings of an audit. Not thread-safe. */
  public static final class Builder {
    private @Nullable LikeStore likeStore;
    private @Nullable CounterStore counterStore;
    private @Nullable UserLikeStore userLikeStore;
    private @Nullable AuditSource<ContentId> contents;
    private @Nullable AuditSource<UserId> users;
    private Checkpoint checkpoint = Checkpoint.none();
    private boolean repair;
    private int maxContentsPerSecond = 1000;
    private int maxRowsPerSecond = 100_000;
    private LikesListener listener = LikesListener.none();
    private TimeSource time = TimeSource.system();
    private Pause pause = LockSupport::parkNanos;

    private Builder() {}

    /** Sets where likes are stored. Required. */
    public Builder likeStore(LikeStore likeStore) {
      this.likeStore = Arguments.present("likeStore", likeStore);
      return this;
    }

    /** Sets the copies of counts to compare. Default none. */
    public Builder counterStore(CounterStore counterStore) {
      this.counterStore = Arguments.present("counterStore", counterStore);
      return this;
    }

    /** Sets the users' lists to compare. Default none. */
    public Builder userLikeStore(UserLikeStore userLikeStore) {
      this.userLikeStore = Arguments.present("userLikeStore", userLikeStore);
      return this;
    }

    /** Sets which contents to look at. Required. */
    public Builder contents(AuditSource<ContentId> contents) {
      this.contents = Arguments.present("contents", contents);
      return this;
    }

    /** Sets which users' lists to look through; needs a UserLikeStore. Default none. */
    public Builder users(AuditSource<UserId> users) {
      this.users = Arguments.present("users", users);
      return this;
    }

    /** Sets what keeps the progress. Default none: every run begins at the start. */
    public Builder checkpoint(Checkpoint checkpoint) {
      this.checkpoint = Arguments.present("checkpoint", checkpoint);
      return this;
    }

    /**
     * Sets whether to repair what can be repaired. Default false: a dry run, which writes nothing
     * but the checkpoint.
     */
    public Builder repair(boolean repair) {
      this.repair = repair;
      return this;
    }

    /**
     * Sets how many contents, or users, are looked at in a second at most. 1 to 1,000,000. Default
     * 1,000.
     */
    public Builder maxContentsPerSecond(int maxContentsPerSecond) {
      this.maxContentsPerSecond = maxContentsPerSecond;
      return this;
    }

    /**
     * Sets how many rows of cells and entries of users' lists are read, and pairs looked up, in a
     * second at most, so that a content with millions of likes is no burst. A look into a user's
     * list for each row, and into a cell for each entry, count like a row. The rows of a cell are
     * counted only if it stays unchanged as long as they take. 1 to 100,000,000. Default 100,000.
     */
    public Builder maxRowsPerSecond(int maxRowsPerSecond) {
      this.maxRowsPerSecond = maxRowsPerSecond;
      return this;
    }

    /** Sets who hears of progress and result; see {@link LikesListener#audited}. Default nobody. */
    public Builder listener(LikesListener listener) {
      this.listener = Arguments.present("listener", listener);
      return this;
    }

    /** Sets where time comes from. Default the machine's. */
    public Builder time(TimeSource time) {
      this.time = Arguments.present("time", time);
      return this;
    }

    Builder pause(Pause pause) {
      this.pause = pause;
      return this;
    }

    /**
     * Builds the audit.
     *
     * @throws IllegalArgumentException if something is missing or out of range; the message names
     *     every problem with its value
     */
    public LikeAudit build() {
      List<String> problems = new ArrayList<>();
      if (likeStore == null) {
        problems.add("likeStore is required");
      }
      if (contents == null) {
        problems.add("contents are required");
      }
      if (users != null && userLikeStore == null) {
        problems.add("users need a userLikeStore");
      }
      if (maxContentsPerSecond < 1 || maxContentsPerSecond > 1_000_000) {
        problems.add("maxContentsPerSecond must be 1 to 1000000, but is " + maxContentsPerSecond);
      }
      if (maxRowsPerSecond < 1 || maxRowsPerSecond > 100_000_000) {
        problems.add("maxRowsPerSecond must be 1 to 100000000, but is " + maxRowsPerSecond);
      }
      if (!problems.isEmpty() || likeStore == null || contents == null) {
        throw new IllegalArgumentException(String.join("; ", problems));
      }
      AuditParts parts =
          new AuditParts(likeStore, counterStore, userLikeStore, repair, time, maxRowsPerSecond);
      return new LikeAudit(this, parts, contents, pause);
    }
  }
}
