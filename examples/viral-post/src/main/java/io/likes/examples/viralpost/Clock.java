package io.likes.examples.viralpost;

import java.util.concurrent.locks.LockSupport;

/** Time of a run, and how to let it pass. Thread-safe. */
interface Clock {
  /** The time of the machine. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void pause(long nanos) throws InterruptedException {
          LockSupport.parkNanos(nanos);
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
        }
      };

  /** Returns the nanoseconds since some fixed moment. */
  long nanoTime();

  /** Returns after about so many nanoseconds, or sooner. */
  void pause(long nanos) throws InterruptedException;
}
