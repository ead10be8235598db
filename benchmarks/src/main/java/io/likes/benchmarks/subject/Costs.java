package io.likes.benchmarks.subject;

import io.likes.ContentId;
import io.likes.LikeService;
import io.likes.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The cost model: which calls of its stores the library makes, and how many statements that is for
 * the server. Every call of a store is one round trip, or none if it shares one with others.
 */
public final class Costs {
  /**
   * What one operation costs.
   *
   * @param operation what was called, and what was known before
   * @param calls calls of stores, by name
   * @param statements commands or statements that the server was sent
   */
  public record Cost(String operation, Map<String, Integer> calls, long statements) {
    public Cost {
      calls = Map.copyOf(calls);
    }

    /** Returns how many calls of stores that is. */
    public int total() {
      return calls.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  private static final int[] PAGES = {20, 100};
  private static final UserId USER = UserId.of("user");

  private final Stores stores;
  private final Map<String, Integer> calls = new TreeMap<>();
  private final List<Cost> costs = new ArrayList<>();

  private Costs(Stores opened) {
    this.stores = opened.watched(this::called);
  }

  /**
   * Measures the operations of a subject.
   *
   * @throws IllegalArgumentException if it is not of the library
   */
  public static List<Cost> of(Subject subject, String address) {
    if (!(subject instanceof LibrarySubject library)) {
      throw new IllegalArgumentException(
          "subject must be of the library, but is " + subject.name());
    }
    Stores stores = library.stores(address);
    try {
      return new Costs(stores).measured();
    } finally {
      stores.clients().run();
    }
  }

  private synchronized void called(String name) {
    calls.merge(name, 1, Integer::sum);
  }

  private List<Cost> measured() {
    ContentId content = ContentId.of("content");
    // What is paid once, as loading scripts and preparing statements, is not the cost of a call.
    try (LikeService once = stores.service()) {
      once.like(ContentId.of("other"), USER);
      once.count(ContentId.of("other"));
      once.view(List.of(ContentId.of("other")), USER);
      once.unlike(ContentId.of("other"), USER);
    }
    try (LikeService once = stores.service()) {
      once.count(ContentId.of("other"));
      once.view(List.of(ContentId.of("unknown")), USER);
    }
    try (LikeService likes = stores.service()) {
      cost("first like", () -> likes.like(content, USER));
      cost("like, hot", () -> likes.like(content, UserId.of("second")));
      cost("like again", () -> likes.like(content, USER));
      cost("unlike", () -> likes.unlike(content, UserId.of("second")));
      cost("count, hot", () -> likes.count(content));
    }
    UserId third = UserId.of("third");
    try (LikeService likes = stores.service()) {
      cost("like, cold", () -> likes.like(content, third));
    }
    try (LikeService likes = stores.service()) {
      cost("unlike, cold", () -> likes.unlike(content, third));
    }
    try (LikeService likes = stores.service()) {
      // Nobody summed this content yet, so that the first reader does.
      cost("count, not summed", () -> likes.count(content));
    }
    try (LikeService likes = stores.service()) {
      cost("count, cold", () -> likes.count(content));
    }
    for (int size : PAGES) {
      page(size);
    }
    return List.copyOf(costs);
  }

  private void page(int size) {
    List<ContentId> contents =
        IntStream.range(0, size).mapToObj(i -> ContentId.of("page" + size + "-" + i)).toList();
    try (LikeService writer = stores.uncounted().service()) {
      contents.forEach(content -> writer.like(content, USER));
    }
    try (LikeService likes = stores.service()) {
      String operation = "feed page of " + size;
      cost(operation + ", not summed", () -> likes.view(contents, USER));
    }
    try (LikeService likes = stores.service()) {
      String operation = "feed page of " + size;
      cost(operation + ", cold", () -> likes.view(contents, USER));
      cost(operation + ", hot", () -> likes.view(contents, USER));
    }
  }

  private void cost(String operation, Runnable call) {
    long before = stores.statements().getAsLong();
    synchronized (this) {
      calls.clear();
    }
    call.run();
    long statements = stores.statements().getAsLong() - before;
    synchronized (this) {
      costs.add(new Cost(operation, calls, statements));
    }
  }
}
