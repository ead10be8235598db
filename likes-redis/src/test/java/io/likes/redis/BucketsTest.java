package io.likes.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.likes.UserId;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Buckets")
class BucketsTest {
  private static final int MOST = 200;

  private final List<Long> hashes =
      new SplittableRandom(1).longs(2_000, 0, Buckets.END).boxed().toList();

  @Test
  @DisplayName("a split moves rows from the bucket that it names to the new one, and no others")
  void splits() {
    for (Buckets buckets = new Buckets(1); buckets.count() < MOST; buckets = buckets.next()) {
      int last = buckets.count();
      for (long hash : hashes) {
        int before = buckets.bucketOf(hash);
        int after = buckets.next().bucketOf(hash);
        assertThat(before).isBetween(0, last - 1);
        assertThat(after).isIn(before, last);
        boolean moves = before == buckets.splits() && hash % buckets.modulus() == last;
        assertThat(after == last).isEqualTo(moves);
      }
    }
  }

  @Test
  @DisplayName("cover the positions of pages without gap or overlap, whatever their number")
  void positions() {
    for (int count = 1; count < MOST; count++) {
      Buckets buckets = new Buckets(count);
      int visited = 0;
      for (long at = 0; at < Buckets.END; at = buckets.end(buckets.bucketAt(at))) {
        assertThat(buckets.end(buckets.bucketAt(at))).isGreaterThan(at);
        visited++;
      }
      assertThat(visited).isEqualTo(count);
      for (long hash : hashes) {
        long position = Buckets.position(hash);
        assertThat(buckets.bucketAt(position)).isEqualTo(buckets.bucketOf(hash));
        assertThat(buckets.end(buckets.bucketOf(hash))).isGreaterThan(position);
      }
    }
  }

  @Test
  @DisplayName("the hash of a user never changes")
  void golden() {
    assertThat(Buckets.hash(UserId.of("abc"))).isEqualTo(0xa9993e36L);
    assertThat(Buckets.hash(UserId.of("\u00e9"))).isEqualTo(0xbf15be71L);
  }

  @Test
  @DisplayName("there is one at least")
  void none() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Buckets(0))
        .withMessageContaining("0");
  }
}
