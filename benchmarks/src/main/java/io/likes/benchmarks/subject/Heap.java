package io.likes.benchmarks.subject;

import java.lang.management.ManagementFactory;

/** The heap of this process. */
final class Heap {
  private Heap() {}

  /** Returns the bytes in use by what is reachable. */
  static long used() {
    // Twice, so that what the first one finds to be finished is gone too.
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
