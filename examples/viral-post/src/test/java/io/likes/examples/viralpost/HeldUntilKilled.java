package io.likes.examples.viralpost;

import io.likes.Counting;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A kind whose load is not over before the last kill, however fast it is: the calls behind those
 * that the kills are due after wait for it.
 */
record HeldUntilKilled(BackendKind kind, int kills, long calls) implements BackendKind {
  @Override
  public String name() {
    return kind.name();
  }

  @Override
  public String description() {
    return kind.description();
  }

  @Override
  public List<Counting> countings() {
    return kind.countings();
  }

  @Override
  public int threads() {
    return kind.threads();
  }

  @Override
  public List<Object> options() {
    return kind.options();
  }

  @Override
  public List<String> problems() {
    return kind.problems();
  }

  @Override
  public boolean ownServers() {
    return kind.ownServers();
  }

  @Override
  public Backend open() throws IOException, InterruptedException {
    CountDownLatch killed = new CountDownLatch(1);
    AtomicLong made = new AtomicLong();
    return new Intercepted(
        kind.open(),
        (method, counting, arguments, service) -> {
          if ((method.equals("like") || method.equals("unlike"))
              && made.incrementAndGet() > calls) {
            killed.await();
          }
          return service.call();
        }) {
      @Override
      public void disturb(int number) throws IOException, InterruptedException {
        boolean last = true;
        try {
          super.disturb(number);
          last = number == kills;
        } finally {
          // There is none behind one that failed.
          if (last) {
            killed.countDown();
          }
        }
      }
    };
  }
}
