package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikesListener;
import io.likes.spi.LikeStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DisturberTest {
  private final AtomicLong answered = new AtomicLong();
  private final List<String> disturbances = new ArrayList<>();

  @Test
  @DisplayName("disturbances come after equal shares of the calls")
  void shares() {
    Disturber disturber = disturber(3, new Fragile(Integer.MAX_VALUE));
    disturber.run();
    assertThat(disturbances).containsExactly("1 at 100", "2 at 200", "3 at 300");
    assertThat(disturber.done()).isEqualTo(3);
    assertThat(disturber.missed()).isNull();
  }

  @Test
  @DisplayName("a backend that does not come up again is not disturbed any more")
  void broken() {
    Disturber disturber = disturber(3, new Fragile(2));
    disturber.run();
    assertThat(disturbances).containsExactly("1 at 100", "2 at 200");
    assertThat(disturber.done()).isEqualTo(1);
    assertThat(disturber.missed()).isEqualTo("the backend did not come up again");
  }

  @Test
  @DisplayName("when the run is over there is no disturbance any more")
  void stopped() {
    Disturber disturber = disturber(3, new Fragile(Integer.MAX_VALUE));
    disturber.stop();
    disturber.run();
    assertThat(disturbances).isEmpty();
    assertThat(disturber.done()).isZero();
  }

  @Test
  @DisplayName(
      "when the calls are over during a disturbance it is the last, and the load too short")
  void overMeanwhile() {
    AtomicReference<Disturber> running = new AtomicReference<>();
    Disturber disturber =
        disturber(
            3,
            new Fragile(Integer.MAX_VALUE) {
              @Override
              public void disturb(int number) throws IOException {
                super.disturb(number);
                answered.set(400);
                running.get().stop();
              }
            });
    running.set(disturber);
    disturber.run();
    assertThat(disturbances).containsExactly("1 at 100");
    assertThat(disturber.done()).isEqualTo(1);
    assertThat(disturber.missed()).isEqualTo("the load was too short");
  }

  /** Of 400 calls one is answered in each pause. */
  private Disturber disturber(int times, Backend backend) {
    Clock clock =
        new Clock() {
          @Override
          public long nanoTime() {
            return 0;
          }

          @Override
          public void pause(long nanos) {
            answered.incrementAndGet();
          }
        };
    return new Disturber(backend, times, 400, answered::get, clock);
  }

  private class Fragile implements Backend {
    private final int breaksAt;

    Fragile(int breaksAt) {
      this.breaksAt = breaksAt;
    }

    @Override
    public LikeService service(Counting counting, Duration countFreshness, LikesListener listener) {
      throw new AssertionError("a disturber makes no calls");
    }

    @Override
    public LikeStore likeStore() {
      throw new AssertionError("a disturber reads nothing");
    }

    @Override
    public void disturb(int number) throws IOException {
      disturbances.add(number + " at " + answered);
      if (number == breaksAt) {
        throw new IOException("down for good");
      }
    }

    @Override
    public void close() {}
  }
}
