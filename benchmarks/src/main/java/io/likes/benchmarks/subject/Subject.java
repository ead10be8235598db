package io.likes.benchmarks.subject;

import java.util.List;

/** Something that keeps likes and is measured. */
public interface Subject {
  /** Returns the name in results and plots. */
  String name();

  /** Returns what it does at a like, in a sentence for the page. */
  String description();

  /** Returns where it keeps likes. */
  Store store();

  /** Returns whether this is the library; the others are peers. */
  default boolean library() {
    return false;
  }

  /** Returns whether it knows who likes what; a bare counter does not. */
  default boolean knowsUsers() {
    return true;
  }

  /** Returns whether every count read is a round trip; then it cannot be asked at any rate. */
  default boolean asksForEachCount() {
    return false;
  }

  /** Returns whether it can keep thousands of contents in one process. */
  default boolean manyContents() {
    return true;
  }

  /**
   * Opens it with nothing stored.
   *
   * @param address host and port of the server, empty for {@link Store#MEMORY}
   */
  Likes open(String address);

  /** Returns all subjects, by store. A new backend or peer is one more line here. */
  static List<Subject> all() {
    return List.of(
        InMemorySubject.exact(),
        InMemorySubject.inline(),
        new AtomicLongSubject(),
        new LongAdderSubject(),
        new ConcurrentSetSubject(),
        RedisSubject.exact(),
        RedisSubject.inline(),
        new RedisTwoTripsSubject(),
        new RedisOneScriptSubject(),
        RedissonSubject.atomicLong(),
        RedissonSubject.longAdder(),
        new CassandraSubject(),
        new CassandraInsertSubject(),
        CassandraCounterSubject.oneRow(),
        CassandraCounterSubject.sharded(),
        PostgresSubject.trigger(),
        PostgresSubject.countRows());
  }

  /** Returns the subject with a name. */
  static Subject named(String name) {
    return all().stream()
        .filter(subject -> subject.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "subject must be one of "
                        + all().stream().map(Subject::name).toList()
                        + ", but is "
                        + name));
  }
}
