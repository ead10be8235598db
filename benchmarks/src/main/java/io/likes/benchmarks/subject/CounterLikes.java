package io.likes.benchmarks.subject;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * One counter for each content and nobody's name: the floor of counting alone. It counts a second
 * like of a user again.
 *
 * @param <C> the counter
 */
final class CounterLikes<C> implements Likes {
  /**
   * Changes a counter.
   *
   * @param <C> the counter
   */
  interface Add<C> {
    void add(C counter, long change);
  }

  private final ConcurrentHashMap<String, C> counters = new ConcurrentHashMap<>();
  private final Supplier<C> make;
  private final Add<C> add;
  private final ToLongFunction<C> value;

  CounterLikes(Supplier<C> make, Add<C> add, ToLongFunction<C> value) {
    this.make = make;
    this.add = add;
    this.value = value;
  }

  private C counter(String content) {
    C known = counters.get(content);
    return known != null ? known : counters.computeIfAbsent(content, id -> make.get());
  }

  @Override
  public boolean like(String content, String user) {
    add.add(counter(content), 1);
    return true;
  }

  @Override
  public boolean unlike(String content, String user) {
    add.add(counter(content), -1);
    return true;
  }

  @Override
  public long count(String content) {
    C counter = counters.get(content);
    return counter == null ? 0 : value.applyAsLong(counter);
  }

  @Override
  public long feed(List<String> contents, String user) {
    return contents.stream().mapToLong(this::count).sum();
  }

  @Override
  public long bytes() {
    return Heap.used();
  }

  @Override
  public void close() {}
}
