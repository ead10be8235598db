package io.likes.benchmarks.subject;

import java.util.concurrent.atomic.LongAdder;

/** A counter that threads share without fighting. */
final class LongAdderSubject implements Subject {
  @Override
  public String name() {
    return "LongAdder";
  }

  @Override
  public String description() {
    return "`ConcurrentHashMap<String, LongAdder>`, `increment`; knows no users, so a second like"
        + " of a user counts again";
  }

  @Override
  public Store store() {
    return Store.MEMORY;
  }

  @Override
  public boolean knowsUsers() {
    return false;
  }

  @Override
  public Likes open(String address) {
    return new CounterLikes<>(LongAdder::new, LongAdder::add, LongAdder::sum);
  }
}
