package io.likes.benchmarks.subject;

import java.util.concurrent.atomic.AtomicLong;

/** A counter that all threads fight for. */
final class AtomicLongSubject implements Subject {
  @Override
  public String name() {
    return "AtomicLong";
  }

  @Override
  public String description() {
    return "`ConcurrentHashMap<String, AtomicLong>`, `incrementAndGet`; knows no users, so a second"
        + " like of a user counts again";
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
    return new CounterLikes<>(AtomicLong::new, AtomicLong::addAndGet, AtomicLong::get);
  }
}
