package io.likes.benchmarks.subject;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A set of pairs and a counter beside it, which a crash or an exception between them sets apart.
 */
final class ConcurrentSetSubject implements Subject {
  @Override
  public String name() {
    return "set + LongAdder";
  }

  @Override
  public String description() {
    return "`ConcurrentHashMap<Pair, Boolean>.putIfAbsent`, then `LongAdder.increment` if the pair"
        + " was absent: two steps that are not one";
  }

  @Override
  public Store store() {
    return Store.MEMORY;
  }

  @Override
  public Likes open(String address) {
    return new SetLikes();
  }

  private record Pair(String content, String user) {}

  private static final class SetLikes implements Likes {
    private final ConcurrentHashMap<Pair, Boolean> pairs = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, LongAdder> counters = new ConcurrentHashMap<>();

    private LongAdder counter(String content) {
      LongAdder known = counters.get(content);
      return known != null ? known : counters.computeIfAbsent(content, id -> new LongAdder());
    }

    @Override
    public boolean like(String content, String user) {
      if (pairs.putIfAbsent(new Pair(content, user), Boolean.TRUE) != null) {
        return false;
      }
      counter(content).increment();
      return true;
    }

    @Override
    public boolean unlike(String content, String user) {
      if (pairs.remove(new Pair(content, user)) == null) {
        return false;
      }
      counter(content).decrement();
      return true;
    }

    @Override
    public long count(String content) {
      LongAdder counter = counters.get(content);
      return counter == null ? 0 : counter.sum();
    }

    @Override
    public long feed(List<String> contents, String user) {
      long sum = 0;
      for (String content : contents) {
        sum += count(content) + (pairs.containsKey(new Pair(content, user)) ? 1 : 0);
      }
      return sum;
    }

    @Override
    public long bytes() {
      return Heap.used();
    }

    @Override
    public void close() {}
  }
}
